package store_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCreateCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		before, err := s.CompanyByID(t.Context(), models.Everything, a.company.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := a.eventCallback()
		c.Types = []models.CallbackType{{Type: " subscription_added", FilterValue: "l1234 "}}
		c.URL = " HTTPS://CRM.example.org/in "
		c = a.addCallback(t, c)
		if !regexp.MustCompile(`^[A-Za-z0-9]{8}$`).MatchString(c.PublicID) {
			t.Errorf("public id %q", c.PublicID)
		}
		if c.StartAt != noonMinute || c.EndAt != 0 || c.Version != 1 || c.Host != "crm.example.org" || !c.IsActive {
			t.Errorf("stored as %+v", c)
		}
		if diff := cmp.Diff(c, a.callback(t, c.PublicID)); diff != "" {
			t.Errorf("read back: %s", diff)
		}
		want := []models.CallbackType{{CallbackID: c.ID, CompanyID: a.company.ID, Type: "subscription_added", FilterValue: "l1234"}}
		if diff := cmp.Diff(want, c.Types); diff != "" {
			t.Error(diff)
		}
		p := a.addCallback(t, a.postbackCallback())
		if !regexp.MustCompile(`^[0-9a-f]{24}$`).MatchString(p.PublicID) || p.StartAt != 0 {
			t.Errorf("postback %q starts at %d", p.PublicID, p.StartAt)
		}
		if diff := cmp.Diff(p, a.callback(t, p.PublicID)); diff != "" {
			t.Errorf("postback read back: %s", diff)
		}
		log := audited(t, s, c.ID)
		if len(log) != 1 || log[0].Action != "callback.create" || log[0].Version != 1 || len(log[0].Before) != 0 {
			t.Errorf("audited as %+v", log)
		}
		company, err := s.CompanyByID(t.Context(), models.Everything, a.company.ID)
		if err != nil || company.CallbacksVersion != before.CallbacksVersion+2 || company.Version != before.Version {
			t.Errorf("company is %+v, was %+v (%v)", company, before, err)
		}
	}, atNoon)
}

func TestCreateCallbackRefused(t *testing.T) {
	t.Parallel()
	blocked := func(o *store.Options) {
		o.Blocked = func(_ context.Context, url string) bool { return strings.Contains(url, "10.0.0.1") }
		o.PublicURL = "https://hooks.example.org"
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		other := newFixture(t, s)
		for _, tt := range []struct {
			name   string
			change func(c *models.Callback)
			want   func(err error) bool
		}{
			{"no URL", func(c *models.Callback) { c.URL = "" }, problem("url", "Enter a URL")},
			{
				"private address", func(c *models.Callback) { c.URL = "http://10.0.0.1/" },
				problem("url", "This address is private and not allowed"),
			},
			{
				"our own address", func(c *models.Callback) { c.URL = "http://Hooks.example.org/v2/contacts" },
				problem("url", "This is the address of Callboard itself: what it sends there comes back to it"),
			},
			{
				"our own address as backup", func(c *models.Callback) {
					c.Settings.BackupURL, c.Settings.Attempts, c.Settings.Interval = "https://hooks.example.org:443/", 5, 300
				},
				problem("backup_url", "This is the address of Callboard itself: what it sends there comes back to it"),
			},
			{"another company", func(c *models.Callback) { c.CompanyID = other.company.ID }, is(models.ErrNotFound)},
			{"no such company", func(c *models.Callback) { c.CompanyID = 1 }, is(models.ErrNotFound)},
			{"location of another company", func(c *models.Callback) { c.LocationID = other.location.ID }, is(models.ErrNotFound)},
		} {
			c := a.eventCallback()
			tt.change(&c)
			if err := s.CreateCallback(t.Context(), a.by(), &c); !tt.want(err) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		c := a.eventCallback()
		if err := s.CreateCallback(t.Context(), manager(a.location.Owner()), &c); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a manager of the location made a callback of the company: %v", err)
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{})
		if len(all) != 0 || err != nil {
			t.Errorf("%d callbacks were stored (%v)", len(all), err)
		}
	}, blocked)
}

func problem(field, text string) func(error) bool {
	return func(err error) bool {
		var found models.Problems
		return errors.As(err, &found) && found.On(field) == text
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func TestUpdateCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.addCallback(t, a.eventCallback())
		edit := c
		edit.Name, edit.URL = "CRM", "https://new.example.org/in"
		edit.Types = []models.CallbackType{{Type: "person_updated"}}
		edit.Kind, edit.CompanyID, edit.CreatedAt = models.KindPostback, 5, 5 // cannot be changed
		edit.StartAt, edit.EndAt = 0, noonMinute+3_600_000
		if err := s.UpdateCallback(t.Context(), a.by(), &edit); err != nil {
			t.Fatal(err)
		}
		want := c
		want.Name, want.URL, want.Host, want.Version = "CRM", "https://new.example.org/in", "new.example.org", 2
		want.EndAt = noonMinute + 3_600_000
		want.Types = []models.CallbackType{{CallbackID: c.ID, CompanyID: c.CompanyID, Type: "person_updated"}}
		if diff := cmp.Diff(want, a.callback(t, c.PublicID)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, edit); diff != "" {
			t.Errorf("returned: %s", diff)
		}
		log := audited(t, s, c.ID)
		if len(log) != 2 || log[1].Version != 2 || !bytes.Contains(log[1].Before, []byte("crm.example.org")) ||
			!bytes.Contains(log[1].After, []byte("new.example.org")) {
			t.Errorf("audited as %+v", log)
		}
		stale := c
		if err := s.UpdateCallback(t.Context(), a.by(), &stale); !errors.Is(err, models.ErrConflict) {
			t.Errorf("the older version was stored: %v", err)
		}
		stranger := newFixture(t, s)
		if err := s.UpdateCallback(t.Context(), stranger.by(), &edit); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another company changed it: %v", err)
		}
		if _, err := s.EndCallback(t.Context(), a.by(), c.PublicID, false); err != nil {
			t.Fatal(err)
		}
		edit.Version = 3
		if err := s.UpdateCallback(t.Context(), a.by(), &edit); err == nil || err.Error() != "Callback "+c.PublicID+" has ended" {
			t.Errorf("an ended callback was changed: %v", err)
		}
	}, atNoon)
}

func TestCallbacksInScope(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		wide, local := a.addCallback(t, a.eventCallback()), a.addCallback(t, a.postbackCallback())
		ended, foreign := a.eventCallback(), b.addCallback(t, b.postbackCallback())
		ended.Types[0].Type, ended.StartAt, ended.EndAt = "person_updated", noonMinute-120_000, noonMinute
		ended = a.addCallback(t, ended)
		gone := a.addCallback(t, a.postbackCallback())
		if err := s.DeleteCallback(t.Context(), a.by(), gone.PublicID); err != nil {
			t.Fatal(err)
		}
		company := models.Scope{Companies: []models.ID{a.company.ID}}
		location := models.Scope{Locations: []models.ID{a.location.ID}}
		for _, tt := range []struct {
			name string
			in   models.Scope
			f    store.CallbackFilter
			want []models.Callback
		}{
			{"everything", models.Everything, store.CallbackFilter{}, []models.Callback{wide, local, foreign, ended}},
			{"company", company, store.CallbackFilter{}, []models.Callback{wide, local, ended}},
			{"location", location, store.CallbackFilter{}, []models.Callback{local}},
			{
				"company and location of another",
				models.Scope{Companies: []models.ID{a.company.ID}, Locations: []models.ID{b.location.ID}},
				store.CallbackFilter{},
				[]models.Callback{wide, local, foreign, ended},
			},
			{"nothing", models.Scope{}, store.CallbackFilter{}, nil},
			{"another company asked for", company, store.CallbackFilter{Company: b.company.ID}, nil},
			{"kind", models.Everything, store.CallbackFilter{Kind: models.KindPostback}, []models.Callback{local, foreign}},
			{"live ones of the company as a whole", company, store.CallbackFilter{OnlyWide: true, Live: true}, []models.Callback{wide}},
			{"of a location", company, store.CallbackFilter{Location: a.location.ID}, []models.Callback{local}},
		} {
			got, err := s.Callbacks(t.Context(), tt.in, tt.f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(publicIDs(tt.want), publicIDs(got)); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
		}
		for _, id := range []string{foreign.PublicID, gone.PublicID, "", "é"} {
			if _, err := s.Callback(t.Context(), company, id); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("read %q: %v", id, err)
			}
		}
	}, atNoon)
}

func publicIDs(all []models.Callback) []string {
	names := []string{}
	for _, c := range all {
		names = append(names, c.PublicID)
	}
	return names
}
