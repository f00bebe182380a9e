package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCoverageIsKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		second := models.Location{CompanyID: a.company.ID, Name: "Rotterdam Zuid", Active: true}
		if err := s.CreateLocation(t.Context(), a.by(), &second); err != nil {
			t.Fatal(err)
		}
		c := a.webhookCallback("*")
		c.Settings.Coverage = models.Coverage{Mode: models.CoverExcept, Locations: []models.ID{second.ID, a.location.ID, second.ID}}
		wide := a.addCallback(t, c)
		want := models.Coverage{Mode: models.CoverExcept, Locations: []models.ID{a.location.ID, second.ID}}
		if diff := cmp.Diff(want, a.callback(t, wide.PublicID).Settings.Coverage); diff != "" {
			t.Error(diff)
		}
		local := a.webhookCallback("*")
		local.LocationID, local.Settings.Replaces = a.location.ID, wide.ID
		local.Settings.Coverage = want // means nothing for one location
		local = a.addCallback(t, local)
		if got := a.callback(t, local.PublicID).Settings; got.Replaces != wide.ID || got.Coverage.Mode != models.CoverAll {
			t.Errorf("kept %+v", got)
		}
	})
}

func TestCoverageOfOthersIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		theirs := b.addCallback(t, b.webhookCallback("*"))
		postback := a.addCallback(t, a.postbackCallback())
		for name, change := range map[string]func(*models.Callback){
			"a location of another company": func(c *models.Callback) {
				c.Settings.Coverage = models.Coverage{Mode: models.CoverOnly, Locations: []models.ID{a.location.ID, b.location.ID}}
			},
			"no location": func(c *models.Callback) { c.Settings.Coverage.Mode = models.CoverOnly },
			"a callback of another company": func(c *models.Callback) {
				c.LocationID, c.Settings.Replaces = a.location.ID, theirs.ID
			},
			"a postback": func(c *models.Callback) {
				c.LocationID, c.Settings.Replaces = a.location.ID, postback.ID
			},
		} {
			c := a.webhookCallback("*")
			change(&c)
			err := s.CreateCallback(t.Context(), a.by(), &c)
			if _, refused := errors.AsType[models.Problems](err); !refused {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A key of a location cannot silence what it may not change: a callback of the
// company. What was set up by somebody who may stays as long as it silences no
// more.
func TestReplacingNeedsTheCompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		wide := a.addCallback(t, a.webhookCallback("*"))
		ofLocation := manager(models.Owner{CompanyID: a.company.ID, LocationID: a.location.ID})
		c := a.webhookCallback("contact.created")
		c.LocationID, c.Settings.Replaces = a.location.ID, wide.ID
		refused := func(err error) bool {
			problems, ok := errors.AsType[models.Problems](err)
			return ok && len(problems) == 1 && problems[0].Field == "replaces"
		}
		for _, id := range []models.ID{wide.ID, 12345} { // it is not told which there are
			sent := c
			sent.Settings.Replaces = id
			if err := s.CreateCallback(t.Context(), ofLocation, &sent); !refused(err) {
				t.Errorf("created by who may not change %d: %v", id, err)
			}
		}
		local := a.addCallback(t, c)
		for _, step := range []struct {
			name    string
			change  func(*models.Callback)
			refused bool
		}{
			{"a name", func(c *models.Callback) { c.Name = "Zuid" }, false},
			{"more types", func(c *models.Callback) { c.Types = []models.CallbackType{{Type: "*"}} }, true},
			{"none replaced, more types", func(c *models.Callback) {
				c.Settings.Replaces, c.Types = 0, []models.CallbackType{{Type: "*"}}
			}, false},
			{"replaced again", func(c *models.Callback) { c.Settings.Replaces = wide.ID }, true},
		} {
			next := a.callback(t, local.PublicID)
			step.change(&next)
			if err := s.UpdateCallback(t.Context(), ofLocation, &next); refused(err) != step.refused || err != nil && !step.refused {
				t.Errorf("%s: %v", step.name, err)
			}
		}
	})
}
