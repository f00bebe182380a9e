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

// askAgain is how long a delivery waits whose condition could not be run.
const askAgain = time.Second

// Conditions runs conditions; condition.Pool does.
type Conditions interface {
	Run(ctx context.Context, q condition.Question) (condition.Result, error)
}

var errNoConditions = errors.New("nothing runs conditions here")

// decide asks the condition of a delivery that was not asked before, so that
// publishing never waits for one. It returns the task as it goes on, or the
// outcome of one that does not.
func (e *Engine) decide(ctx context.Context, t store.Task) (store.Task, *store.Result) {
	if t.Delivery.ConditionState != models.ConditionPending {
		return t, nil
	}
	text := t.Callback.Settings.Condition
	if text == "" { // it was taken away meanwhile
		t.Delivery.ConditionState = models.NoCondition
		return t, nil
	}
	result, err := e.run(ctx, question(text, wire.Scope(t.Event, t.Company, t.Location)))
	switch {
	case err != nil:
		return t, e.later(t.Delivery)
	case result.Error != nil:
		return t, e.notSent(t, models.ConditionError, errorWords(*result.Error))
	case !result.True:
		return t, e.notSent(t, models.ConditionFalse, cmp.Or(result.Why, valueWords(result)))
	}
	t.Delivery.ConditionState = models.ConditionTrue
	if t.Callback.Kind.Traits().Batched {
		return t, e.joins(t)
	}
	return t, nil
}

// question asks a condition about what it sees.
func question(text string, s wire.Sight) condition.Question {
	q := condition.Question{Text: text, Scope: s.Scope, Bare: s.Bare, AnyCase: s.AnyCase, Quiet: models.SecretNames()}
	for _, one := range s.Same {
		q.Same = append(q.Same, condition.Same{Path: one[0], Of: one[1]})
	}
	return q
}

// joins lets a delivery wait for the others of its batch, as long as it would
// have without a condition.
func (e *Engine) joins(t store.Task) *store.Result {
	d := t.Delivery
	gone := t.Event.AcceptedAt.Time().Add(t.Callback.Plan()[0] + t.Callback.BatchWait())
	d.Status, d.DueAt = models.Queued, max(models.At(gone), models.At(e.store.Now()))
	return &store.Result{Delivery: d}
}

// run runs a condition. That there is too much to do for it just now is no
// trouble.
func (e *Engine) run(ctx context.Context, q condition.Question) (condition.Result, error) {
	if e.Conditions == nil {
		return condition.Result{}, errNoConditions
	}
	result, err := e.Conditions.Run(ctx, q)
	if !errors.Is(err, condition.ErrBusy) {
		e.asking.note(ctx, err)
	}
	return result, err
}

// later gives a delivery back whose condition could not be run.
func (e *Engine) later(d models.Delivery) *store.Result {
	d.Status, d.DueAt = models.Queued, models.At(e.store.Now().Add(askAgain))
	return &store.Result{Delivery: d}
}

// notSent ends a delivery that its condition stopped.
func (e *Engine) notSent(t store.Task, why models.Reason, detail string) *store.Result {
	d := t.Delivery
	d.Status, d.Reason, d.ReasonDetail, d.ConditionState = models.NotSent, why, detail, models.ConditionStopped
	d.CallbackVersion, d.DueAt, d.FinishedAt = t.Callback.Version, 0, models.At(e.store.Now())
	return &store.Result{Delivery: d}
}

// errorWords says where a condition stopped and why. What may hold values of
// the event is parted from the rest.
func errorWords(p condition.Problem) string {
	if !p.Tells {
		return p.Words()
	}
	return p.Place() + models.Because + p.Text
}

// valueWords says what a condition came to that was no comparison.
func valueWords(r condition.Result) string {
	if r.Was == "" {
		return ""
	}
	return "its value is " + r.Was
}
