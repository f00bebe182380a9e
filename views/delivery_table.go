package views

import (
	"fmt"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// DeliveryTable is a table of deliveries, in the log or on another page.
type DeliveryTable struct {
	Caption   string
	Rows      []deliverylog.Row
	CanResend bool
	Choose    bool // each row has a box
	Now       time.Time
}

// DeliveryLine is one row of such a table.
type DeliveryLine struct {
	Row       deliverylog.Row
	CanResend bool
	Choose    bool // it has a box
	Poll      bool // ask again until it is settled
	Now       time.Time
}

// settled says that nothing happens to the row soon.
func (l DeliveryLine) settled() bool {
	d := l.Row.Delivery
	return d.Status.Final() || d.HoldReason != "" || d.DueAt.Time().Sub(l.Now) > time.Minute
}

// why says beside a status what there is to know about it, in a few words.
func why(d models.Delivery) string {
	switch {
	case d.HoldReason != "":
		return d.HoldReason.Words()
	case d.Status == models.Queued:
		return "waiting for its first attempt"
	case d.Status == models.Sending:
		return fmt.Sprintf("attempt %d", d.Attempts+1)
	case d.Status == models.Retrying, d.Status == models.Failed:
		return d.Failure().Short()
	case d.Status == models.NotSent, d.Status == models.Cancelled:
		return d.Reason.Words(d.ReasonDetail)
	}
	return ""
}

// where says where a delivery goes, and to which database its callback belongs.
func (l DeliveryLine) where() string {
	if l.Row.Source.ID() != 0 {
		return l.Row.Source.Words() + ", " + l.Row.Host
	}
	return l.Row.Host
}

// tries writes "2 of 5": attempts made, of those planned in all; "1, final" when an
// answer ended it early.
func tries(d models.Delivery) string {
	if d.EndedEarly() {
		return fmt.Sprintf("%d, final", d.Attempts)
	}
	return fmt.Sprintf("%d of %d", d.Attempts, max(d.Attempts, d.Attempts-d.PlanPos+d.PlanLen))
}

// canResend says whether an operator may send d again: not while a request is
// in flight.
func canResend(d models.Delivery) bool { return d.Status != models.Sending }

// resendWord is the word on the button: what waits is sent now.
func resendWord(d models.Delivery) string {
	if d.Status.Final() {
		return "Resend"
	}
	return "Send now"
}

// canCancel says whether anything of d is planned that can be stopped.
func canCancel(d models.Delivery) bool {
	return d.Status == models.Queued || d.Status == models.Retrying
}

// url is a path below the delivery, for what comes back as a row like this one.
func (l DeliveryLine) url(path string) string {
	if l.Choose {
		path += "?choose=yes"
	}
	return DeliveryURL(l.Row.ID) + path
}

// rowID is the id of the element that shows d in a table.
func rowID(d models.Delivery) string { return "d-" + d.ID.String() }
