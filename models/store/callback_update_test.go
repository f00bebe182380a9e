package store_test

import (
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// A postback that is switched off holds what waits, and being paused as well
// it holds that still when it is switched on.
func TestInactivePostback(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.addCallback(t, a.postbackCallback())
		id := a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: 1})
		set := func(active bool) {
			c.IsActive = active
			if err := s.UpdateCallback(t.Context(), a.by(), &c); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(when string, hold models.Hold, due models.Millis) {
			if d := a.delivery(t, id); d.HoldReason != hold || d.DueAt != due {
				t.Errorf("%s: held for %q, due at %d", when, d.HoldReason, d.DueAt)
			}
		}
		set(false)
		expect("switched off", models.HeldInactive, 0)
		set(true)
		expect("switched on", "", models.At(noon))
		set(false)
		if _, err := s.PauseCallback(t.Context(), a.by(), c.PublicID, ""); err != nil {
			t.Fatal(err)
		}
		c = a.callback(t, c.PublicID)
		set(true)
		expect("switched on while paused", models.HeldPaused, 0)
		set(false)
		if n, err := s.ResumeCallback(t.Context(), a.by(), c.PublicID); n != 0 || err != nil {
			t.Errorf("resuming what is switched off released %d (%v)", n, err)
		}
		expect("resumed while switched off", models.HeldInactive, 0)
	}, atNoon)
}
