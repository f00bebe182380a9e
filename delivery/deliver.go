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

// deliver brings one claimed delivery to its outcome and has it recorded. The
// delivery counts as in flight until its outcome is written, so that a database
// that is away slows the engine down instead of filling memory.
func (e *Engine) deliver(ctx context.Context, t store.Task, r *recorder) {
	result := e.attempt(ctx, t)
	result.Others = otherMembers(t)
	var took time.Duration
	if result.Attempt != nil {
		took = time.Duration(result.Attempt.Timing.Total) * time.Microsecond
	}
	r.add(outcome{result: result, leaseEnd: t.Delivery.DueAt, done: func() {
		e.inFlight.end(t)
		if e.lanes.leave(t.Delivery.CallbackID, took) || e.dueBeforeNextPoll(result.Delivery.DueAt) {
			e.Wake()
		}
	}})
}

// dueBeforeNextPoll says that a delivery comes due before the engine looks again
// by itself.
func (e *Engine) dueBeforeNextPoll(due models.Millis) bool {
	return due != 0 && due < models.At(e.store.Now().Add(maxPoll))
}

// attempt makes one attempt of a delivery and returns what follows from it. A
// panic, which is a fault of Callboard, must not stop the other deliveries: it
// ends this one as build_error.
func (e *Engine) attempt(ctx context.Context, t store.Task) (result store.Result) {
	defer func() {
		if fault := recover(); fault != nil {
			e.log.ErrorContext(ctx, "delivery broke the engine", "delivery", t.Delivery.ID,
				"error", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
			result = e.buildFailed(t, "an error of Callboard itself")
		}
	}()
	t, stopped := e.decide(ctx, t)
	if stopped != nil {
		return *stopped
	}
	started := e.store.Now()
	input := buildInput(t, started)
	request, err := wire.Build(input)
	if err != nil {
		return e.buildFailed(t, models.Shorten(err.Error(), models.DetailLimit))
	}
	a := e.sender.Send(ctx, request, t.Callback.Timeout(), t.Delivery.Cause == models.ConnKept)
	a.ID, a.CompanyID, a.DeliveryID = e.store.NewID(), t.Delivery.CompanyID, t.Delivery.ID
	a.LeaseToken, a.Number, a.CallbackVersion = t.Delivery.LeaseToken, input.Number, t.Callback.Version
	a.StartedAt, a.Test, a.Backup = models.At(started), t.Delivery.Test, request.Backup
	return e.outcome(t, withRedirects(a, t.Callback))
}

// outcome says what follows an attempt. One that our own trouble kept from
// leaving does not count, for a day.
func (e *Engine) outcome(t store.Task, a models.Attempt) store.Result {
	end := e.store.Now()
	if a.Cause != models.OurSide {
		e.ownTrouble.over(t.Delivery.CallbackID)
		return after(t, a, end)
	}
	wait, ok := e.ownTrouble.wait(t.Delivery.CallbackID, end, a.CauseDetail)
	if !ok {
		return after(t, a, end)
	}
	return uncounted(t, a, end.Add(wait))
}

// buildInput returns what the request of a task is built from. The members of a
// batch may have had different numbers of attempts, so the attempts of the batch
// itself are counted.
func buildInput(t store.Task, at time.Time) wire.Attempt {
	a := wire.Attempt{
		Event: t.Event, Callback: t.Callback, Company: t.Company.PublicID,
		Number: t.Delivery.Attempts + 1, Used: t.Delivery.PlanPos, At: at, Sequence: t.Delivery.ID,
	}
	if t.Delivery.BatchID == 0 {
		return a
	}
	a.BatchID, a.Number, a.Batch = t.Delivery.BatchID.String(), t.Delivery.PlanPos+1, []models.Event{t.Event}
	for _, m := range t.Others {
		a.Batch, a.Sequence = append(a.Batch, m.Event), m.Delivery.ID
	}
	return a
}

// otherMembers returns the deliveries of a batch that share the outcome of the
// first one.
func otherMembers(t store.Task) []models.Delivery {
	deliveries := make([]models.Delivery, len(t.Others))
	for i, m := range t.Others {
		deliveries[i] = m.Delivery
	}
	return deliveries
}

// buildFailed ends a delivery whose request could not be built.
func (e *Engine) buildFailed(t store.Task, detail string) store.Result {
	d := t.Delivery
	d.Status, d.Cause, d.CauseDetail = models.Failed, models.BuildError, detail
	d.DueAt, d.FinishedAt = 0, models.At(e.store.Now())
	return store.Result{Delivery: d}
}
