package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestRecordChanges(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		r := models.Record{
			PublicID: store.NewHexID(), CompanyID: a.company.ID, LocationID: a.location.ID,
			Resource: "contact", Data: []byte(`{"last_name":"Jones"}`),
		}
		accept := func(by models.Access, c models.Change) error {
			c.Access = by
			return s.Accept(t.Context(), []models.Change{c}, nil, nil)
		}
		read := func() models.Record {
			t.Helper()
			got, err := s.RecordByID(t.Context(), a.by().Scope, "contact", r.PublicID)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if err := accept(b.by(), models.Change{Action: models.Create, Record: r}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another company made it: %v", err)
		}
		if err := accept(a.by(), models.Change{Action: models.Create, Record: r}); err != nil {
			t.Fatal(err)
		}
		made := read()
		if made.ID == 0 || made.Version != 1 || made.CreatedAt != models.At(noon) || string(made.Data) != string(r.Data) {
			t.Errorf("stored as %+v", made)
		}
		next := made
		next.Data = []byte(`{"last_name":"Bakker"}`)
		if err := accept(b.by(), models.Change{Action: models.Update, Record: next, Before: made.Data}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("another company changed it: %v", err)
		}
		if err := accept(a.by(), models.Change{Action: models.Update, Record: next, Before: made.Data}); err != nil {
			t.Fatal(err)
		}
		if got := read(); got.Version != 2 || string(got.Data) != string(next.Data) {
			t.Errorf("changed to %+v", got)
		}
		if err := accept(a.by(), models.Change{Action: models.Update, Record: next, Before: made.Data}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("the older version was stored: %v", err)
		}
		last := read()
		if err := accept(a.by(), models.Change{Action: models.Delete, Record: last, Before: last.Data}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RecordByID(t.Context(), models.Everything, "contact", r.PublicID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a deleted record was read: %v", err)
		}
		checkHistory(t, s, made.ID)
	}, atNoon)
}

// checkHistory compares what history and audit log keep of one life.
func checkHistory(t *testing.T, s *store.Store, record models.ID) {
	t.Helper()
	var lines []models.RecordChange
	if err := s.DB().Order("id").Find(&lines, "record_id = ?", record).Error; err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, string(l.Action)+" "+string(l.Before)+" > "+string(l.After)+" "+l.ActorName)
	}
	want := []string{
		`create  > {"last_name":"Jones"} ines@example.org`,
		`update {"last_name":"Jones"} > {"last_name":"Bakker"} ines@example.org`,
		`delete {"last_name":"Bakker"} >  ines@example.org`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	actions := []string{}
	for _, e := range audited(t, s, record) {
		actions = append(actions, e.Action)
	}
	if diff := cmp.Diff([]string{"contact.create", "contact.update", "contact.delete"}, actions); diff != "" {
		t.Error(diff)
	}
}

func TestRecordScope(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		r := models.Record{PublicID: store.NewHexID(), CompanyID: a.company.ID, LocationID: a.location.ID, Resource: "contact", Data: []byte(`{}`)}
		if err := s.Accept(t.Context(), []models.Change{{Access: manager(a.location.Owner()), Action: models.Create, Record: r}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name string
			in   models.Scope
			what string
			id   string
			want error
		}{
			{"location", models.Scope{Locations: []models.ID{a.location.ID}}, "contact", r.PublicID, nil},
			{"company", a.by().Scope, "contact", r.PublicID, nil},
			{"another company", b.by().Scope, "contact", r.PublicID, models.ErrNotFound},
			{"nothing", models.Scope{}, "contact", r.PublicID, models.ErrNotFound},
			{"another resource", models.Everything, "transaction", r.PublicID, models.ErrNotFound},
			{"no id", models.Everything, "contact", "", models.ErrNotFound},
		} {
			if _, err := s.RecordByID(t.Context(), tt.in, tt.what, tt.id); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	})
}
