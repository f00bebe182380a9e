package delivery

import (
	"cmp"
	"context"
	"errors"
	"time"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
	"callboard/wire"
)

// conditionRetry is how long a delivery waits when its condition could not be
// run.
const conditionRetry = time.Second

// Conditions runs conditions; condition.Pool does.
type Conditions interface {
	Run(ctx context.Context, q condition.Question) (condition.Result, error)
}

var errNoConditions = errors.New("nothing runs conditions here")

// decide runs the condition of a delivery whose condition was not run yet, which
// is done here so that publishing never waits for JavaScript. It returns the
// task to go on with, or the outcome of a delivery that is not sent now.
func (e *Engine) decide(ctx context.Context, t store.Task) (store.Task, *store.Result) {
	if t.Delivery.ConditionState != models.ConditionPending {
		return t, nil
	}
	text := t.Callback.Settings.Condition
	if text == "" { // it was taken away meanwhile
		t.Delivery.ConditionState = models.NoCondition
		return t, nil
	}
	scope := condition.Scope(wire.ScopeOf(t.Event, t.Company, t.Location))
	result, err := e.runCondition(ctx, condition.Question{Text: text, Scope: scope, Redacted: models.SecretNames()})
	switch {
	case err != nil:
		return t, e.retryCondition(t.Delivery)
	case result.Error != nil:
		return t, e.notSent(t, models.ConditionError, errorWords(*result.Error, result.NameWords()))
	case !result.True:
		return t, e.notSent(t, models.ConditionFalse, cmp.Or(result.Why, valueWords(result)))
	}
	t.Delivery.ConditionState = models.ConditionTrue
	if t.Callback.Kind.Traits().Batched {
		return t, e.waitForBatch(t)
	}
	return t, nil
}

// waitForBatch lets a delivery whose condition is true wait for the others of
// its batch, as long as it would have waited without a condition.
func (e *Engine) waitForBatch(t store.Task) *store.Result {
	d := t.Delivery
	due := t.Event.AcceptedAt.Time().Add(t.Callback.Plan()[0] + t.Callback.BatchWait())
	d.Status, d.DueAt = models.Queued, max(models.At(due), models.At(e.store.Now()))
	return &store.Result{Delivery: d}
}

// runCondition runs a condition. That the pool is busy is not logged as an
// outage.
func (e *Engine) runCondition(ctx context.Context, q condition.Question) (condition.Result, error) {
	if e.Conditions == nil {
		return condition.Result{}, errNoConditions
	}
	result, err := e.Conditions.Run(ctx, q)
	if !errors.Is(err, condition.ErrBusy) {
		e.conditionOutages.note(ctx, err)
	}
	return result, err
}

// retryCondition gives a delivery back whose condition could not be run: it is
// run again a little later.
func (e *Engine) retryCondition(d models.Delivery) *store.Result {
	d.Status, d.DueAt = models.Queued, models.At(e.store.Now().Add(conditionRetry))
	return &store.Result{Delivery: d}
}

// notSent ends a delivery that its condition stopped.
func (e *Engine) notSent(t store.Task, reason models.Reason, detail string) *store.Result {
	d := t.Delivery
	d.Status, d.Reason, d.ReasonDetail, d.ConditionState = models.NotSent, reason, detail, models.ConditionStopped
	d.CallbackVersion, d.DueAt, d.FinishedAt = t.Callback.Version, 0, models.At(e.store.Now())
	return &store.Result{Delivery: d}
}

// errorWords says where a condition stopped and why, and of names that might have been
// something else what they were taken for. What may tell of the event is set behind
// models.Because, so that those who may not see payloads are shown only what stands
// before it.
func errorWords(p condition.Problem, names string) string {
	switch {
	case p.HoldsValues && names != "":
		return p.Place() + models.Because + p.Text + " (" + names + ")"
	case p.HoldsValues:
		return p.Place() + models.Because + p.Text
	case names != "":
		return p.Words() + models.Because + names
	}
	return p.Words()
}

// valueWords says what value a condition had that was no comparison.
func valueWords(r condition.Result) string {
	if r.Was == "" {
		return ""
	}
	return "its value is " + r.Was
}
