package store_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// storedDeliveries are deliveries of one callback in every state that matters here.
type storedDeliveries struct{ queued, retrying, held, sending, delivered models.ID }

func (a fixture) storeDeliveries(t *testing.T, c models.Callback, held models.Hold) storedDeliveries {
	t.Helper()
	at := models.At(noon)
	return storedDeliveries{
		queued:    a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: at}),
		retrying:  a.storeDelivery(t, c, models.Delivery{Status: models.Retrying, DueAt: at + 300_000, Attempts: 1}),
		held:      a.storeDelivery(t, c, models.Delivery{Status: models.Queued, HoldReason: held}),
		sending:   a.storeDelivery(t, c, models.Delivery{Status: models.Sending, DueAt: at + 20_000, LeaseToken: 7}),
		delivered: a.storeDelivery(t, c, models.Delivery{Status: models.Delivered, FinishedAt: at}),
	}
}

// state is what pausing and ending change of a delivery.
type state struct {
	Status   models.Status
	Hold     models.Hold
	Reason   models.Reason
	Detail   string
	Due      models.Millis
	Finished models.Millis
}

func (a fixture) states(t *testing.T, o storedDeliveries) map[string]state {
	t.Helper()
	all := map[string]state{}
	for name, id := range map[string]models.ID{
		"queued": o.queued, "retrying": o.retrying, "held": o.held,
		"sending": o.sending, "delivered": o.delivered,
	} {
		d := a.delivery(t, id)
		all[name] = state{d.Status, d.HoldReason, d.Reason, d.ReasonDetail, d.DueAt, d.FinishedAt}
	}
	return all
}

// untouched are the states of what no change may reach.
func untouched(with map[string]state) map[string]state {
	at := models.At(noon)
	with["sending"] = state{Status: models.Sending, Due: at + 20_000}
	with["delivered"] = state{Status: models.Delivered, Finished: at}
	return with
}

func TestEndCallback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.eventCallback()
		c.StartAt = noonMinute - 600_000
		c = a.addCallback(t, c)
		owed, other := a.storeDeliveries(t, c, models.HeldPaused), a.addCallback(t, a.postbackCallback())
		stays := a.storeDelivery(t, other, models.Delivery{Status: models.Queued, DueAt: 1})

		ended, err := s.EndCallback(t.Context(), a.by(), c.PublicID, false)
		if err != nil {
			t.Fatal(err)
		}
		want := c
		want.EndAt, want.EndedAt, want.Version = noonMinute, models.At(noon), 2
		if diff := cmp.Diff(want, ended); diff != "" || !ended.Ended(models.At(noon)) {
			t.Error(diff)
		}
		gone := state{models.Cancelled, "", models.CancelledByEnd, "ines@example.org", 0, models.At(noon)}
		if diff := cmp.Diff(untouched(map[string]state{"queued": gone, "retrying": gone, "held": gone}), a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
		if a.delivery(t, stays).Status != models.Queued {
			t.Error("a delivery of another callback was cancelled")
		}
		again, err := s.EndCallback(t.Context(), a.by(), c.PublicID, false)
		if diff := cmp.Diff(ended, again); diff != "" || err != nil {
			t.Errorf("the second end: %s %v", diff, err)
		}
		if log := audited(t, s, c.ID); len(log) != 2 || log[1].Action != "callback.end" || log[1].ActorName != "ines@example.org" {
			t.Errorf("audited as %+v", log)
		}
		if _, err := s.PauseCallback(t.Context(), a.by(), c.PublicID, "x"); !errors.As(err, &models.EndedError{}) {
			t.Errorf("an ended callback was paused: %v", err)
		}
	}, atNoon)
}

func TestEndCallbackBeforeItsStart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.eventCallback()
		c.StartAt, c.EndAt = noonMinute+600_000, noonMinute+1_200_000
		c = a.addCallback(t, c)
		ended, err := s.EndCallback(t.Context(), a.by(), c.PublicID, false)
		if err != nil || ended.StartAt != noonMinute || ended.EndAt != noonMinute {
			t.Errorf("runs from %d to %d (%v)", ended.StartAt, ended.EndAt, err)
		}
		if err := s.UpdateCallback(t.Context(), a.by(), &ended); !errors.As(err, &models.EndedError{}) {
			t.Errorf("an ended callback was changed: %v", err)
		}
	}, atNoon)
}

func TestEndCallbackAndStillSend(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.addCallback(t, a.eventCallback())
		owed := a.storeDeliveries(t, c, models.HeldPaused)
		before := a.states(t, owed)
		ended, err := s.EndCallback(t.Context(), a.by(), c.PublicID, true)
		if err != nil || !ended.KeepWaiting {
			t.Errorf("ended as %+v (%v)", ended, err)
		}
		if diff := cmp.Diff(before, a.states(t, owed)); diff != "" {
			t.Error(diff)
		}
	}, atNoon)
}
