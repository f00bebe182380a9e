package demo

import (
	"context"
	"strings"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// fakePublisher keeps what is published, and stores the records.
type fakePublisher struct {
	s       *store.Store
	mu      sync.Mutex
	events  []models.Event
	changes []models.Change
}

func (h *fakePublisher) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range events {
		events[i].ID, events[i].PublicID, events[i].AcceptedAt = h.s.NewID(), store.NewUpperID(), models.At(h.s.Now())
	}
	if err := h.s.Accept(ctx, changes, events, nil); err != nil {
		return nil, err
	}
	h.events = append(h.events, events...)
	h.changes = append(h.changes, changes...)
	return events, nil
}

// fakeVerifier is a Verifier whose receivers all answer.
type fakeVerifier struct{ s *store.Store }

func (a fakeVerifier) Try(context.Context, models.Callback) models.Attempt {
	return models.Attempt{Code: 200}
}

func (a fakeVerifier) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	callback, err := a.s.Callback(ctx, models.Everything, publicID)
	if err == nil {
		_, err = a.s.RecordVerification(ctx, by, callback, []models.Attempt{{Code: 200}})
	}
	return models.Verification{}, err
}

func TestARestartFindsTheSampleCompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		dir := t.TempDir()
		first := &Demo{Store: s, Verifier: fakeVerifier{s}, Receiver: listen(t, dir)}
		made, err := first.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second := &Demo{Store: s, Verifier: fakeVerifier{s}, Receiver: listen(t, dir)} // at another port, as the first is still there
		found, err := second.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if found.company.ID != made.company.ID || len(found.locations) != len(made.locations) || len(made.locations) != 4 {
			t.Errorf("made %+v, found %+v", made, found)
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: made.company.ID})
		if err != nil || len(all) != 13 {
			t.Fatalf("%d callbacks, %v", len(all), err)
		}
		if found.members.ID != made.members.ID || found.visits.ID != made.visits.ID || made.visits.ID == 0 {
			t.Errorf("the database: made %+v, found %+v", made, found)
		}
		kinds := map[models.Kind]bool{}
		for _, one := range all {
			if strings.Contains(one.URL, first.Receiver.address()) {
				t.Errorf("%s still goes to %s", one.Name, one.URL)
			}
			if kinds[one.Kind] = true; one.Unverified() || one.Kind == models.KindBatch && len(one.Types) == 0 {
				t.Errorf("%s gets nothing: %+v", one.Name, one)
			}
		}
		if len(kinds) != 5 {
			t.Errorf("callbacks of %v alone", kinds)
		}
	})
}

func TestARoundOfTheTrickle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		events := &fakePublisher{s: s}
		d := &Demo{Store: s, Events: events, Verifier: fakeVerifier{s}, Receiver: listen(t, t.TempDir())}
		sample, err := d.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		steps := d.steps(sample)
		for n, step := range steps {
			d.contacts = nil // no contact to change: the step creates one
			if err := step(t.Context()); err != nil {
				t.Fatalf("step %d: %v", n, err)
			}
		}
		if len(events.events) != len(steps) || len(events.changes) != 13 {
			t.Errorf("%d events, %d changes of %d steps", len(events.events), len(events.changes), len(steps))
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: sample.company.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			trigger := one.Trigger()
			wanted := false
			for _, e := range events.events {
				wanted = wanted || models.MatchesType(trigger.Type, e.Type) && (trigger.FilterValue == "" || trigger.FilterValue == e.FilterValue) && one.DatabaseRefID == e.DatabaseRefID
			}
			if !wanted {
				t.Errorf("no event is for %s", one.Name)
			}
		}
	})
}

// The trickle goes on for days: profiles and visits do not pile up.
func TestProfilesDoNotPileUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		events := &fakePublisher{s: s}
		d := &Demo{Store: s, Events: events, Verifier: fakeVerifier{s}, Receiver: listen(t, t.TempDir())}
		sample, err := d.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			if err := d.publishProfile(t.Context(), sample); err != nil {
				t.Fatal(err)
			}
			if err := d.publishVisit(t.Context(), sample); err != nil {
				t.Fatal(err)
			}
		}
		count := map[string]int{}
		for _, e := range events.events {
			count[e.Type]++
		}
		members, visits := count["profile.created"], count["subprofile.created"]-count["subprofile.deleted"]
		if members != mostProfiles || count["profile.updated"] != 60-mostProfiles || visits > mostVisits || count["subprofile.deleted"] == 0 {
			t.Errorf("events: %v", count)
		}
	})
}
