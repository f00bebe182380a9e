package views

import (
	"fmt"
	"strconv"
	"strings"

	"callboard/models"
)

// Step is one point of the way of a delivery.
type Step struct {
	Class, Icon string // tone and shape
	Title       string
	At          models.Millis // zero: none
	Note        string
}

// steps lists the way of a delivery: accepted, each attempt, now, and each
// attempt that is planned.
func (d DeliveryPage) steps() []Step {
	steps := []Step{{"delivered", "delivered", "Accepted", d.Event.AcceptedAt, d.matched()}}
	for i := len(d.Attempts) - 1; i >= 0; i-- {
		steps = append(steps, attemptStep(d.Attempts[i]))
	}
	row := d.Row.Delivery
	switch {
	case row.HoldReason != "":
		return append(steps, Step{"neutral", "pause", "Held", 0, strings.TrimPrefix(row.HoldReason.Words(), "held: ")})
	case row.Status == models.NotSent:
		return append(steps, Step{"notsent", "notsent", "Not sent", row.FinishedAt, d.reason()})
	case row.Status == models.Cancelled:
		return append(steps, Step{"cancelled", "cancelled", "Cancelled", row.FinishedAt, row.Reason.Words(row.ReasonDetail)})
	case row.Status == models.Sending:
		return append(steps, Step{"sending", "sending", fmt.Sprintf("Attempt %d", row.Attempts+1), 0, "in flight"})
	case row.Status.Final():
		return steps
	}
	steps = append(steps, Step{"now", "", "Now", models.At(d.Now), "waiting"})
	return append(steps, d.planned()...)
}

// matched says under what the delivery was accepted.
func (d DeliveryPage) matched() string {
	words := "version " + strconv.FormatInt(d.Row.CallbackVersion, 10) + " of the callback"
	if d.Row.ConditionState == models.ConditionTrue {
		words += ", condition true"
	}
	return words
}

// attemptStep is the point of one attempt.
func attemptStep(a models.Attempt) Step {
	step := Step{"delivered", "delivered", fmt.Sprintf("Attempt %d", a.Number), a.StartedAt, fmt.Sprintf("%d in %s", a.Code, took(a.Timing.Total))}
	if a.Cause != "" {
		step.Class, step.Icon = "failed", "failed"
		step.Note = a.Failure().Short()
	}
	return step
}

// planned lists the attempts to come, each with the time it is planned for,
// should all before it fail at once.
func (d DeliveryPage) planned() []Step {
	row, plan := d.Row.Delivery, d.Callback.Plan()
	at := row.DueAt.Time()
	var steps []Step
	for pos := row.PlanPos; pos < row.PlanLen; pos++ {
		if pos > row.PlanPos && pos < len(plan) {
			at = at.Add(plan[pos])
		}
		note := until(at, d.Now)
		if pos == row.PlanLen-1 && row.PlanLen > 1 {
			note = "the last one"
		}
		number := row.Attempts + 1 + pos - row.PlanPos
		steps = append(steps, Step{"retrying planned", "retrying", fmt.Sprintf("%d planned", number), models.At(at), note})
	}
	return steps
}
