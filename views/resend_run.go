package views

import (
	"fmt"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// ResendRunRow is one run and how far it has come.
type ResendRunRow struct {
	Run      resend.Run
	Progress resend.Progress
}

// ResendRunPage is the page of one run.
type ResendRunPage struct {
	ResendRunRow
	Names LogNames
	Now   time.Time
}

// deliveriesURL lists what of the run has a status now.
func (r ResendRunRow) deliveriesURL(status models.Status) string {
	return DeliveriesURL(deliverylog.Filter{Run: r.Run.ID}.WithStatus(status))
}

// againURL looks at sending once more what has failed again.
func (r ResendRunRow) againURL() string {
	return ResendPreviewURL(deliverylog.Filter{Run: r.Run.ID}.WithStatus(models.Failed))
}

// worked is how many members have had their turn.
func (r ResendRunRow) worked() int { return r.Run.Total - r.Progress.Left }

// Lives says that the page is worth asking for again soon.
func (p ResendRunPage) Lives() bool {
	return p.Run.Status == resend.Running || p.Progress.Waiting > 0 && p.Now.Sub(p.Run.EndedAt.Time()) < 2*time.Minute
}

func (p ResendRunPage) head() Head {
	return Head{
		Title: "Resend " + p.Run.ID.String(), Document: p.state(), Crumbs: []Link{{Text: "Deliveries", Href: deliveriesURL}, {Text: "Resends", Href: ResendRunsURL}},
		Lead: []string{"Started by " + p.Run.ActorName, Moment(p.Run.CreatedAt) + " UTC", fmt.Sprintf("at most %d per second", p.Run.Rate)},
	}
}

func (r ResendRunRow) state() string {
	switch r.Run.Status {
	case resend.Running:
		return fmt.Sprintf("Resending: %s of %s", Number(r.worked()), Number(r.Run.Total))
	case resend.Stopped:
		return fmt.Sprintf("The resend stopped: %s of %s left.", Number(r.Progress.Left), Number(r.Run.Total))
	case resend.Done:
	}
	return "Resend finished"
}

// result is the outcome in one sentence: "39 resent: 37 delivered, 2 failed
// again (connection refused). 3 left out."
func (r ResendRunRow) result() string {
	p := r.Progress
	var parts []string
	note := func(n int, words string) {
		if n > 0 {
			parts = append(parts, Number(n)+" "+words)
		}
	}
	note(p.Delivered, "delivered")
	note(p.Failed, "failed again"+inBrackets(p.FailedBy))
	note(p.Waiting, "waiting for an answer")
	note(p.Cancelled, "cancelled")
	note(p.NotSent, "not sent")
	note(p.Replaced, "resent once more before an answer came")
	note(p.Removed, "no longer in the log")
	text := Number(p.Resent) + " resent"
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if skipped := p.SkippedInAll(); skipped > 0 {
		text += ". " + Number(skipped) + " skipped"
	}
	left := 0
	for _, n := range r.Run.LeftOut {
		left += n
	}
	if left > 0 {
		text += ". " + Number(left) + " left out"
	}
	return text + "."
}

func inBrackets(causes []resend.CauseCount) string {
	var words []string
	for _, count := range causes {
		if count.Cause != "" {
			words = append(words, causeLabel(count.Cause))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words[:min(3, len(words))], ", ") + ")"
}
