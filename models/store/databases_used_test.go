package store_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// TestWhatIsUsedStays deletes databases, collections and profiles to which
// something belongs, and again when it is gone.
func TestWhatIsUsedStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		d := a.database(t, "Members")
		c := a.collection(t, d, "Orders")
		profile := a.profile(d)
		if err := a.change(t, models.Create, profile); err != nil {
			t.Fatal(err)
		}
		order := a.subprofile(profile, c)
		if err := a.change(t, models.Create, order); err != nil {
			t.Fatal(err)
		}
		ofDatabase, ofCollection := a.databaseCallback(models.DatabaseRef{Database: d}), a.databaseCallback(models.DatabaseRef{Database: d, Collection: c})
		for _, watcher := range []*models.Callback{&ofDatabase, &ofCollection} {
			if err := s.CreateCallback(t.Context(), a.by(), watcher); err != nil {
				t.Fatal(err)
			}
		}
		stays := func(what string, err error) {
			t.Helper()
			problems, ok := errors.AsType[models.Problems](err)
			if !ok || !strings.Contains(problems.On("name"), "still has "+what) {
				t.Errorf("with %s: %v", what, err)
			}
		}
		profile.Version, order.Version = 1, 1
		for _, step := range []struct {
			what   string
			remove func() error
		}{
			{"callbacks", func() error { return s.DeleteCallback(t.Context(), a.by(), ofCollection.PublicID) }},
			{"profiles or subprofiles", func() error { return a.change(t, models.Delete, order) }},
		} {
			stays(step.what, s.DeleteCollection(t.Context(), a.by(), c))
			if step.what == "profiles or subprofiles" {
				if err := a.change(t, models.Delete, profile); !errors.Is(err, models.ErrConflict) {
					t.Errorf("a profile with subprofiles was deleted: %v", err)
				}
			}
			if err := step.remove(); err != nil {
				t.Fatal(err)
			}
		}
		for _, step := range []struct {
			what   string
			remove func() error
		}{
			{"callbacks", func() error { return s.DeleteCallback(t.Context(), a.by(), ofDatabase.PublicID) }},
			{"collections", func() error { return s.DeleteCollection(t.Context(), a.by(), c) }},
			{"profiles", func() error { return a.change(t, models.Delete, profile) }},
		} {
			stays(step.what, s.DeleteDatabase(t.Context(), a.by(), d))
			if err := step.remove(); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.DeleteDatabase(t.Context(), a.by(), d); err != nil {
			t.Errorf("an empty database: %v", err)
		}
	})
}

// TestAddingMeetsDeleting adds to a thing while somebody else deletes it: one
// of the two is refused, never neither.
func TestAddingMeetsDeleting(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		added, removed := 0, 0
		race := func(what string, add, remove func() error) {
			t.Helper()
			var errs [2]error
			var both sync.WaitGroup
			start := make(chan struct{})
			for i, one := range []func() error{add, remove} {
				both.Go(func() { <-start; errs[i] = one() })
			}
			close(start)
			both.Wait()
			_, used := errors.AsType[models.Problems](errs[1])
			switch {
			case errs[0] == nil && (used || errors.Is(errs[1], models.ErrConflict)):
				added++
			case errors.Is(errs[0], models.ErrNotFound) && errs[1] == nil:
				removed++
			default:
				t.Errorf("%s: adding %v, deleting %v", what, errs[0], errs[1])
			}
		}
		for range 8 {
			d := a.database(t, "Members")
			race("profile", func() error { return a.change(t, models.Create, a.profile(d)) },
				func() error { return s.DeleteDatabase(t.Context(), a.by(), d) })
			d = a.database(t, "Members")
			race("collection", func() error {
				return s.CreateCollection(t.Context(), a.by(), &models.Collection{DatabaseID: d.ID, Name: "Orders"})
			}, func() error { return s.DeleteDatabase(t.Context(), a.by(), d) })
			d = a.database(t, "Members")
			race("callback", func() error { return a.watch(t, models.DatabaseRef{Database: d}) },
				func() error { return s.DeleteDatabase(t.Context(), a.by(), d) })
			d = a.database(t, "Members")
			c, profile := a.collection(t, d, "Orders"), a.profile(d)
			if err := a.change(t, models.Create, profile); err != nil {
				t.Fatal(err)
			}
			race("subprofile, of a collection", func() error { return a.change(t, models.Create, a.subprofile(profile, c)) },
				func() error { return s.DeleteCollection(t.Context(), a.by(), c) })
			c, profile = a.collection(t, d, "Orders"), a.profile(d)
			if err := a.change(t, models.Create, profile); err != nil {
				t.Fatal(err)
			}
			profile.Version = 1
			race("subprofile, of a profile", func() error { return a.change(t, models.Create, a.subprofile(profile, c)) },
				func() error { return a.change(t, models.Delete, profile) })
		}
		t.Logf("%d added, %d deleted", added, removed)
	})
}

// TestListsOfProfiles reads parts of a list from its two ends.
func TestListsOfProfiles(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		d, other := a.database(t, "Members"), a.database(t, "Suppliers")
		c := a.collection(t, d, "Orders")
		var made []models.ID
		for range 5 {
			record := a.profile(d)
			for _, r := range []models.Record{record, a.profile(other), a.subprofile(record, c)} {
				if err := a.change(t, models.Create, r); err != nil {
					t.Fatal(err)
				}
			}
			made = append(made, record.ID)
		}
		of := store.RecordFilter{Resource: models.Profile, DatabaseRefID: d.ID, Limit: 2}
		for _, tt := range []struct {
			start  int
			oldest bool
			want   []models.ID
		}{
			{0, true, made[:2]}, {3, true, made[3:]}, {5, true, nil}, {0, false, []models.ID{made[4], made[3]}}, {4, false, made[:1]},
		} {
			of.Start, of.Oldest = tt.start, tt.oldest
			records, err := s.Records(t.Context(), a.by().Scope, of)
			if err != nil || len(records) != len(tt.want) {
				t.Fatalf("%+v: %d, %v", tt, len(records), err)
			}
			for i := range records {
				if records[i].ID != tt.want[i] {
					t.Errorf("%+v: %s comes %dth", tt, records[i].ID, i)
				}
			}
		}
		for filter, want := range map[store.RecordFilter]int{
			{Resource: models.Profile, DatabaseRefID: d.ID}: 5, {Resource: models.Subprofile, DatabaseRefID: c.ID}: 5, {Resource: models.Subprofile, Parent: made[0]}: 1,
			{Resource: models.Profile, PublicID: "é"}: 0, {Resource: models.Profile}: 10,
		} {
			if n, err := s.CountRecords(t.Context(), a.by().Scope, filter); err != nil || n != want {
				t.Errorf("%+v: %d, %v", filter, n, err)
			}
		}
	})
}

// TestDeletingWaitsForAdding holds a database in the middle of adding a
// profile to it: it is deleted only after that, and then no more.
func TestDeletingWaitsForAdding(t *testing.T) {
	t.Parallel()
	s := storetest.MariaDB(t) // SQLite makes one change after the other anyway
	a := newFixture(t, s)
	d := a.database(t, "Members")
	r := a.profile(d)
	done := make(chan error, 1)
	err := s.DB().Transaction(func(tx *gorm.DB) error {
		if err := store.LivingDatabase(tx, r); err != nil {
			return err
		}
		go func() { done <- s.DeleteDatabase(t.Context(), a.by(), d) }()
		select {
		case err := <-done:
			t.Errorf("it did not wait: %v", err)
			done <- err
		case <-time.After(200 * time.Millisecond):
		}
		r.Version = 1
		return tx.Create(&r).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "with a profile", <-done)
}

// A long list of callbacks names what they belong to, and a long list of
// databases counts what is in them, in a few statements.
func TestManySources(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		d := a.database(t, "Patrons")
		c := a.collection(t, d, "Orders")
		if err := a.change(t, models.Create, a.profile(d)); err != nil {
			t.Fatal(err)
		}
		if err := a.watch(t, models.DatabaseRef{Database: d}); err != nil {
			t.Fatal(err)
		}
		rows := []models.ID{c.ID, d.ID, c.ID}
		for i := range 70_000 {
			rows = append(rows, models.ID(i+1))
		}
		named, err := s.DatabaseRefs(t.Context(), a.by().Scope, rows)
		if err != nil || len(named) != 2 || named[c.ID].Database.ID != d.ID {
			t.Errorf("named %d, %v", len(named), err)
		}
		counted, err := s.DatabaseCounts(t.Context(), a.by().Scope, rows[:1000])
		if want := (models.DatabaseCounts{Collections: 1, Records: 1, Callbacks: 1}); err != nil || counted[d.ID] != want || counted[c.ID] != (models.DatabaseCounts{}) || counted[7] != (models.DatabaseCounts{}) {
			t.Errorf("counted %+v and %+v, %v", counted[d.ID], counted[c.ID], err)
		}
	})
}
