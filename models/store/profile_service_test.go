package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// publisher commits changes with their events, and remembers them.
type publisher struct {
	store  *store.Store
	events []models.Event
}

func (p *publisher) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	for i := range events {
		events[i].ID = p.store.NewID()
		events[i].PublicID = events[i].ID.String()
	}
	if err := p.store.Accept(ctx, changes, events, nil); err != nil {
		return nil, err
	}
	p.events = append(p.events, events...)
	return events, nil
}

// told lists the events since it was asked last.
func (p *publisher) told() []string {
	var all []string
	for _, e := range p.events {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", e.Type, e.Action, e.Source, e.Data, e.Before)))
	}
	p.events = nil
	return all
}

// profileFixture is a database with a collection, and the service that changes its
// profiles.
type profileFixture struct {
	service    store.ProfileService
	publisher  *publisher
	database   models.Database
	collection models.Collection
}

// newProfileFixture makes a database with a collection of a company.
func newProfileFixture(t *testing.T, s *store.Store, of models.Company) profileFixture {
	t.Helper()
	d := models.Database{CompanyID: of.ID, Name: "Members"}
	if err := s.CreateDatabase(t.Context(), storetest.Access(), &d); err != nil {
		t.Fatal(err)
	}
	c := models.Collection{DatabaseID: d.ID, Name: "Orders"}
	if err := s.CreateCollection(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	actor := models.Actor{Kind: models.KeyActor, Name: "Shop", Grants: []models.Grant{{Role: models.Manager, CompanyID: of.ID}}}
	access := models.Access{Actor: actor, Scope: actor.Scope(models.EventsWrite)}
	p := &publisher{store: s}
	return profileFixture{store.ProfileService{Store: s, Publisher: p, Access: access, Origin: models.Origin{Source: "key Shop"}}, p, d, c}
}

func given(t *testing.T, body string) profile.Input {
	t.Helper()
	g, err := profile.Read([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestLifeOfAProfile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newProfileFixture(t, s, storetest.Company(t, s))
		r, err := h.service.Create(t.Context(), h.database, given(t, `{"fields":{"n":1.50},"interests":["x"]}`))
		if err != nil {
			t.Fatal(err)
		}
		data := func(fields string) string {
			return `{"id":"` + r.PublicID + `","database":"` + h.database.PublicID + `","fields":` + fields + `,"interests":["x"]}`
		}
		first, second := data(`{"n":1.50}`), data(`{"n":1.50,"m":7}`)
		changed, err := h.service.Update(t.Context(), r, given(t, `{"m":7}`))
		if err != nil || string(changed.Data) != second {
			t.Fatalf("%s, %v", changed.Data, err)
		}
		if _, err := h.service.Update(t.Context(), r, given(t, `{"k":1}`)); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was changed: %v", err)
		}
		if err := h.service.Delete(t.Context(), r); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was deleted: %v", err)
		}
		stored, err := s.RecordByID(t.Context(), h.service.Access.Scope, models.Profile, r.PublicID)
		if err != nil || stored.Version != 2 || stored.DatabaseRefID != h.database.ID || stored.LocationID != 0 || string(stored.Data) != second {
			t.Errorf("%+v, %v", stored, err)
		}
		for _, body := range []string{`{"n": 1.50}`, `{"n":1.5,"m":70e-1}`, `{"gone":null}`} {
			same, err := h.service.Update(t.Context(), stored, given(t, body))
			if err != nil || same.Version != 2 || same.UpdatedAt != stored.UpdatedAt || string(same.Data) != second {
				t.Errorf("an update that changes nothing, %s: %+v, %v", body, same, err)
			}
		}
		if err := h.service.Delete(t.Context(), stored); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{
			"profile.created create key Shop " + first, "profile.updated update key Shop " + second + " " + first, "profile.deleted delete key Shop " + second,
		}, h.publisher.told()); diff != "" {
			t.Error(diff)
		}
	})
}

// What is answered has the times and the version that are stored, also when the
// clock goes on meanwhile.
func TestAnswersAreWhatIsStored(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	ticking := func(o *store.Options) {
		o.Now = func() time.Time { return time.UnixMilli(1_800_000_000_000 + passed.Add(1)) }
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		h := newProfileFixture(t, s, company)
		contacts, _ := records.Named("contact")
		k := store.RecordService{Store: s, Publisher: h.publisher, Resource: contacts, Access: h.service.Access}
		check := func(what string, got models.Record, err error) {
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			stored, err := s.RecordByID(t.Context(), models.Everything, got.Resource, got.PublicID)
			if diff := cmp.Diff(stored, got); diff != "" || err != nil {
				t.Errorf("%s: %s %v", what, diff, err)
			}
		}
		r, err := h.service.Create(t.Context(), h.database, given(t, `{"n":1}`))
		check("a new profile", r, err)
		r, err = h.service.Update(t.Context(), r, given(t, `{"n":2}`))
		check("a changed profile", r, err)
		location := storetest.Location(t, s, company).PublicID
		r, err = k.Create(t.Context(), store.Fields{"location_id": json.RawMessage(`"` + location + `"`), "last_name": json.RawMessage(`"Jones"`)})
		check("a new contact", r, err)
		r, err = k.Update(t.Context(), r, store.Fields{"last_name": json.RawMessage(`"Okafor"`)})
		check("a changed contact", r, err)
	}, ticking)
}

func TestSubprofiles(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		h, other := newProfileFixture(t, s, company), newProfileFixture(t, s, company)
		parent, err := h.service.Create(t.Context(), h.database, given(t, `{}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.service.CreateWithin(t.Context(), parent, other.collection, given(t, `{}`)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a collection of another database: %v", err)
		}
		var want []string
		const many = 203 // more than are deleted at a time
		for i := range many {
			child, err := h.service.CreateWithin(t.Context(), parent, h.collection, given(t, fmt.Sprintf(`{"n":%d}`, i)))
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, "subprofile.deleted delete key Shop "+string(child.Data))
		}
		h.publisher.told()
		if err := h.service.Delete(t.Context(), parent); err != nil {
			t.Fatal(err)
		}
		got := h.publisher.told()
		if len(got) != many+1 || got[many] != "profile.deleted delete key Shop "+string(parent.Data) {
			t.Fatalf("%d events, the last %s", len(got), got[len(got)-1])
		}
		for _, line := range want {
			if !strings.Contains(strings.Join(got, "\n"), line) {
				t.Errorf("%s is missing", line)
			}
		}
		if _, err := h.service.CreateWithin(t.Context(), parent, h.collection, given(t, `{}`)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a part of a profile that is gone: %v", err)
		}
	})
}

func TestWhatCannotBeKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h, stranger := newProfileFixture(t, s, storetest.Company(t, s)), newProfileFixture(t, s, storetest.Company(t, s))
		_, err := h.service.Create(t.Context(), h.database, given(t, `{"":1}`))
		if _, ok := errors.AsType[models.Problems](err); !ok {
			t.Errorf("a field without a name: %v", err)
		}
		if _, err := stranger.service.Create(t.Context(), h.database, given(t, `{}`)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a profile in the database of others: %v", err)
		}
		h.service.Key = s.NewID()
		r, err := h.service.Create(t.Context(), h.database, given(t, `{"n":1}`))
		if err != nil || r.ID != h.service.Key {
			t.Fatalf("%+v, %v", r, err)
		}
		if _, err := h.service.Create(t.Context(), h.database, given(t, `{"n":2}`)); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a form that was sent twice: %v", err)
		}
		for name, err := range map[string]error{"changed": second(stranger.service.Update(t.Context(), r, given(t, `{"n":3}`))), "deleted": stranger.service.Delete(t.Context(), r)} {
			if !errors.Is(err, models.ErrConflict) {
				t.Errorf("%s by others: %v", name, err)
			}
		}
		if n := len(h.publisher.events) + len(stranger.publisher.events); n != 1 {
			t.Errorf("%d events", n)
		}
		if _, err := h.service.Update(t.Context(), r, given(t, `{"":3}`)); err == nil {
			t.Error("changed to what cannot be")
		}
	})
}

func TestUpdateOfSeveralProfilesIsAllOrNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newProfileFixture(t, s, storetest.Company(t, s))
		var profiles []models.Record
		for i := range 3 {
			r, err := h.service.Create(t.Context(), h.database, given(t, fmt.Sprintf(`{"n":%d}`, i)))
			if err != nil {
				t.Fatal(err)
			}
			profiles = append(profiles, r)
		}
		h.publisher.told()
		stale := slices.Clone(profiles)
		stale[2].Version = 9
		if err := h.service.UpdateAll(t.Context(), stale, given(t, `{"m":1}`)); !errors.Is(err, models.ErrConflict) {
			t.Errorf("an old version was changed: %v", err)
		}
		for _, before := range profiles {
			if after, err := s.RecordByID(t.Context(), models.Everything, models.Profile, before.PublicID); err != nil || string(after.Data) != string(before.Data) {
				t.Errorf("%s became %s, %v", before.Data, after.Data, err)
			}
		}
		if told := h.publisher.told(); len(told) > 0 {
			t.Errorf("told of %v", told)
		}
		if err := h.service.UpdateAll(t.Context(), profiles, given(t, `{"n":2}`)); err != nil {
			t.Fatal(err)
		}
		if told := h.publisher.told(); len(told) != 2 || !strings.HasPrefix(told[0], "profile.updated update key Shop {") {
			t.Errorf("told of %v", told)
		}
		history, err := s.RecordHistory(t.Context(), models.Everything, profiles[0])
		if err != nil || len(history) != 2 {
			t.Errorf("%v, %v", history, err)
		}
	})
}

// unlucky gives the first records an id that there is already.
type unlucky struct {
	*publisher
	taken string
	left  int
}

func (u *unlucky) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	if u.left--; u.left >= 0 {
		changes[0].Record.PublicID = u.taken
	}
	return u.publisher.Publish(ctx, changes, events)
}

func TestPublicIDThatComesTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newProfileFixture(t, s, storetest.Company(t, s))
		first, err := h.service.Create(t.Context(), h.database, given(t, `{}`))
		if err != nil {
			t.Fatal(err)
		}
		h.publisher.told()
		h.service.Publisher = &unlucky{h.publisher, first.PublicID, 2}
		made, err := h.service.Create(t.Context(), h.database, given(t, `{"a":1}`))
		if err != nil || made.PublicID == first.PublicID || len(h.publisher.told()) != 1 {
			t.Errorf("%+v, %v", made, err)
		}
		h.service.Publisher, h.service.Key = &unlucky{h.publisher, first.PublicID, 1}, s.NewID()
		if _, err := h.service.Create(t.Context(), h.database, given(t, `{}`)); !errors.Is(err, models.ErrConflict) {
			t.Errorf("a form that was sent twice: %v", err)
		}
	})
}
