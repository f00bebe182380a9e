package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/views/code"
)

// DeliveryPage is what the page of one delivery shows.
type DeliveryPage struct {
	Row       deliverylog.Row
	Event     models.Event
	Callback  models.Callback    // as it is now; zero when it is gone
	Attempts  []models.Attempt   // newest first
	Resends   []resend.Resending // with many others, newest first
	Number    int                // of the chosen attempt; zero: the newest
	Raw       bool               // show the bodies as they were sent
	CanSee    bool               // bodies and header values
	Payload   models.Scope       // where the asker may see them: a batch may reach further
	CanResend bool
	CanCancel bool
	Now       time.Time
}

// sees says whether the asker may see what an attempt carried.
func (d DeliveryPage) sees(a models.Attempt) bool { return d.CanSee && a.Within(d.Payload) }

// chosen returns the attempt that the page shows; ok is false without any.
func (d DeliveryPage) chosen() (a models.Attempt, ok bool) {
	for _, one := range d.Attempts {
		if one.Number == d.Number {
			return one, true
		}
	}
	if len(d.Attempts) == 0 {
		return models.Attempt{}, false
	}
	return d.Attempts[0], true
}

// URL returns the address that shows attempt number.
func (d DeliveryPage) URL(number int, raw bool) string {
	url := deliveryURL(d.Row.ID) + "?attempt=" + strconv.Itoa(number)
	if raw {
		url += "&view=raw"
	}
	return url
}

// lead is the sentence under the title: what happened and what comes next.
func (d DeliveryPage) lead() string {
	row := d.Row.Delivery
	switch {
	case row.HoldReason != "":
		return sentence(row.HoldReason.Words()) + " It is sent when that ends."
	case row.Status == models.Retrying:
		return row.Failure().Sentence() + " Next attempt " + until(row.DueAt.Time(), d.Now) + ", at " + clock(row.DueAt) + " UTC."
	case row.Status == models.Failed:
		return row.Failure().Sentence() + " No more attempts are planned."
	case row.Status == models.Delivered:
		return fmt.Sprintf("%s answered %d in %s.", row.Host, row.Code, took(row.Took))
	case row.Status == models.NotSent:
		return "A rule stopped it before any request: " + Ended(d.reason())
	case row.Status == models.Cancelled:
		return sentence(row.Reason.Words(row.ReasonDetail))
	case row.Status == models.Sending:
		return "A request to " + row.Host + " is in flight."
	}
	return "Waiting for its first attempt."
}

// reason says which rule stopped the delivery, with what the event carries for
// those who may see it.
func (d DeliveryPage) reason() string {
	if d.CanSee {
		return d.Row.Reason.Explained(d.Row.ReasonDetail)
	}
	return d.Row.Reason.Words(d.Row.ReasonDetail)
}

// clock writes the time of a moment, with its day unless that is today: a plan
// may last for days.
func (d DeliveryPage) clock(at models.Millis) string {
	if models.DayWords(at.Time()) == models.DayWords(d.Now) {
		return clock(at)
	}
	return at.Time().Format("2 Jan ") + clock(at)
}

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

// Part is one part of the time of an attempt.
type Part struct {
	Class, Label string
	Took         int64 // microseconds
	X, Width     int   // of its bar, in thousandths
}

// parts splits the time of an attempt into its bars.
func parts(t models.Timing) []Part {
	all := []Part{{Class: "a", Label: "DNS", Took: t.DNS}, {Class: "b", Label: "Connect", Took: t.Connect}, {Class: "c", Label: "TLS", Took: t.TLSTime}, {Class: "d", Label: "Wait", Took: t.Wait}, {Class: "e", Label: "Read", Took: t.Read}}
	var shown []Part
	x := 0
	for _, p := range all {
		if p.Took <= 0 || t.Total <= 0 {
			continue
		}
		p.X, p.Width = x, max(2, int(p.Took*1000/t.Total))
		x += p.Width
		shown = append(shown, p)
	}
	return shown
}

// curl writes a command that repeats an attempt. Hidden values become $TOKEN.
func curl(a models.Attempt) string {
	var text strings.Builder
	fmt.Fprintf(&text, "curl -X %s %s", a.Method, quote(a.URL))
	for _, h := range a.RequestHeaders {
		switch {
		case strings.EqualFold(h.Name, "Content-Length"):
		case h.Hidden:
			fmt.Fprintf(&text, " \\\n  -H %s\"$TOKEN\"", quote(h.Name+": "))
		default:
			fmt.Fprintf(&text, " \\\n  -H %s", quote(h.Name+": "+h.Value))
		}
	}
	body := code.New(headerValue(a.RequestHeaders, "Content-Type"), a.RequestBody, true)
	if body.Kind == "no text" || body.Cut() {
		text.WriteString(" \\\n  --data-binary @body")
	} else {
		fmt.Fprintf(&text, " \\\n  --data-binary %s", quote(strings.ReplaceAll(body.Raw, code.Hidden, "$TOKEN")))
	}
	return text.String()
}

// quote writes text as one word of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func headerValue(headers []models.Header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// head is the top of the page.
func (d DeliveryPage) head() Head {
	crumbs := []Link{{Text: "Deliveries", Href: "/admin/deliveries"}}
	if d.Row.LocationName != "" {
		crumbs = append(crumbs, Link{Text: d.Row.LocationName, Href: "/admin/locations/" + d.Row.LocationPublicID})
	} else {
		crumbs = append(crumbs, Link{Text: d.Row.CompanyName, Href: "/admin/companies/" + d.Row.CompanyPublicID})
	}
	if d.Row.Source.ID() != 0 && !databaseGone(d.Row.Source) {
		crumbs = append(crumbs, Link{Text: d.Row.Source.Words(), Href: DatabaseURL(d.Row.Source)})
	}
	return Head{
		Title:    "Delivery " + d.Row.ID.String(),
		Document: StatusWord(d.Row.Status) + " delivery " + d.Row.ID.String(),
		Crumbs:   crumbs,
		Badge:    deliveryBadge(d.Row),
		Lead:     []string{d.lead()},
		Actions:  deliveryActions(d),
	}
}

// attemptWords sums an attempt up in a line of the list.
func attemptWords(a models.Attempt) string {
	words := took(a.Timing.Total)
	if a.Cause != "" {
		words = a.Failure().Short() + ", " + words
	} else {
		words = strconv.Itoa(a.Code) + ", " + words
	}
	return words
}

// noAnswer says why there is no answer to show.
func noAnswer(a models.Attempt) string {
	if a.RemoteAddress == "" {
		return "no connection was made."
	}
	return "the connection ended without an answer."
}

// headerCount writes how many header lines there are, and how many of them
// are hidden.
func headerCount(headers []models.Header) string {
	secret := 0
	for _, h := range headers {
		if h.Hidden {
			secret++
		}
	}
	if secret == 0 {
		return strconv.Itoa(len(headers))
	}
	return fmt.Sprintf("%d, %d hidden", len(headers), secret)
}

// sentence makes a sentence of a few words.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return Ended(strings.ToUpper(words[:1]) + words[1:])
}

// suggestion says what to do about a failed attempt.
func (d DeliveryPage) suggestion(a models.Attempt) string {
	f := a.Failure()
	f.Ended = d.Row.Status.Final()
	return f.Suggestion()
}
