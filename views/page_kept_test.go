package views

import "testing"

func TestHowLongDeliveriesAreKept(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]string{
		0: "Deliveries are kept for ever", 1: "Deliveries are kept for 1 day", 400: "Deliveries are kept for 400 days",
	} {
		if got := (Frame{KeepDays: days}).kept(); got != want {
			t.Errorf("%d days: %q", days, got)
		}
	}
}
