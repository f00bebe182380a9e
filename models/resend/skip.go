package resend

import (
	"time"

	"callboard/models"
)

// Reason says why a delivery was not sent again.
type Reason string

// The reasons: of what a request leaves out when it starts, and of what has
// changed when its turn comes.
const (
	WasDelivered    Reason = "delivered"
	Waiting         Reason = "waiting"
	InFlight        Reason = "sending"
	CallbackDeleted Reason = "callback_deleted"

	DeliveredSince Reason = "delivered_since"
	CancelledSince Reason = "cancelled_since"
	ResentSince    Reason = "resent_since"
	Removed        Reason = "removed"
)

// Reasons lists all in the order of every list.
var Reasons = [...]Reason{WasDelivered, Waiting, InFlight, CallbackDeleted, DeliveredSince, CancelledSince, ResentSince, Removed}

// Words says in a few words why.
func (r Reason) Words() string {
	switch r {
	case WasDelivered:
		return "delivered before"
	case Waiting:
		return "waits for its first attempt anyway"
	case InFlight:
		return "a request was in flight"
	case CallbackDeleted:
		return "the callback was deleted"
	case DeliveredSince:
		return "delivered meanwhile"
	case CancelledSince:
		return "cancelled meanwhile"
	case ResentSince:
		return "resent by somebody else meanwhile"
	case Removed:
		return "no longer in the log"
	}
	return ""
}

// LeftOut says for which reason a request passes over a delivery with this
// status, though its filter shows it.
func LeftOut(status models.Status) Reason {
	switch status {
	case models.Queued:
		return Waiting
	case models.Sending:
		return InFlight
	}
	return WasDelivered
}

// Again gives a delivery a fresh plan that starts at now; attempt numbers go
// on. models.ErrConflict while a request is in flight, and when the callback
// was deleted; one that has ended may be resent to. While the callback holds
// deliveries back, this one waits as well.
func Again(d models.Delivery, c models.Callback, now models.Millis) (models.Delivery, error) {
	if d.Status == models.Sending || c.ID == 0 || c.DeletedAt != 0 {
		return d, models.ErrConflict
	}
	d.Status, d.PlanPos, d.PlanLen, d.Resent = models.Queued, 0, len(c.Plan()), d.Resent+1
	d.Reason, d.ReasonDetail, d.Cause, d.CauseDetail, d.FinishedAt = "", "", "", "", 0
	d.BatchID = 0 // the next batch takes it along
	d.HoldReason, d.DueAt = c.HeldBy(), now
	if d.HoldReason != "" {
		d.DueAt = 0
	}
	return d, nil
}

// Turn decides about a member whose turn has come: how its delivery goes on,
// or why it does not. What changed since the start is left as it is, so that
// a run never undoes what somebody else did, and two runs never send one
// delivery twice.
func (m Member) Turn(d models.Delivery, c models.Callback, now models.Millis) (models.Delivery, Reason) {
	switch {
	case d.ID == 0:
		return d, Removed
	case d.Resent != m.Resent:
		return d, ResentSince
	case c.ID == 0 || c.DeletedAt != 0:
		return d, CallbackDeleted
	case d.Status == models.Sending:
		return d, InFlight
	case d.Status == models.Delivered && m.Was != models.Delivered:
		return d, DeliveredSince
	case d.Status == models.Cancelled && m.Was != models.Cancelled:
		return d, CancelledSince
	}
	after, err := Again(d, c, now)
	if err != nil {
		return d, InFlight
	}
	if c.Kind.Traits().Batched && after.DueAt != 0 {
		after.DueAt = models.At(now.Time().Add(c.BatchWait())) // so that those that follow share its batch
	}
	return after, ""
}

// catchUp bounds what a run may send at once after it stood still.
const catchUp = models.Millis(time.Second / time.Millisecond)

// Share says how many members a run may work at now, and when the next one
// may follow. A run that stood still does not hurry to make up for it.
func (r Run) Share(now models.Millis) (n int, next models.Millis) {
	if r.Rate < 1 || now < r.NextAt {
		return 0, r.NextAt
	}
	from := max(r.NextAt, now-catchUp)
	n = 1 + int(now-from)*r.Rate/1000
	return n, from + models.Millis((n*1000+r.Rate-1)/r.Rate)
}

// How long a run that is over waits until its results are looked at again:
// longer and longer, because retries come later and later.
const (
	// FirstLook is how long it waits at first.
	FirstLook = models.Millis(5 * time.Second / time.Millisecond)
	lastLook  = models.Millis(10 * time.Minute / time.Millisecond)
)

// LookAgain says when the results of a run that is over are looked at again.
func (r Run) LookAgain(now models.Millis) models.Millis {
	return now + min(max(FirstLook, (now-r.EndedAt)/10), lastLook)
}
