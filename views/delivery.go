package views

import (
	"fmt"
	"strconv"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
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
	for _, attempt := range d.Attempts {
		if attempt.Number == d.Number {
			return attempt, true
		}
	}
	if len(d.Attempts) == 0 {
		return models.Attempt{}, false
	}
	return d.Attempts[0], true
}

// URL returns the address that shows attempt number.
func (d DeliveryPage) URL(number int, raw bool) string {
	url := DeliveryURL(d.Row.ID) + "?attempt=" + strconv.Itoa(number)
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
		return row.Failure().Sentence() + " " + row.FinalWords(d.Row.CallbackKind)
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

// head is the top of the page.
func (d DeliveryPage) head() Head {
	crumbs := []Link{{Text: "Deliveries", Href: deliveriesURL}}
	if d.Row.LocationName != "" {
		crumbs = append(crumbs, Link{Text: d.Row.LocationName, Href: LocationURL(models.Location{PublicID: d.Row.LocationPublicID})})
	} else {
		crumbs = append(crumbs, Link{Text: d.Row.CompanyName, Href: CompanyURL(models.Company{PublicID: d.Row.CompanyPublicID})})
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

// conditionState says how the condition of a delivery decided, "" when there
// was none.
func conditionState(d models.Delivery) string {
	switch {
	case d.ConditionState == models.ConditionPending:
		return "not asked yet"
	case d.ConditionState == models.ConditionTrue:
		return "was true"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionFalse:
		return "was false"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionError:
		return "stopped with an error"
	case d.ConditionState == models.ConditionStopped:
		return "was not true; it was sent by hand"
	}
	return ""
}
