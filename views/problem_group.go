package views

import (
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// ProblemGroup is what could not be delivered for one cause, with the ways out.
type ProblemGroup struct {
	deliverylog.Problem
	Filter    deliverylog.Filter // shows it
	MayFix    bool               // the settings of the one callback that is concerned
	MayResend bool
	Now       time.Time
}

// remedyFields are the fields that mend a failure, by its remedy.
var remedyFields = map[models.Remedy]string{
	models.FixURL: "#url", models.UseURL: "#url", models.EndCallback: "#url", models.FixCredentials: "#user",
	models.FixFormat: "#content_type", models.OpenSettings: "",
}

// fix is the way to the settings that would mend it; "" when they would not.
func (t ProblemGroup) fix() Link {
	remedy := t.Failure.Remedy()
	field, ok := remedyFields[remedy]
	if !t.MayFix || !ok {
		return Link{}
	}
	words := remedy.Label()
	if field == "#url" {
		words = models.FixURL.Label()
	}
	return Link{Text: words, Href: CallbackURL(t.Callback) + "/edit" + field}
}

// changed says that the callback has been changed since, or leads elsewhere.
func (t ProblemGroup) changed() bool {
	return t.Callback.ID != 0 && (t.moved() || t.Callback.UpdatedAt > t.Last)
}

func (t ProblemGroup) moved() bool { return t.Callback.ID != 0 && t.Callback.Host != t.Failure.Host }

// tone and icon tell what failed for good from what is tried again.
func (t ProblemGroup) tone() string {
	if t.Failed == 0 {
		return "warning"
	}
	return "danger"
}

func (t ProblemGroup) icon() string {
	if t.Failed == 0 {
		return "retrying"
	}
	return "failed"
}

// headline says how many, and since when.
func (t ProblemGroup) headline() string {
	since := " since " + minute(t.First.Time()) + " UTC."
	if t.Failed == 0 {
		return manyDeliveries(t.Retrying) + verb(t.Retrying, " is", " are") + " being retried" + since
	}
	return manyDeliveries(t.Failed) + " failed" + since
}

// rest is what to know besides: what to do, and how it goes on.
func (t ProblemGroup) rest() string {
	failure := t.Failure
	failure.Ended = t.Failed > 0
	parts := []string{strings.Replace(failure.Suggestion(), "See its answer below.", "Open one to see its answer.", 1)}
	if t.moved() {
		parts = []string{"The URL leads to " + t.Callback.Host + " now."}
	}
	if t.Failed > 0 && t.Retrying > 0 {
		parts = append(parts, countedNumber(t.Retrying)+" more"+verb(t.Retrying, " is", " are")+" being retried.")
	}
	if t.Count() > 1 {
		parts = append(parts, "The last one was accepted "+minute(t.Last.Time())+" UTC.")
	}
	return strings.Join(parts, " ")
}

// failed is the filter of those that can be sent again.
func (t ProblemGroup) failed() deliverylog.Filter { return t.Filter.WithStatus(models.Failed) }

// resendWords is what the button says that leads to sending them again.
func (t ProblemGroup) resendWords() string {
	if t.Failed > deliverylog.CountLimit {
		return "Resend them"
	}
	return "Resend " + Number(t.Failed)
}

// showWords is what the link to the rows says.
func (t ProblemGroup) showWords() string {
	switch {
	case t.More():
		return "See them"
	case t.Count() == 1:
		return "See the delivery"
	}
	return "See the " + Number(t.Count()) + " deliveries"
}

// manyDeliveries writes a number that was counted up to the limit of the log.
func manyDeliveries(n int) string {
	if n > deliverylog.CountLimit {
		return "More than " + Number(deliverylog.CountLimit) + " deliveries"
	}
	return Plural(n, "delivery", "deliveries")
}
