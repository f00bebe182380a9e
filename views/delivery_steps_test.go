package views

import (
	"testing"
	"time"

	"callboard/models"
)

// TestTheDayOfAStep says of which day a step is, unless it is of today.
func TestTheDayOfAStep(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 11, 21, 23, 59, 58, 0, time.UTC)
	for want, now := range map[string]time.Time{"23:59:58": night.Add(time.Second), "21 Nov 23:59:58": night.Add(3 * time.Second)} {
		if got := (DeliveryPage{Now: now}).clock(models.At(night)); got != want {
			t.Errorf("at %s: %q, want %q", now, got, want)
		}
	}
}
