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

// fly brings one claimed delivery to its outcome and has it recorded. Its
// place in the lane is free again once the outcome is written, so that a
// database that is away slows the engine down instead of filling memory.
func (e *Engine) fly(ctx context.Context, t store.Task, book *recorder) {
	result := e.attempt(ctx, t)
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
	number, started := t.Delivery.Attempts+1, e.store.Now()
	request, err := wire.Build(wire.Attempt{Event: t.Event, Callback: t.Callback, Number: number, At: started})
	if err != nil {
		return e.unbuilt(t, cut(err.Error()))
	}
	a := e.sender.Send(ctx, request, t.Callback.Timeout())
	a.ID, a.CompanyID, a.DeliveryID = e.store.NewID(), t.Delivery.CompanyID, t.Delivery.ID
	a.LeaseToken, a.Number, a.CallbackVersion = t.Delivery.LeaseToken, number, t.Callback.Version
	a.StartedAt, a.Test = models.At(started), t.Delivery.Test
	return after(t, a, e.store.Now())
}

// unbuilt ends a delivery for which there is no request to send.
func (e *Engine) unbuilt(t store.Task, why string) store.Result {
	d := t.Delivery
	d.Status, d.Cause, d.CauseDetail = models.Failed, models.BuildError, why
	d.DueAt, d.FinishedAt = 0, models.At(e.store.Now())
	return store.Result{Delivery: d}
}
