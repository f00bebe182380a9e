package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// What a callback keeps secret goes nowhere but to where it was meant for.
func TestMovedCallbackDropsItsSecrets(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.postbackCallback()
		c.URL, c.Settings.User, c.Secrets.Password, c.Keys.Current = "http://pos.example/in", "pos", "for pos", models.NewSigningSecret()
		c.Settings.Headers = []models.Header{{Name: "X-Token", Value: "for pos", Hidden: true}}
		c = a.addCallback(t, c)
		update := func(change func(c *models.Callback)) error {
			next := a.callback(t, c.PublicID)
			change(&next)
			return s.UpdateCallback(t.Context(), a.by(), &next)
		}
		err := update(func(c *models.Callback) { c.URL = "https://evil.example/in" })
		problems, _ := errors.AsType[models.Problems](err)
		if len(problems) != 2 || problems[0].Code != models.Dropped || problems[0].Field != "password" || problems[1].Field != "headers" {
			t.Errorf("another host: %v", err)
		}
		err = update(func(c *models.Callback) { c.Settings.Attempts, c.Settings.BackupURL = 5, "https://evil.example/in" })
		if problems, _ := errors.AsType[models.Problems](err); problems.On("password") == "" {
			t.Errorf("another backup host: %v", err)
		}
		if got := opened(t, s, c.PublicID); got.URL != "http://pos.example/in" || got.Secrets.Password != "for pos" {
			t.Errorf("after what was refused: %s, %v", got.URL, got.Secrets)
		}
		if err := update(func(c *models.Callback) { c.URL = "https://pos.example/v2" }); err != nil {
			t.Errorf("http to https: %v", err)
		}
		if got := opened(t, s, c.PublicID).Secrets; got.Password != "for pos" || got.Headers["x-token"] != "for pos" {
			t.Errorf("http to https: %v", got)
		}
		err = update(func(c *models.Callback) {
			c.URL, c.Secrets.Password, c.Settings.Headers = "https://new.example/in", "for new", nil
		})
		got := opened(t, s, c.PublicID)
		if err != nil || got.Secrets.Password != "for new" || len(got.Secrets.Headers) != 0 || got.SignedAt == 0 {
			t.Errorf("with a new password: %v, %v", got.Secrets, err)
		}
		err = update(func(c *models.Callback) { c.URL, c.Settings.User = "https://third.example/in", "" })
		if err != nil || !opened(t, s, c.PublicID).Secrets.Empty() {
			t.Errorf("without a sign-in: %v", err)
		}
		err = update(func(c *models.Callback) { c.URL, c.Settings.User = "https://pos.example/in", "pos" })
		if err == nil {
			t.Error("a password came back")
		}
	})
}

func opened(t *testing.T, s *store.Store, publicID string) models.Callback {
	t.Helper()
	c, err := s.CallbackWithSecrets(context.WithoutCancel(t.Context()), models.Everything, publicID)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Who has a callback tried, saved or not, or sends it a test, stands in the log.
func TestChecksAndTestsAreAudited(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.postbackCallback()
		c.Settings.User, c.Secrets.Password = "pos", "s3cret-planted"
		c = a.addCallback(t, c)
		if err := s.RecordCheck(t.Context(), a.by(), opened(t, s, c.PublicID)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RecordVerification(t.Context(), a.by(), c, []models.Attempt{{URL: c.URL, Code: 200}}); err != nil {
			t.Fatal(err)
		}
		log := audited(t, s, c.ID)
		for _, entry := range log[1:] {
			if entry.Action != "callback.check" || entry.ActorName != a.by().Actor.Name || strings.Contains(string(entry.After), "planted") {
				t.Errorf("the entry says %s by %q: %s", entry.Action, entry.ActorName, entry.After)
			}
		}
		real, test := a.newEvent("REAL"), a.newEvent("TEST")
		test.Test, test.TestedBy = true, a.by().Actor
		a.accept(t, []models.Event{real, test}, nil)
		if sent := audited(t, s, test.ID); len(log) != 3 || len(sent) != 1 || sent[0].Action != "event.test" || sent[0].ActorName != a.by().Actor.Name {
			t.Errorf("%d entries of the callback, of the test %+v", len(log), sent)
		}
		if sent := audited(t, s, real.ID); len(sent) != 0 {
			t.Errorf("an event that is no test: %+v", sent)
		}
	})
}
