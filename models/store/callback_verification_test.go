package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// unverifiedCallback makes a batch callback that nobody has verified.
func (a fixture) unverifiedCallback(t *testing.T) models.Callback {
	t.Helper()
	return a.addCallback(t, models.Callback{
		Kind: models.KindBatch, CompanyID: a.company.ID, Name: "Bounces", URL: "https://crm.example/in",
		Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
	})
}

func TestVerifyByHand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c, at := a.unverifiedCallback(t), models.At(noon)
		owed := a.storeDeliveries(t, c, models.HeldUnverified)
		released, err := s.VerifyByHand(t.Context(), a.by(), c, " The gate lets no empty lists through ")
		if err != nil || released != 1 {
			t.Fatalf("%d released, %v", released, err)
		}
		want := untouched(map[string]state{
			"queued":   {Status: models.Queued, Due: at},
			"retrying": {Status: models.Retrying, Due: at + 300_000},
			"held":     {Status: models.Queued, Due: at},
		})
		if diff := cmp.Diff(want, a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
		now := a.callback(t, c.PublicID)
		if now.VerifiedAt != at || now.MarkedBy != "ines@example.org" || now.MarkReason != "The gate lets no empty lists through" || now.Version != 2 {
			t.Errorf("marked as %+v", now)
		}
		log := audited(t, s, c.ID)
		if len(log) != 2 || log[1].Action != "callback.verify_by_hand" || log[1].ActorName != "ines@example.org" ||
			!strings.Contains(string(log[1].After), `"MarkReason":"The gate lets no empty lists through"`) {
			t.Errorf("audited as %+v", log)
		}
		if again, err := s.VerifyByHand(t.Context(), a.by(), c, "pressed twice"); again != 0 || err != nil {
			t.Errorf("%d released again, %v", again, err)
		}
		if got := a.callback(t, c.PublicID); got.Version != 2 || got.MarkReason != now.MarkReason {
			t.Errorf("marked twice: %+v", got)
		}
	}, atNoon)
}

func TestVerifyByHandRefuses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		c := a.unverifiedCallback(t)
		held := a.storeDelivery(t, c, models.Delivery{Status: models.Queued, HoldReason: models.HeldUnverified})
		for name, reason := range map[string]string{
			"none": " \t", "201 characters": strings.Repeat("é", 201), "two lines": "a\nb", "no text": "\xff",
		} {
			_, err := s.VerifyByHand(t.Context(), a.by(), c, reason)
			if found, refused := errors.AsType[models.Problems](err); !refused || found.On("reason") == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		const reason = "no answer to empty lists"
		other := a.addCallback(t, a.postbackCallback())
		older := c
		older.Version--
		for name, refused := range map[string]struct {
			by   models.Access
			c    models.Callback
			want error
		}{
			"another company": {b.by(), c, models.ErrNotFound},
			"another kind":    {a.by(), other, models.ErrNotFound},
			"an older state":  {a.by(), older, models.ErrConflict},
		} {
			if _, err := s.VerifyByHand(t.Context(), refused.by, refused.c, reason); !errors.Is(err, refused.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if now := a.callback(t, c.PublicID); !now.Unverified() || a.delivery(t, held).HoldReason != models.HeldUnverified {
			t.Errorf("marked after all: %+v", now)
		}
		if _, err := s.VerifyByHand(t.Context(), a.by(), c, strings.Repeat("é", 200)); err != nil {
			t.Errorf("200 characters: %v", err)
		}
	})
}

// What was marked by hand is unverified again once it leads elsewhere, and a
// check that succeeds takes the place of the mark.
func TestMarkGoesAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.unverifiedCallback(t)
		mark := func() {
			t.Helper()
			if _, err := s.VerifyByHand(t.Context(), a.by(), a.callback(t, c.PublicID), "no answer to empty lists"); err != nil {
				t.Fatal(err)
			}
			c = a.callback(t, c.PublicID)
		}
		for name, change := range map[string]func(c *models.Callback){
			"the URL":       func(c *models.Callback) { c.URL += "/moved" },
			"the backup":    func(c *models.Callback) { c.Settings.BackupURL = "https://crm.example/backup" },
			"the user name": func(c *models.Callback) { c.Settings.User += "2" },
			"the password":  func(c *models.Callback) { c.Secrets.Password = "hunter3" },
			"to no user name": func(c *models.Callback) {
				c.Settings.User, c.Settings.EmptyUser, c.Secrets.Password = "", true, "hunter4"
			},
		} {
			mark()
			queued := a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: 1})
			change(&c)
			if err := s.UpdateCallback(t.Context(), a.by(), &c); err != nil {
				t.Fatal(err)
			}
			now := a.callback(t, c.PublicID)
			if !now.Unverified() || now.MarkedBy != "" || now.MarkReason != "" || a.delivery(t, queued).HoldReason != models.HeldUnverified {
				t.Errorf("%s changed: %+v", name, now)
			}
		}
		mark()
		opened, err := s.CallbackWithSecrets(t.Context(), a.by().Scope, c.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RecordVerification(t.Context(), a.by(), opened, []models.Attempt{{Code: 200}}); err != nil {
			t.Fatal(err)
		}
		if now := a.callback(t, c.PublicID); now.Unverified() || now.MarkedBy != "" || now.MarkReason != "" {
			t.Errorf("checked: %+v", now)
		}
	})
}
