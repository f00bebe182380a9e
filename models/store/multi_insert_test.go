package store_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
)

// MySQL takes no statement above max_allowed_packet, 16 MiB by default, and
// every quote counts twice in it.
func TestLargeRowsFitTheirStatements(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		var events []models.Event
		var deliveries []models.Delivery
		for i := range 128 {
			e := a.newEvent("large" + strconv.Itoa(i))
			if i < 6 {
				e.Data = []byte(`{"note":"` + strings.Repeat(`\"`, 400<<10) + `"}`)
			}
			events, deliveries = append(events, e), append(deliveries, a.newDelivery(e, c))
		}
		a.accept(t, events, deliveries)
		var results []store.Result
		for _, task := range a.claim(t, 1000) {
			d := task.Delivery
			d.Status, d.DueAt, d.Attempts = models.Delivered, 0, 1
			attempt := models.Attempt{
				Number: 1, Code: 200, RequestBody: slices.Concat(task.Event.Data, task.Event.Data),
				ResponseHeaders: []models.Header{{Name: "X", Value: strings.Repeat(`"`, 32<<10)}},
				ResponseBody:    make([]byte, models.AnswerKept),
			}
			results = append(results, store.Result{Delivery: d, Attempt: &attempt})
		}
		record(t, a, results...)
		if n := len(rowsOf[models.Attempt](t, a)); n != 128 {
			t.Errorf("%d attempts recorded, want 128", n)
		}
	})
}
