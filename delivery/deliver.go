package delivery

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/wire"
)

// deliver brings one claimed delivery to its outcome and has it recorded. Its
// place in the lane is free again once the outcome is written, so that a
// database that is away slows the engine down instead of filling memory.
func (e *Engine) deliver(ctx context.Context, t store.Task, book *recorder) {
	result := e.attempt(ctx, t)
	result.Others = others(t)
	var took time.Duration
	if result.Attempt != nil {
		took = time.Duration(result.Attempt.Timing.Total) * time.Microsecond
	}
	book.add(entry{result: result, leaseEnd: t.Delivery.DueAt, done: func() {
		if e.lanes.leave(t.Delivery.CallbackID, took) || e.soon(result.Delivery.DueAt) {
			e.Wake()
		}
	}})
}

// soon says that a delivery comes due before the engine looks by itself.
func (e *Engine) soon(due models.Millis) bool {
	return due != 0 && due < models.At(e.store.Now().Add(longestRest))
}

// attempt makes one attempt of a delivery and says what follows. A fault of
// ours in one delivery must not stop the others: it ends as build_error.
func (e *Engine) attempt(ctx context.Context, t store.Task) (result store.Result) {
	defer func() {
		if fault := recover(); fault != nil {
			e.log.ErrorContext(ctx, "delivery broke the engine", "delivery", t.Delivery.ID,
				"error", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			result = e.unbuilt(t, "an error of Callboard itself")
		}
	}()
	t, stopped := e.decide(ctx, t)
	if stopped != nil {
		return *stopped
	}
	started := e.store.Now()
	planned := built(t, started)
	request, err := wire.Build(planned)
	if err != nil {
		return e.unbuilt(t, cut(err.Error()))
	}
	a := e.sender.Send(ctx, request, t.Callback.Timeout())
	a.ID, a.CompanyID, a.DeliveryID = e.store.NewID(), t.Delivery.CompanyID, t.Delivery.ID
	a.LeaseToken, a.Number, a.CallbackVersion = t.Delivery.LeaseToken, planned.Number, t.Callback.Version
	a.StartedAt, a.Test, a.Backup = models.At(started), t.Delivery.Test, request.Backup
	return after(t, a, e.store.Now())
}

// built is what the request of a task is built from. The members of a batch
// may have had different numbers of attempts: there, those of the batch count.
func built(t store.Task, at time.Time) wire.Attempt {
	a := wire.Attempt{
		Event: t.Event, Callback: t.Callback, Company: t.Company.PublicID,
		Number: t.Delivery.Attempts + 1, Used: t.Delivery.PlanPos, At: at,
	}
	if t.Delivery.BatchID == 0 {
		return a
	}
	a.BatchID, a.Number, a.Batch = t.Delivery.BatchID.String(), t.Delivery.PlanPos+1, []models.Event{t.Event}
	for _, m := range t.Others {
		a.Batch = append(a.Batch, m.Event)
	}
	return a
}

// others are the members of a batch that share an outcome.
func others(t store.Task) []models.Delivery {
	rest := make([]models.Delivery, len(t.Others))
	for i, m := range t.Others {
		rest[i] = m.Delivery
	}
	return rest
}

// unbuilt ends a delivery for which there is no request to send.
func (e *Engine) unbuilt(t store.Task, why string) store.Result {
	d := t.Delivery
	d.Status, d.Cause, d.CauseDetail = models.Failed, models.BuildError, why
	d.DueAt, d.FinishedAt = 0, models.At(e.store.Now())
	return store.Result{Delivery: d}
}
