package demo

import (
	"context"
	"strings"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/storetest"
)

// heard is a Publisher that keeps what it is given.
type heard struct {
	mu      sync.Mutex
	events  []models.Event
	changes []models.Change
}

func (h *heard) Publish(_ context.Context, change *models.Change, events []models.Event) ([]models.Event, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, events...)
	if change != nil {
		h.changes = append(h.changes, *change)
	}
	return events, nil
}

func TestARestartFindsTheSampleCompany(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		dir := t.TempDir()
		first := &Demo{Store: s, Receiver: listen(t, dir)}
		made, err := first.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		second := &Demo{Store: s, Receiver: listen(t, dir)} // at another port, as the first is still there
		found, err := second.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if found.company.ID != made.company.ID || len(found.locations) != len(made.locations) || len(made.locations) != 4 {
			t.Errorf("made %+v, found %+v", made, found)
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: made.company.ID})
		if err != nil || len(all) != 9 {
			t.Fatalf("%d callbacks, %v", len(all), err)
		}
		for _, one := range all {
			if strings.Contains(one.URL, first.Receiver.address()) {
				t.Errorf("%s still goes to %s", one.Name, one.URL)
			}
		}
	})
}

func TestARoundOfTheTrickle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		events := &heard{}
		d := &Demo{Store: s, Events: events, Receiver: listen(t, t.TempDir())}
		at, err := d.prepare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		steps := d.steps(at)
		for n, step := range steps {
			d.members = nil // nobody to change: the step makes somebody
			if err := step(t.Context()); err != nil {
				t.Fatalf("step %d: %v", n, err)
			}
		}
		if len(events.events) != len(steps) || len(events.changes) != len(steps)/2 {
			t.Errorf("%d events, %d changes of %d steps", len(events.events), len(events.changes), len(steps))
		}
		all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: at.company.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			trigger := one.Trigger()
			wanted := false
			for _, e := range events.events {
				wanted = wanted || models.MatchesType(trigger.Type, e.Type) && trigger.FilterValue == e.FilterValue
			}
			if !wanted {
				t.Errorf("no event is for %s", one.Name)
			}
		}
	})
}
