package models_test

import (
	"testing"
	"time"

	"callboard/models"
)

// changes are n events of a record, one each step, newest first.
func changes(record string, n int, step time.Duration) []models.Event {
	events := make([]models.Event, n)
	for i := range events {
		events[i] = models.Event{ID: models.ID(n - i), RecordID: record, AcceptedAt: models.At(models.Epoch.Add(time.Duration(n-i) * step))}
	}
	return events
}

// A record is told that changed twenty times within a minute; not one that people
// change, nor many records that change at once.
func TestRepeatedRecords(t *testing.T) {
	t.Parallel()
	tested := changes("tested", 40, time.Second)
	for i := range tested {
		tested[i].Test = true
	}
	var many []models.Event
	for _, record := range []string{"a", "b", "c"} {
		many = append(many, changes(record, 19, time.Second)...)
	}
	for name, tt := range map[string]struct {
		events []models.Event
		want   int
	}{
		"a loop":                  {changes("loop", 40, 100*time.Millisecond), 40},
		"just fast enough":        {changes("loop", 20, time.Minute/19), 20},
		"a little slower":         {changes("slow", 20, time.Minute/19+time.Millisecond), 0},
		"a loop that has slowed":  {append(changes("loop", 5, time.Hour), changes("loop", 20, time.Second)...), 25},
		"many records at once":    {many, 0},
		"tests":                   {tested, 0},
		"events without a record": {changes("", 40, time.Millisecond), 0},
		"nothing happened":        {nil, 0},
	} {
		got := models.RepeatedRecords(tt.events)
		if tt.want == 0 && len(got) > 0 || tt.want > 0 && (len(got) != 1 || got[0].Times != tt.want || got[0].Newest.ID != tt.events[0].ID) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
