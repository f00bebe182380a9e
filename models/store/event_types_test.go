package store_test

import (
	"errors"
	"slices"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// addType gives a company an event type of its own.
func addType(t *testing.T, s *store.Store, company models.Company, name string) models.CustomEventType {
	t.Helper()
	own := models.CustomEventType{CompanyID: company.ID, Name: name, Sample: []byte(`{"order":7}`)}
	if err := s.SaveCustomEventType(t.Context(), storetest.Access(), &own); err != nil {
		t.Fatal(err)
	}
	return own
}

func TestOwnTypeRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		addType(t, s, company, "order.paid")
		tests := map[string]struct {
			own   models.CustomEventType
			field string
			text  string
		}{
			"no name":                 {models.CustomEventType{}, "name", "Enter the name of the event type"},
			"a name with a blank":     {models.CustomEventType{Name: "order paid"}, "name", "Name must be letters, digits, _ and . in 128 characters or fewer"},
			"the folder above":        {models.CustomEventType{Name: ".."}, "name", "Name must not be . or .."},
			"a built-in name":         {models.CustomEventType{Name: "person_added"}, "name", "This event type is built in"},
			"a name taken":            {models.CustomEventType{Name: "order.paid"}, "name", "The company has an event type of this name"},
			"a sample that ends":      {models.CustomEventType{Name: "a", Sample: []byte(`{"order":`)}, "sample", "Sample is not valid JSON. Line 1, column 10: the end where a value should be"},
			"a sample in a list":      {models.CustomEventType{Name: "a", Sample: []byte(`[1]`)}, "sample", "Sample must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be"},
			"a sample beside schema":  {models.CustomEventType{Name: "a", Sample: []byte(`{"n":"x"}`), Schema: []byte(`{"properties":{"n":{"type":"number"}}}`)}, "sample", "Sample must be as the schema says"},
			"half a sample, a schema": {models.CustomEventType{Name: "a", Sample: []byte(`{"n":`), Schema: []byte(`{"type":"object"}`)}, "sample", "Sample is not valid JSON. Line 1, column 6: the end where a value should be"},
		}
		for name, test := range tests {
			test.own.CompanyID = company.ID
			problems, _ := errors.AsType[models.Problems](s.SaveCustomEventType(t.Context(), storetest.Access(), &test.own))
			if got := problems.On(test.field); got != test.text || len(problems) != 1 {
				t.Errorf("%s: %v", name, problems)
			}
		}
	})
}

// TestOwnTypeChanges changes a type, from two screens at once, and reads what
// the audit log says of it.
func TestOwnTypeChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		own := addType(t, s, company, "order.paid")
		mine, theirs := own, own
		theirs.Words, mine.Words = "theirs", "mine"
		if err := s.SaveCustomEventType(t.Context(), storetest.Access(), &theirs); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveCustomEventType(t.Context(), storetest.Access(), &mine); !errors.Is(err, models.ErrConflict) {
			t.Errorf("over a change that was not seen: %v", err)
		}
		if err := s.DeleteCustomEventType(t.Context(), storetest.Access(), theirs); err != nil {
			t.Fatal(err)
		}
		if _, err := s.CustomEventType(t.Context(), company.ID, "order.paid"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("still there: %v", err)
		}
		entries := audited(t, s, own.ID)
		var said []string
		for _, e := range entries {
			said = append(said, e.Action)
			if (len(e.Before) == 0) != (e.Action == "event_type.create") || (len(e.After) == 0) != (e.Action == "event_type.delete") {
				t.Errorf("%s: before %s, after %s", e.Action, e.Before, e.After)
			}
		}
		if want := []string{"event_type.create", "event_type.update", "event_type.delete"}; !slices.Equal(said, want) {
			t.Errorf("the audit log says %q", said)
		}
	})
}

func TestOwnTypesInSight(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here, there := storetest.Company(t, s), storetest.Company(t, s)
		desk := storetest.Location(t, s, here)
		addType(t, s, here, "order.paid")
		addType(t, s, there, "order.shipped")
		for name, test := range map[string]struct {
			in   models.Scope
			want int
		}{
			"everything":       {models.Everything, 2},
			"a company":        {models.Scope{Companies: []models.ID{here.ID}}, 1},
			"one of its desks": {models.Scope{Locations: []models.ID{desk.ID}}, 1},
			"both":             {models.Scope{Companies: []models.ID{there.ID}, Locations: []models.ID{desk.ID}}, 2},
			"a lost location":  {models.Scope{Locations: []models.ID{7}}, 0},
			"nothing":          {models.Scope{}, 0},
		} {
			types, err := s.CustomEventTypesWithin(t.Context(), test.in)
			_, missing := s.CustomEventTypeWithin(t.Context(), test.in, here.ID, "order.paid")
			sees := slices.ContainsFunc(types, func(own models.CustomEventType) bool { return own.Name == "order.paid" })
			if err != nil || len(types) != test.want || sees == errors.Is(missing, models.ErrNotFound) {
				t.Errorf("%s: %d types, %v; one of them: %v", name, len(types), err, missing)
			}
		}
	})
}

func TestCallbacksOfType(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		addType(t, s, a.company, "order.paid")
		addType(t, s, a.company, "order.p")
		add := func(name string, location models.ID, types ...string) models.Callback {
			c := a.webhookCallback(types[0])
			c.LocationID, c.Name, c.Types = location, name, nil
			for _, one := range types {
				c.Types = append(c.Types, models.CallbackType{Type: one})
			}
			return a.addCallback(t, c)
		}
		first := add("by name", 0, "order.paid", "person_added")
		add("by pattern", a.location.ID, "order.*")
		add("by all", 0, "*")
		add("for others", 0, "order.p", "person_*")
		ended := add("ended", 0, "order.paid")
		if _, err := s.EndCallback(t.Context(), storetest.Access(), ended.PublicID, false); err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			in   models.Scope
			use  store.EventTypeUse
			want []string
		}{
			"everywhere":      {models.Everything, store.EventTypeUse{Type: "order.paid"}, []string{"by name", "by pattern", "by all"}},
			"of the company":  {models.Everything, store.EventTypeUse{Type: "order.paid", Company: a.company.ID}, []string{"by name", "by pattern", "by all"}},
			"of another":      {models.Everything, store.EventTypeUse{Type: "order.paid", Company: 7}, nil},
			"from a location": {models.Scope{Locations: []models.ID{a.location.ID}}, store.EventTypeUse{Type: "order.paid"}, []string{"by pattern"}},
			"a page":          {models.Everything, store.EventTypeUse{Type: "order.paid", After: first.ID, Limit: 1}, []string{"by pattern"}},
			"a built-in type": {models.Everything, store.EventTypeUse{Type: "person_added"}, []string{"by name", "by all", "for others"}},
		} {
			callbacks, err := s.CallbacksOfType(t.Context(), test.in, test.use)
			var names []string
			for _, c := range callbacks {
				names = append(names, c.Name)
			}
			if err != nil || !slices.Equal(names, test.want) {
				t.Errorf("%s: %q, %v, want %q", name, names, err, test.want)
			}
		}
	})
}
