package views

import (
	"testing"

	"callboard/models"
)

// The plan that is in force is told, also one that no form can make.
func TestRetryWords(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]models.Callback{
		"10 attempts, longer each time": {Kind: models.KindWebhook},
		"2 attempts, every 5 seconds":   {Kind: models.KindWebhook, Settings: models.Settings{Delays: []int{0, 5}}},
		"1 attempt, no retry":           {Kind: models.KindEvent, Settings: models.Settings{Delays: []int{0}}},
		"6 attempts, every 5 minutes":   {Kind: models.KindEvent},
		"4 attempts: at once, after 5 seconds, after 1 minute, after 2 hours": {Kind: models.KindEvent, Settings: models.Settings{Delays: []int{0, 5, 60, 7200}}},
		"4 attempts, after 1 minute, then each time twice as long":            {Kind: models.KindBatch, Settings: models.Settings{Delays: []int{0, 60, 120, 240}}},
	} {
		if got := FormOf(c).retryWords(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
