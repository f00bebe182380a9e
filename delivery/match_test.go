package delivery

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// day is a day of milliseconds.
const day = models.Millis(24 * time.Hour / time.Millisecond)

func TestMatch(t *testing.T) {
	t.Parallel()
	now := models.At(noon)
	send := Decision{Concerns: true}
	notSent := func(r models.Reason, detail string) Decision {
		return Decision{Concerns: true, Reason: r, Detail: detail}
	}
	type situation struct {
		callback models.Callback
		event    models.Event
		audience models.Subscribers
	}
	tests := map[string]struct {
		change func(*situation)
		want   Decision
	}{
		"active":                    {func(*situation) {}, send},
		"another type":              {func(s *situation) { s.event.Type = "contacts.created" }, Decision{}},
		"pattern of another":        {func(s *situation) { s.callback.Types[0].Type = "transaction.*" }, Decision{}},
		"no types at all":           {func(s *situation) { s.callback.Types = nil }, Decision{}},
		"another company":           {func(s *situation) { s.event.CompanyID = 2 }, Decision{}},
		"another location":          {func(s *situation) { s.event.LocationID = 8 }, Decision{}},
		"event of the company":      {func(s *situation) { s.event.LocationID = 0 }, Decision{}},
		"callback of the company":   {func(s *situation) { s.callback.LocationID = 0 }, send},
		"of the company as a whole": {func(s *situation) { s.callback.LocationID, s.event.LocationID = 0, 0 }, send},
		"deleted":                   {func(s *situation) { s.callback.DeletedAt = 1 }, Decision{}},
		"test of another callback":  {func(s *situation) { s.event.OnlyTo = 6 }, Decision{}},
		"test of this callback":     {func(s *situation) { s.event.OnlyTo = 5 }, send},
		"exact type":                {func(s *situation) { s.callback.Types[0].Type = "contact.created" }, send},
		"second of two types": {func(s *situation) {
			s.callback.Types = []models.CallbackType{{Type: "person_added"}, {Type: "contact.created"}}
		}, send},
		"its list": {func(s *situation) { s.callback.Types[0].FilterValue, s.event.FilterValue = "l1234", "l1234" }, send},
		"another list": {func(s *situation) {
			s.callback.Types[0].FilterValue, s.event.FilterValue = "l1234", "l999"
		}, Decision{}},
		"its database":                   {func(s *situation) { s.callback.DatabaseRefID, s.event.DatabaseRefID = 3, 3 }, send},
		"another database":               {func(s *situation) { s.callback.DatabaseRefID, s.event.DatabaseRefID = 3, 4 }, Decision{}},
		"of any database":                {func(s *situation) { s.callback.DatabaseRefID, s.event.DatabaseRefID = 0, 4 }, send},
		"its product":                    {func(s *situation) { s.callback.Settings.ProductID = "p1" }, send},
		"its product, written otherwise": {func(s *situation) { s.callback.Settings.ProductID = "P-1" }, send},
		"another product":                {func(s *situation) { s.callback.Settings.ProductID = "p2" }, Decision{}},

		"paused":                {func(s *situation) { s.callback.PausedAt = 1 }, Decision{Concerns: true, Hold: models.HeldPaused}},
		"starts now":            {func(s *situation) { s.callback.StartAt = now }, send},
		"starts later":          {func(s *situation) { s.callback.StartAt = now + 1 }, notSent(models.BeforeStart, "21 Nov 2026 12:00")},
		"ends later":            {func(s *situation) { s.callback.EndAt = now + 1 }, send},
		"ends now":              {func(s *situation) { s.callback.EndAt = now }, notSent(models.AfterEnd, "21 Nov 2026 12:00")},
		"ended almost 7 days":   {func(s *situation) { s.callback.EndAt = now - 7*day + 1 }, notSent(models.AfterEnd, "14 Nov 2026 12:00")},
		"ended 7 days ago":      {func(s *situation) { s.callback.EndAt = now - 7*day }, Decision{}},
		"ended, of another":     {func(s *situation) { s.callback.EndAt, s.event.LocationID = now-1, 8 }, Decision{}},
		"is_active 0":           {func(s *situation) { s.callback.IsActive = false }, notSent(models.Inactive, "")},
		"action not wanted":     {func(s *situation) { s.callback.Settings.Actions = []models.Action{models.Delete} }, notSent(models.ActionMismatch, "deleted")},
		"action wanted":         {func(s *situation) { s.callback.Settings.Actions = []models.Action{models.Create} }, send},
		"no change of a record": {func(s *situation) { s.event.Action = "" }, send},
		"no change, of a postback": {func(s *situation) {
			s.callback.Kind, s.event.Type, s.event.Action = models.KindPostback, "contact.merged", ""
		}, Decision{}},
		"company inactive":  {func(s *situation) { s.audience.Company.Active = false }, notSent(models.CompanyInactive, "")},
		"location inactive": {func(s *situation) { s.audience.Locations[7] = models.Location{} }, notSent(models.LocationInactive, "")},
		"location inactive, callback of the company": {func(s *situation) {
			s.callback.LocationID, s.audience.Locations[7] = 0, models.Location{}
		}, notSent(models.LocationInactive, "")},

		"covers only this location": {func(s *situation) {
			s.callback.LocationID, s.callback.Settings.Coverage = 0, models.Coverage{Mode: models.CoverOnly, Locations: []models.ID{7}}
		}, send},
		"covers only another location": {func(s *situation) {
			s.callback.LocationID, s.callback.Settings.Coverage = 0, models.Coverage{Mode: models.CoverOnly, Locations: []models.ID{8}}
		}, notSent(models.OptedOut, "the callback does not cover it")},
		"covers locations, event of the company itself": {func(s *situation) {
			s.event.LocationID, s.callback.LocationID = 0, 0
			s.callback.Settings.Coverage = models.Coverage{Mode: models.CoverOnly, Locations: []models.ID{8}}
		}, notSent(models.OptedOut, "the callback does not cover it")},
		"covers all but this location": {func(s *situation) {
			s.callback.LocationID, s.callback.Settings.Coverage = 0, models.Coverage{Mode: models.CoverExcept, Locations: []models.ID{7}}
		}, notSent(models.OptedOut, "the callback does not cover it")},
		"covers all but another": {func(s *situation) {
			s.callback.LocationID, s.callback.Settings.Coverage = 0, models.Coverage{Mode: models.CoverExcept, Locations: []models.ID{8}}
		}, send},
		"test of a callback that does not cover it": {func(s *situation) {
			s.event.OnlyTo, s.callback.LocationID = 5, 0
			s.callback.Settings.Coverage = models.Coverage{Mode: models.CoverOnly, Locations: []models.ID{8}}
		}, send},
		"replaced at this location": {func(s *situation) {
			s.callback.LocationID = 0
			s.audience.Callbacks = []models.Callback{inPlaceOf(s.callback, 7)}
		}, notSent(models.OptedOut, "‘Zuid’ takes its place")},
		"replaced at another location": {func(s *situation) {
			s.callback.LocationID = 0
			s.audience.Callbacks = []models.Callback{inPlaceOf(s.callback, 8)}
		}, send},
		"replaced by one that has ended": {func(s *situation) {
			s.callback.LocationID = 0
			other := inPlaceOf(s.callback, 7)
			other.EndAt = now
			s.audience.Callbacks = []models.Callback{other}
		}, send},
		"replaced by one that asks for another type": {func(s *situation) {
			s.callback.LocationID = 0
			other := inPlaceOf(s.callback, 7)
			other.Types = []models.CallbackType{{Type: "subscription_list_added"}}
			s.audience.Callbacks = []models.Callback{other}
		}, send},
		"replaced by two, of which one asks for it": {func(s *situation) {
			s.callback.LocationID = 0
			other := inPlaceOf(s.callback, 7)
			other.Name, other.Types = "Noord", []models.CallbackType{{Type: "subscription_list_added"}}
			s.audience.Callbacks = []models.Callback{other, inPlaceOf(s.callback, 7)}
		}, notSent(models.OptedOut, "‘Zuid’ takes its place")},

		"stopped and paused": {func(s *situation) { s.callback.PausedAt, s.callback.IsActive = 1, false }, notSent(models.Inactive, "")},
		"company before all others": {func(s *situation) {
			s.audience.Company.Active, s.callback.IsActive, s.callback.EndAt = false, false, now
		}, notSent(models.CompanyInactive, "")},
		"dates before action": {func(s *situation) {
			s.callback.EndAt, s.callback.Settings.Actions = now, []models.Action{models.Delete}
		}, notSent(models.AfterEnd, "21 Nov 2026 12:00")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := situation{
				callback: models.Callback{
					ID: 5, CompanyID: 1, LocationID: 7, IsActive: true, StartAt: now - day,
					Types: []models.CallbackType{{Type: "contact.*"}},
				},
				event: models.Event{
					CompanyID: 1, LocationID: 7, Type: "contact.created", Action: models.Create, AcceptedAt: now,
					Data: []byte(`{"product_transaction_id":"p1"}`),
				},
				audience: models.Subscribers{
					Company:   models.Company{Active: true},
					Locations: map[models.ID]models.Location{7: {Active: true}, 8: {Active: true}},
				},
			}
			test.change(&s)
			if diff := cmp.Diff(test.want, Match(s.callback, s.event, s.audience.WithReplacements())); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// inPlaceOf returns a callback of a location that takes the place of c, for the same
// types.
func inPlaceOf(c models.Callback, location models.ID) models.Callback {
	other := c
	other.ID, other.Name, other.LocationID, other.Settings.Replaces = 6, "Zuid", location, c.ID
	return other
}

// What the page of an event says about callbacks that it was no business of.
func TestExplain(t *testing.T) {
	t.Parallel()
	at := models.At(noon)
	e := models.Event{CompanyID: 1, LocationID: 7, Type: "subscription_added", FilterValue: "l1", AcceptedAt: at}
	a := models.Subscribers{Company: models.Company{Active: true}, Locations: map[models.ID]models.Location{7: {Active: true}}}.WithReplacements()
	for want, change := range map[string]func(*models.Callback){
		"it asks for the event":                                  func(*models.Callback) {},
		"it was added after the event":                           func(c *models.Callback) { c.CreatedAt = at + 1 },
		"it belongs to another location":                         func(c *models.Callback) { c.LocationID = 8 },
		"it asks for other event types":                          func(c *models.Callback) { c.Types[0].Type = "person_added" },
		"it asks for another list or campaign":                   func(c *models.Callback) { c.Types[0].FilterValue = "l2" },
		"it asks for another product":                            func(c *models.Callback) { c.Settings.ProductID = "p" },
		"it asks for changes of records, and the event is none":  func(c *models.Callback) { c.Kind = models.KindPostback },
		"it belongs to another database or collection":           func(c *models.Callback) { c.DatabaseRefID = 3 },
		"it ended 1 Nov 2026 12:00":                              func(c *models.Callback) { c.EndAt = at - 20*day },
		"held: callback is paused":                               func(c *models.Callback) { c.PausedAt = 1 },
		"callback is not active":                                 func(c *models.Callback) { c.IsActive = false },
		"location has opted out: the callback does not cover it": func(c *models.Callback) { c.Settings.Coverage.Mode = models.CoverOnly },
	} {
		c := models.Callback{ID: 5, CompanyID: 1, IsActive: true, Types: []models.CallbackType{{Type: "subscription_added", FilterValue: "l1"}}}
		change(&c)
		if got := explain(c, e, a); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	e.LocationID = 0
	local := models.Callback{ID: 5, CompanyID: 1, LocationID: 7, IsActive: true, Types: []models.CallbackType{{Type: "*"}}}
	if got := explain(local, e, a); got != "it belongs to a location, the event to the company" {
		t.Errorf("got %q", got)
	}
}

// Whatever comes together, an event that is none of the callback's business
// leaves no row, a rule beats a hold, and a reason is never without words.
func TestMatchInEveryCombination(t *testing.T) {
	t.Parallel()
	now := models.At(noon)
	for bits := range 1 << 9 {
		on := func(i int) bool { return bits>>i&1 == 1 }
		c := models.Callback{ID: 5, CompanyID: 1, LocationID: 7, IsActive: !on(0), Types: []models.CallbackType{{Type: "contact.*"}}}
		e := models.Event{CompanyID: 1, LocationID: 7, Type: "contact.created", Action: models.Create, AcceptedAt: now}
		a := models.Subscribers{Company: models.Company{Active: !on(1)}, Locations: map[models.ID]models.Location{7: {Active: !on(2)}}}
		for i, apply := range []func(){
			func() { c.PausedAt = 1 }, func() { c.StartAt = now + 1 }, func() { c.EndAt = now },
			func() { c.Settings.Actions = []models.Action{models.Update} },
			func() { e.Type = "person_added" }, func() { e.OnlyTo = 6 },
		} {
			if on(3 + i) {
				apply()
			}
		}
		stopped := on(0) || on(1) || on(2) || on(4) || on(5) || on(6)
		concerned := !on(7) && !on(8)
		v := Match(c, e, a)
		got := fmt.Sprint(v.Concerns, v.Reason != "", v.Hold != "", v.Sends())
		want := fmt.Sprint(concerned, concerned && stopped, concerned && !stopped && on(3), concerned && !stopped)
		if got != want || (v.Reason != "" && v.Reason.Words(v.Detail) == "") {
			t.Errorf("%09b: %+v, want %s", bits, v, want)
		}
	}
}

// A system that writes back what it is sent does not hear of its own changes.
func TestMatchChangesMadeWithAKey(t *testing.T) {
	t.Parallel()
	c := people(1, models.Settings{ExceptKeys: []string{"Shop", "Till"}})
	c.IsActive = true
	tests := map[string]struct {
		event  models.Event
		detail string
	}{
		"by the key":              {models.Event{KeyID: 7, Source: "key Till"}, "it is not for what the key ‘Till’ does"},
		"by another key":          {models.Event{KeyID: 7, Source: "key Front desk"}, ""},
		"by a person of its name": {models.Event{Source: "key Till"}, ""},
		"a test of this callback": {models.Event{KeyID: 7, Source: "key Till", Test: true, OnlyTo: 1}, ""},
	}
	for name, test := range tests {
		e := test.event
		e.CompanyID, e.Type, e.AcceptedAt = 1, "person_added", models.At(noon)
		got := Match(c, e, models.Subscribers{Company: models.Company{Active: true}})
		if !got.Concerns || got.Detail != test.detail || (got.Reason == models.OptedOut) != (test.detail != "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
