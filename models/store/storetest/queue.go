package storetest

import (
	"context"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// QueueStore is the queue of deliveries: *store.Store has it, and the fake store
// with which the engine is tested.
type QueueStore interface {
	Accept(ctx context.Context, changes []models.Change, events []models.Event, deliveries []models.Delivery) error
	FlushFullBatches(ctx context.Context, callbacks []models.Callback) error
	Claim(ctx context.Context, limit int, free func(callback models.ID) int, inFlight ...models.ID) ([]store.Task, error)
	NextDue(ctx context.Context) (time.Time, error)
	Record(ctx context.Context, results []store.Result) (lost int, err error)
	Release(ctx context.Context, ids []models.ID) error
	TakeOver(ctx context.Context) (int, error)
	NewID() models.ID
	Now() time.Time
}

// Queue is an empty queue for one of QueueTests, and what that needs besides to see
// what the store has done.
type Queue struct {
	Store   QueueStore
	Company models.Company
	Single  models.Callback // gets each delivery in a request of its own
	Batched models.Callback // gets up to five deliveries in one request

	// Pause pauses a callback, as somebody does at the console.
	Pause func(t *testing.T, c models.Callback)
	// Delivery returns a delivery as it is stored.
	Delivery func(t *testing.T, id models.ID) models.Delivery
	// Attempts returns the attempts of a delivery, or of the batch it went in.
	Attempts func(t *testing.T, id models.ID) []models.Attempt
}

// QueueTests returns the tests of what the engine relies on, by name. The real
// store and the fake one must pass them, so that what is tested with the fake
// also holds of the real one. Each is to run in a synctest bubble of its own,
// whose clock is put forward to a time of which there are IDs.
func QueueTests() map[string]func(Queue, *testing.T) {
	return map[string]func(Queue, *testing.T){
		"accept":           Queue.testAccept,
		"claim":            Queue.testClaim,
		"claim with limit": Queue.testClaimLimit,
		"claim in flight":  Queue.testClaimInFlight,
		"hold":             Queue.testHold,
		"record":           Queue.testRecord,
		"record twice":     Queue.testRecordTwice,
		"record too late":  Queue.testRecordTooLate,
		"pause by answer":  Queue.testPauseByAnswer,
		"release":          Queue.testRelease,
		"take over":        Queue.testTakeOver,
		"batch":            Queue.testBatch,
		"retry of a batch": Queue.testBatchRetry,
	}
}

// event returns an event of the company.
func (q Queue) event(publicID string) models.Event {
	now := models.At(q.Store.Now())
	return models.Event{
		ID: q.Store.NewID(), PublicID: publicID, CompanyID: q.Company.ID, Type: "person_added", Data: []byte(`{"id":12}`),
		OccurredAt: now, AcceptedAt: now, Source: "test",
	}
}

// delivery returns a delivery of an event to a callback, which is due at once or,
// for a batch, once others were waited for.
func (q Queue) delivery(e models.Event, c models.Callback) models.Delivery {
	return models.Delivery{
		ID: q.Store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: e.CompanyID, CallbackVersion: c.Version,
		EventType: e.Type, Host: c.Host, Status: models.Queued, PlanLen: len(c.Plan()), DueAt: models.At(q.Store.Now().Add(c.BatchWait())),
	}
}

// publish accepts n events with a delivery to c each, and returns the deliveries.
func (q Queue) publish(t *testing.T, c models.Callback, n int) []models.Delivery {
	t.Helper()
	var events []models.Event
	var deliveries []models.Delivery
	for range n {
		e := q.event(q.Store.NewID().String())
		events, deliveries = append(events, e), append(deliveries, q.delivery(e, c))
	}
	if err := q.Store.Accept(t.Context(), nil, events, deliveries); err != nil {
		t.Fatalf("accept: %v", err)
	}
	return deliveries
}

// claim claims all that is due, and fails unless that is n tasks.
func (q Queue) claim(t *testing.T, n int) []store.Task {
	t.Helper()
	tasks, err := q.Store.Claim(t.Context(), 100, func(models.ID) int { return 100 })
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	if len(tasks) != n {
		t.Fatalf("claimed %d tasks, want %d", len(tasks), n)
	}
	return tasks
}

// outcome is the result of one attempt: retried when due is not 0, and otherwise
// delivered.
func (q Queue) outcome(task store.Task, due models.Millis) store.Result {
	d := task.Delivery
	d.Attempts, d.PlanPos, d.Code = d.Attempts+1, d.PlanPos+1, 200
	d.Status, d.DueAt, d.FinishedAt = models.Delivered, 0, models.At(q.Store.Now())
	if due != 0 {
		d.Status, d.DueAt, d.FinishedAt, d.Code, d.Cause = models.Retrying, due, 0, 500, models.HTTP5xx
	}
	r := store.Result{Delivery: d, Attempt: &models.Attempt{
		ID: q.Store.NewID(), CompanyID: d.CompanyID, DeliveryID: d.ID, LeaseToken: d.LeaseToken, Number: d.Attempts,
		StartedAt: models.At(q.Store.Now()), Code: d.Code, Cause: d.Cause, Method: "POST", URL: task.Callback.URL,
	}}
	for _, m := range task.Others {
		r.Others = append(r.Others, m.Delivery)
	}
	return r
}

// record records results, and fails unless lost of them came too late.
func (q Queue) record(t *testing.T, lost int, results ...store.Result) {
	t.Helper()
	n, err := q.Store.Record(t.Context(), results)
	if err != nil {
		t.Fatalf("record: %v", err)
	}
	if n != lost {
		t.Fatalf("%d outcomes were lost, want %d", n, lost)
	}
}
