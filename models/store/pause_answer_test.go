package store_test

import (
	"testing"

	"callboard/models"
)

func TestRecordPausesNoChangedCallback(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a site, _ *clock) {
		c := a.add(t, a.postback())
		a.publish(t, c, 1)
		gone := outcome(a.claim(t, 1)[0], models.Failed, 410)
		gone.Pause = "The receiver says this address is gone."
		c = a.read(t, c.PublicID)
		c.URL = "https://pos2.example/receiver"
		if err := a.s.UpdateCallback(t.Context(), a.by(), &c); err != nil {
			t.Fatal(err)
		}
		record(t, a, gone)
		if c := a.read(t, c.PublicID); c.Paused() {
			t.Errorf("the new URL was paused for the answer of the old one: %s", c.PauseReason)
		}
	})
}
