package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestAccept(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		first, second := a.newEvent("E1"), a.newEvent("E2")
		deliveries := []models.Delivery{a.newDelivery(first, c), a.newDelivery(second, c)}
		missed := &deliveries[1]
		missed.Status, missed.Reason, missed.DueAt, missed.FinishedAt = models.NotSent, models.BeforeStart, 0, models.At(noon)
		a.accept(t, []models.Event{first, second}, deliveries)

		if diff := cmp.Diff([]models.Event{first, second}, rowsOf[models.Event](t, a)); diff != "" {
			t.Errorf("events:\n%s", diff)
		}
		if diff := cmp.Diff(deliveries, rowsOf[models.Delivery](t, a)); diff != "" {
			t.Errorf("deliveries:\n%s", diff)
		}
		if got := a.counters(t); got[models.NotSent] != 1 || len(got) != 1 {
			t.Errorf("counters %v, want one not sent", got)
		}
	})
}

func TestAcceptKnownEvent(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		known := a.newEvent("E1")
		a.accept(t, []models.Event{known}, []models.Delivery{a.newDelivery(known, c)})
		again, fresh, twice := a.newEvent("E1"), a.newEvent("E2"), a.newEvent("E2")
		owed := a.newDelivery(fresh, c)
		a.accept(t, []models.Event{again, fresh, twice}, []models.Delivery{a.newDelivery(again, c), owed, a.newDelivery(twice, c)})
		a.accept(t, []models.Event{again}, []models.Delivery{a.newDelivery(again, c)})

		if got := rowsOf[models.Event](t, a); len(got) != 2 || got[1].ID != fresh.ID {
			t.Errorf("%d events, want E1 and the first E2", len(got))
		}
		if got := rowsOf[models.Delivery](t, a); len(got) != 2 || got[1].ID != owed.ID {
			t.Errorf("%d deliveries, want those of E1 and the first E2", len(got))
		}
		other := newFixture(t, a.s)
		a.accept(t, []models.Event{other.newEvent("E1")}, nil)
		if got := rowsOf[models.Event](t, a); len(got) != 3 {
			t.Errorf("another company's E1 was taken for the same")
		}
	})
}

// Nothing is dropped without a word: an id that is taken by other content refuses all
// that comes with it.
func TestAcceptAnIDThatIsTaken(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		a.accept(t, []models.Event{a.newEvent("E1")}, nil)
		other := a.newEvent("E1")
		other.Data, other.LocationID = []byte(`{"id":13,"name":"Ines Okafor"}`), 0
		other.ContentHash = other.ContentSum()
		twice := a.newEvent("E2")
		twice.ContentHash = other.ContentHash
		for name, events := range map[string][]models.Event{
			"with that of a stored one": {a.newEvent("E0"), other},
			"with that of another":      {a.newEvent("E2"), twice},
		} {
			err := a.s.Accept(t.Context(), nil, events, nil)
			if conflicts, ok := errors.AsType[models.EventConflicts](err); !ok || len(conflicts) != 1 || conflicts[0].PublicID != events[1].PublicID {
				t.Errorf("%s: %v", name, err)
			}
		}
		err := a.s.Accept(t.Context(), nil, []models.Event{other}, nil)
		want := models.EventConflicts{{PublicID: "E1", Stored: a.location.Owner(), Paths: []string{"location_id", "data.id"}}}
		if diff := cmp.Diff(want, errors.Unwrap(err)); diff != "" {
			t.Error(diff)
		}
		if got := rowsOf[models.Event](t, a); len(got) != 1 {
			t.Errorf("%d events are stored, want E1", len(got))
		}
	})
}

// Events from before there were sums are compared themselves.
func TestAcceptAnEventFromBefore(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		old := a.newEvent("E1")
		old.ContentHash = nil
		a.accept(t, []models.Event{old}, nil)
		events := []models.Event{a.newEvent("E1")}
		a.accept(t, events, nil)
		if !events[0].Known {
			t.Error("the same event again is not known")
		}
		other := a.newEvent("E1")
		other.Type = "person_updated"
		other.ContentHash = other.ContentSum()
		if _, ok := errors.AsType[models.EventConflicts](a.s.Accept(t.Context(), nil, []models.Event{other}, nil)); !ok {
			t.Error("another event with its id is taken for the same")
		}
	})
}

// The id of a test event is free for a real one, and the other way round.
func TestAcceptTheIDOfATest(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		test, live := a.newEvent("E1"), a.newEvent("E1")
		test.Test = true
		a.accept(t, []models.Event{test}, nil)
		a.accept(t, []models.Event{live}, nil)
		got, err := a.s.Event(t.Context(), models.Everything, a.company.ID, "E1")
		if err != nil || got.ID != live.ID {
			t.Errorf("E1 is %+v, %v, want the real one", got, err)
		}
	})
}

func TestAcceptALoop(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		far, farther := a.newEvent("E1"), a.newEvent("E2")
		far.Hops, farther.Hops = models.MaxHops, models.MaxHops+1
		a.accept(t, []models.Event{far}, nil)
		if _, ok := errors.AsType[models.LoopError](a.s.Accept(t.Context(), nil, []models.Event{a.newEvent("E3"), farther}, nil)); !ok {
			t.Error("an event that goes in a circle is accepted")
		}
		if got := rowsOf[models.Event](t, a); len(got) != 1 || got[0].Hops != models.MaxHops {
			t.Errorf("stored %+v", got)
		}
	})
}

func TestAcceptAllOrNothing(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		e := a.newEvent("E1")
		owed := a.newDelivery(e, c)
		change := models.Change{Access: a.by(), Action: models.Create, Record: models.Record{
			PublicID: "0123456789abcdef01234567", CompanyID: a.company.ID, LocationID: a.location.ID, Resource: "contact", Data: []byte(`{}`),
		}}
		err := a.s.Accept(t.Context(), []models.Change{change}, []models.Event{e}, []models.Delivery{owed, owed})
		if err == nil {
			t.Fatal("two deliveries with one id were accepted")
		}
		if n := len(rowsOf[models.Event](t, a)) + len(rowsOf[models.Delivery](t, a)) + len(rowsOf[models.Record](t, a)); n != 0 {
			t.Errorf("%d rows were left", n)
		}
		if err := a.s.Accept(t.Context(), []models.Change{change}, []models.Event{e}, []models.Delivery{owed}); err != nil {
			t.Fatal(err)
		}
		if n := len(rowsOf[models.Event](t, a)) + len(rowsOf[models.Delivery](t, a)) + len(rowsOf[models.Record](t, a)); n != 3 {
			t.Errorf("%d rows, want record, event and delivery", n)
		}
	})
}

func TestAcceptMany(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 1001)
		if n := len(rowsOf[models.Delivery](t, a)); n != 1001 {
			t.Errorf("%d deliveries", n)
		}
	})
}
