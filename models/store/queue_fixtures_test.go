package store_test

import (
	"path/filepath"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// eachAtNoon runs fn on both databases with a clock that stands at noon.
func eachAtNoon(t *testing.T, fn func(t *testing.T, a fixture, c *clock)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		c := &clock{now: noon}
		s := storetest.Open(t, database, c.At)
		fn(t, newFixture(t, s), c)
	})
}

// newEvent returns an event of the site's location.
func (a fixture) newEvent(publicID string) models.Event {
	now := models.At(a.s.Now())
	e := models.Event{
		ID: a.s.NewID(), PublicID: publicID, CompanyID: a.company.ID, LocationID: a.location.ID,
		Type: "person_added", Data: []byte(`{"id":12,"name":"Ines Okafor"}`), Source: "test",
	}
	e.ContentHash, e.OccurredAt, e.AcceptedAt = e.ContentSum(), now, now
	return e
}

// newDelivery returns a delivery of e to c that is due now.
func (a fixture) newDelivery(e models.Event, c models.Callback) models.Delivery {
	return models.Delivery{
		ID: a.s.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: e.CompanyID, LocationID: e.LocationID,
		CallbackVersion: c.Version, EventType: e.Type, Host: c.Host, Status: models.Queued,
		PlanLen: len(c.Plan()), DueAt: models.At(a.s.Now()), Test: e.Test,
	}
}

// publish accepts n events with a delivery each.
func (a fixture) publish(t *testing.T, c models.Callback, n int) []models.Delivery {
	t.Helper()
	var events []models.Event
	var deliveries []models.Delivery
	for range n {
		e := a.newEvent(a.s.NewID().String())
		events, deliveries = append(events, e), append(deliveries, a.newDelivery(e, c))
	}
	a.accept(t, events, deliveries)
	return deliveries
}

func (a fixture) accept(t *testing.T, events []models.Event, deliveries []models.Delivery) {
	t.Helper()
	if err := a.s.Accept(t.Context(), nil, events, deliveries); err != nil {
		t.Fatalf("accept: %v", err)
	}
}

// claim takes up to limit deliveries.
func (a fixture) claim(t *testing.T, limit int) []store.Task {
	t.Helper()
	tasks, err := a.s.Claim(t.Context(), limit, plenty)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return tasks
}

func plenty(models.ID) int { return 1000 }

func (a fixture) counters(t *testing.T) map[models.Status]int64 {
	t.Helper()
	var rows []models.HourlyCounter
	if err := a.s.DB().Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	sums := map[models.Status]int64{}
	for _, row := range rows {
		sums[row.Status] += row.Count
	}
	return sums
}

func rowsOf[T any](t *testing.T, a fixture) []T {
	t.Helper()
	var rows []T
	if err := a.s.DB().Order("id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return rows
}

// sharedKey lets several instances of a test open each other's secrets.
func sharedKey(t *testing.T) storetest.Option {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret.key")
	return func(o *store.Options) { o.SecretFile = file }
}

func record(t *testing.T, a fixture, results ...store.Result) {
	t.Helper()
	if lost, err := a.s.Record(t.Context(), results); lost != 0 || err != nil {
		t.Fatalf("record: %d lost, %v", lost, err)
	}
}
