package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// database makes a database of the company.
func (a fixture) database(t *testing.T, name string) models.Database {
	t.Helper()
	d := models.Database{CompanyID: a.company.ID, Name: name}
	if err := a.s.CreateDatabase(t.Context(), a.by(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// collection makes a collection of a database.
func (a fixture) collection(t *testing.T, of models.Database, name string) models.Collection {
	t.Helper()
	c := models.Collection{DatabaseID: of.ID, Name: name}
	if err := a.s.CreateCollection(t.Context(), a.by(), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// profile returns a profile of a database that is not stored yet.
func (a fixture) profile(of models.Database) models.Record {
	return models.Record{
		ID: a.s.NewID(), PublicID: store.NewDecimalID(), CompanyID: a.company.ID, DatabaseRefID: of.ID, Resource: models.Profile, Data: []byte(`{}`),
	}
}

// subprofile returns a subprofile that is not stored yet.
func (a fixture) subprofile(of models.Record, in models.Collection) models.Record {
	r := a.profile(models.Database{ID: in.ID})
	r.Resource, r.ParentID = models.Subprofile, of.ID
	return r
}

// change makes a change of a record, without an event.
func (a fixture) change(t *testing.T, action models.Action, r models.Record) error {
	t.Helper()
	return a.s.Accept(t.Context(), []models.Change{{Access: a.by(), Action: action, Record: r}}, nil, nil)
}

// databaseCallback returns a callback of a database or collection that is not stored
// yet.
func (a fixture) databaseCallback(of models.DatabaseRef) models.Callback {
	return models.Callback{
		Kind: models.KindDatabase, CompanyID: a.company.ID, DatabaseRefID: of.ID(), URL: "https://crm.example.org/in", IsActive: true,
		Types:    []models.CallbackType{{Type: of.Resource() + ".*"}},
		Settings: models.Settings{Actions: []models.Action{models.Create}},
	}
}

func TestLifeOfADatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		d := a.database(t, "  Members ")
		if d.Name != "Members" || d.Version != 1 || len(d.PublicID) != 12 || strings.Trim(d.PublicID, "0123456789") != "" {
			t.Errorf("made as %+v", d)
		}
		again := models.Database{ID: d.ID, CompanyID: a.company.ID, Name: "Sent twice"}
		if err := s.CreateDatabase(t.Context(), a.by(), &again); err != nil || again != d {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		old := d
		d.Name = "Patrons"
		if err := s.UpdateDatabase(t.Context(), a.by(), &d); err != nil || d.Version != 2 {
			t.Fatalf("%+v, %v", d, err)
		}
		if err := s.UpdateDatabase(t.Context(), a.by(), &old); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was stored: %v", err)
		}
		if err := s.DeleteDatabase(t.Context(), a.by(), old); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was deleted: %v", err)
		}
		for _, name := range []string{"", " ", strings.Repeat("x", 121), "a\nb"} {
			bad := models.Database{ID: d.ID, Version: d.Version, CompanyID: a.company.ID, Name: name}
			refused(t, name, s.UpdateDatabase(t.Context(), a.by(), &bad))
			bad.ID = 0
			refused(t, name, s.CreateDatabase(t.Context(), a.by(), &bad))
		}
		if err := s.DeleteDatabase(t.Context(), a.by(), d); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"read":            second(s.Database(t.Context(), models.Everything, d.PublicID)),
			"renamed":         s.UpdateDatabase(t.Context(), a.by(), &d),
			"deleted":         s.DeleteDatabase(t.Context(), a.by(), d),
			"with collection": s.CreateCollection(t.Context(), a.by(), &models.Collection{DatabaseID: d.ID, Name: "Orders"}),
			"with profile":    a.change(t, models.Create, a.profile(d)),
			"with callback":   a.watch(t, models.DatabaseRef{Database: d}),
		} {
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("a deleted database is %s: %v", name, err)
			}
		}
		if named, err := s.DatabaseRefs(t.Context(), a.by().Scope, []models.ID{d.ID}); err != nil || named[d.ID].Words() != "Patrons" {
			t.Errorf("a deleted database is named %v, %v", named, err)
		}
		var actions []string
		for _, e := range audited(t, s, d.ID) {
			actions = append(actions, fmt.Sprintf("%s %d %s", e.Action, e.Version, e.ObjectName))
		}
		if diff := cmp.Diff([]string{"database.create 1 Members", "database.update 2 Patrons", "database.delete 3 Patrons"}, actions); diff != "" {
			t.Error(diff)
		}
	})
}

// second returns the error of two values.
func second[T any](_ T, err error) error { return err }

func refused(t *testing.T, what string, err error) {
	t.Helper()
	if _, ok := errors.AsType[models.Problems](err); !ok {
		t.Errorf("%q: %v", what, err)
	}
}

// watch stores a callback of a database or collection.
func (a fixture) watch(t *testing.T, of models.DatabaseRef) error {
	t.Helper()
	c := a.databaseCallback(of)
	return a.s.CreateCallback(t.Context(), a.by(), &c)
}

func TestLifeOfACollection(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		d := a.database(t, "Members")
		c := a.collection(t, d, " Orders ")
		again := models.Collection{ID: c.ID, DatabaseID: d.ID, Name: "Sent twice"}
		if err := s.CreateCollection(t.Context(), a.by(), &again); err != nil || again != c || c.Name != "Orders" || c.CompanyID != a.company.ID {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		old := c
		c.Name = "Purchases"
		if err := s.UpdateCollection(t.Context(), a.by(), &c); err != nil || c.Version != 2 {
			t.Fatalf("%+v, %v", c, err)
		}
		if err := s.UpdateCollection(t.Context(), a.by(), &old); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was stored: %v", err)
		}
		if err := s.DeleteCollection(t.Context(), a.by(), old); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was deleted: %v", err)
		}
		refused(t, "no name", s.UpdateCollection(t.Context(), a.by(), &models.Collection{ID: c.ID, Version: c.Version}))
		if err := s.DeleteCollection(t.Context(), a.by(), c); err != nil {
			t.Fatal(err)
		}
		if left, _, err := s.Collections(t.Context(), a.by().Scope, store.OwnerFilter{Database: d.ID}); err != nil || len(left) != 0 {
			t.Errorf("%v, %v", left, err)
		}
		named, err := s.DatabaseRefs(t.Context(), a.by().Scope, []models.ID{c.ID})
		if err != nil || named[c.ID].Words() != "Members › Purchases" || named[c.ID].ID() != c.ID {
			t.Errorf("a deleted collection is named %v, %v", named, err)
		}
		if err := s.DeleteDatabase(t.Context(), a.by(), d); err != nil {
			t.Errorf("a database whose collections are gone: %v", err)
		}
	})
}

func TestScopeOfDatabases(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		d, other := a.database(t, "Members"), b.database(t, "Theirs")
		c := a.collection(t, d, "Orders")
		profile := a.profile(d)
		if err := a.change(t, models.Create, profile); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			in   models.Scope
			seen bool
		}{
			"everything": {models.Everything, true}, "company": {a.by().Scope, true}, "another company": {b.by().Scope, false},
			"a location": {models.Scope{Locations: []models.ID{a.location.ID}}, false}, "nothing": {models.Scope{}, false},
		} {
			by := models.Access{Actor: a.by().Actor, Scope: tt.in}
			listed, _, err := s.Databases(t.Context(), tt.in, store.OwnerFilter{Company: a.company.ID})
			if err != nil || (len(listed) == 1) != tt.seen {
				t.Errorf("%s: %d databases listed, %v", name, len(listed), err)
			}
			collections, _, err := s.Collections(t.Context(), tt.in, store.OwnerFilter{Database: d.ID})
			if err != nil || (len(collections) == 1) != tt.seen {
				t.Errorf("%s: %d collections listed, %v", name, len(collections), err)
			}
			named, err := s.DatabaseRefs(t.Context(), tt.in, []models.ID{d.ID, c.ID})
			if err != nil || (len(named) == 2) != tt.seen {
				t.Errorf("%s: named %v, %v", name, named, err)
			}
			n, err := s.CountRecords(t.Context(), tt.in, store.RecordFilter{Resource: models.Profile, DatabaseRefID: d.ID})
			if err != nil || (n == 1) != tt.seen {
				t.Errorf("%s: %d profiles, %v", name, n, err)
			}
			renamed, moved, made := d, c, models.Collection{DatabaseID: d.ID, Name: "More"}
			for what, err := range map[string]error{
				"database": second(s.Database(t.Context(), tt.in, d.PublicID)), "by row": second(s.DatabaseByID(t.Context(), tt.in, d.ID)),
				"collection": second(s.Collection(t.Context(), tt.in, c.PublicID)), "collection by row": second(s.CollectionByID(t.Context(), tt.in, c.ID)),
				"profile": second(s.RecordByID(t.Context(), tt.in, models.Profile, profile.PublicID)),
			} {
				if (err == nil) != tt.seen || err != nil && !errors.Is(err, models.ErrNotFound) {
					t.Errorf("%s: %s: %v", name, what, err)
				}
			}
			if tt.seen {
				continue
			}
			for what, err := range map[string]error{
				"new database": s.CreateDatabase(t.Context(), by, &models.Database{CompanyID: a.company.ID, Name: "New"}),
				"rename":       s.UpdateDatabase(t.Context(), by, &renamed), "delete": s.DeleteDatabase(t.Context(), by, d),
				"new collection": s.CreateCollection(t.Context(), by, &made), "rename collection": s.UpdateCollection(t.Context(), by, &moved),
				"delete collection": s.DeleteCollection(t.Context(), by, c),
			} {
				if !errors.Is(err, models.ErrNotFound) {
					t.Errorf("%s: %s: %v", name, what, err)
				}
			}
		}
		for _, id := range wrongIDs() {
			if err := second(s.Database(t.Context(), models.Everything, id)); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
			if err := second(s.Collection(t.Context(), models.Everything, id)); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%q: %v", id, err)
			}
		}
		if err := b.change(t, models.Create, b.profile(d)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a profile in the database of others: %v", err)
		}
		if err := b.watch(t, models.DatabaseRef{Database: d}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a callback in the database of others: %v", err)
		}
		if err := b.watch(t, models.DatabaseRef{Database: other, Collection: c}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a callback in the collection of others: %v", err)
		}
		odd := a.databaseCallback(models.DatabaseRef{Database: d})
		odd.Types[0].Type = "subprofile.*"
		if err := s.CreateCallback(t.Context(), a.by(), &odd); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a callback for the subprofiles of a database: %v", err)
		}
	})
}
