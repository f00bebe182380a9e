package store_test

import (
	"testing"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// storeFailures accepts deliveries of c that ended with a status and a cause.
func (a fixture) storeFailures(t *testing.T, c models.Callback, n int, d models.Delivery) {
	t.Helper()
	var events []models.Event
	var deliveries []models.Delivery
	for range n {
		e := a.newEvent(a.s.NewID().String())
		e.Test = d.Test
		one := a.newDelivery(e, c)
		one.Status, one.Cause, one.Host, one.Code, one.Test = d.Status, d.Cause, d.Host, d.Code, d.Test
		events, deliveries = append(events, e), append(deliveries, one)
	}
	a.accept(t, events, deliveries)
}

func TestProblemsByCauseAndHost(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		crm, pos := a.addCallback(t, a.eventCallback()), a.addCallback(t, a.postbackCallback())
		refused := models.Delivery{Status: models.Failed, Cause: models.ConnRefused, Host: "pos.example"}
		began := models.At(clock.now)
		a.storeFailures(t, crm, 2, refused)
		clock.Advance(time.Hour)
		a.storeFailures(t, crm, 1, refused)
		a.storeFailures(t, crm, 2, models.Delivery{Status: models.Retrying, Cause: models.ConnRefused, Host: "pos.example"})
		a.storeFailures(t, crm, 4, models.Delivery{Status: models.Failed, Cause: models.HTTP5xx, Host: "pos.example", Code: 503})
		a.storeFailures(t, pos, 3, models.Delivery{Status: models.Failed, Cause: models.ConnRefused, Host: "till.example"})
		a.storeFailures(t, crm, 1, models.Delivery{Status: models.Failed, Cause: models.HTTP5xx, Host: "pos.example", Code: 500, Test: true})
		a.storeFailures(t, pos, 2, models.Delivery{Status: models.Failed, Cause: models.HTTP5xx, Host: "pos.example", Code: 502})
		a.storeFailures(t, pos, 9, models.Delivery{Status: models.Delivered, Host: "pos.example", Code: 200})
		other := newFixture(t, a.s)
		other.storeFailures(t, other.addCallback(t, other.eventCallback()), 5, refused)

		mine := models.Scope{Companies: []models.ID{a.company.ID}}
		found, err := a.s.Problems(t.Context(), mine, deliverylog.Filter{Test: "no"}, 9)
		if err != nil || len(found) != 3 {
			t.Fatalf("%d problems, %v", len(found), err)
		}
		errors, down, till := found[0], found[1], found[2]
		if errors.Failure.Cause != models.HTTP5xx || errors.Count() != 6 || errors.Callback.ID != 0 || errors.Failure.Code != 502 {
			t.Errorf("the worst, of two callbacks: %+v", errors)
		}
		if down.Failed != 3 || down.Retrying != 2 || down.Callback.PublicID != crm.PublicID || down.First != began || down.Last != models.At(clock.now) {
			t.Errorf("of one callback: %+v", down)
		}
		if till.Failure.Host != "till.example" || till.Failed != 3 || till.Retrying != 0 {
			t.Errorf("at another host: %+v", till)
		}
		for name, tt := range map[string]struct {
			in   models.Scope
			f    deliverylog.Filter
			most int
			want int // deliveries of the worst; zero: none
		}{
			"only the worst":        {mine, deliverylog.Filter{}, 1, 7},
			"only failed":           {mine, deliverylog.Filter{Status: []models.Status{models.Failed}, Callback: crm.PublicID, Test: "no"}, 2, 4},
			"only delivered":        {mine, deliverylog.Filter{Status: []models.Status{models.Delivered}}, 1, 0},
			"of everybody":          {models.Everything, deliverylog.Filter{}, 1, 10},
			"of another company":    {mine, deliverylog.Filter{Company: other.company.PublicID}, 1, 0},
			"within a location":     {models.Scope{Locations: []models.ID{other.location.ID}}, deliverylog.Filter{Company: a.company.PublicID}, 1, 0},
			"narrowed to one cause": {mine, errors.Shown(deliverylog.Filter{Test: "no"}), 1, 6},
		} {
			found, err := a.s.Problems(t.Context(), tt.in, tt.f, tt.most)
			if err != nil || len(found) > tt.most || (len(found) > 0) != (tt.want > 0) || tt.want > 0 && found[0].Count() != tt.want {
				t.Errorf("%s: %+v, %v", name, found, err)
			}
		}
		failed, err := a.s.Failures(t.Context(), mine, deliverylog.Filter{Callback: crm.PublicID, Test: "no"})
		if err != nil || failed.Count != 7 || failed.First != began {
			t.Errorf("failures %+v, %v", failed, err)
		}
		if none, err := a.s.Failures(t.Context(), mine, deliverylog.Filter{Company: other.company.PublicID}); err != nil || none.Count != 0 {
			t.Errorf("of another company %+v, %v", none, err)
		}
	})
}

// What is shown is counted for itself, however many others there are, and no
// further than one thousand.
func TestProblemsOfMoreThanIsLookedAt(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		c := a.addCallback(t, a.eventCallback())
		began := models.At(clock.now)
		a.storeFailures(t, c, 400, models.Delivery{Status: models.Failed, Cause: models.HTTP404, Host: "pos.example"})
		clock.Advance(time.Hour)
		a.storeFailures(t, c, 1100, models.Delivery{Status: models.Failed, Cause: models.ConnRefused, Host: "pos.example"})
		clock.Advance(time.Hour)
		a.storeFailures(t, c, 200, models.Delivery{Status: models.Failed, Cause: models.HTTP404, Host: "pos.example"})
		found, err := a.s.Problems(t.Context(), models.Everything, deliverylog.Filter{}, 3)
		if err != nil || len(found) != 2 {
			t.Fatalf("%d problems, %v", len(found), err)
		}
		if many := found[0]; many.Failed != deliverylog.CountLimit+1 || !many.More() || many.First != began+models.Millis(time.Hour/time.Millisecond) {
			t.Errorf("many: %+v", many)
		}
		if few := found[1]; few.Failed != 600 || few.More() || few.First != began {
			t.Errorf("few: %+v", few)
		}
	})
}
