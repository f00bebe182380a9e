package views

import (
	"testing"

	"callboard/models"
)

func TestStateOf(t *testing.T) {
	t.Parallel()
	now := at("2026-11-22").Time()
	paused := dated("", "2026-01-01", "")
	paused.PausedAt = at("2026-11-21")
	off := dated("", "2026-01-01", "")
	off.IsActive = false
	tests := []struct {
		name string
		c    models.Callback
		held int
		want string
	}{
		{"runs", dated("", "2026-01-01", ""), 0, "Active"},
		{"will end", dated("", "2026-01-01", "2027-01-31"), 0, "Active, ends 31 Jan 2027"},
		{"lies ahead", dated("", "2027-01-01", ""), 0, "Starts 1 Jan 2027"},
		{"over", dated("", "2026-01-01", "2026-11-01"), 0, "Ended 1 Nov 2026"},
		{"paused", paused, 0, "Paused"},
		{"paused with deliveries held", paused, 1118, "Paused, 1,118 held"},
		{"switched off", off, 0, "Not active"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := StateOf(test.c, test.held, now); got.Text != test.want {
				t.Errorf("got %q, want %q", got.Text, test.want)
			}
		})
	}
}
