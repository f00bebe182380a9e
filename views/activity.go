package views

import (
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Activity is what a summary page says about deliveries. What could not be
// read is nil, never zero.
type Activity struct {
	Day    *deliverylog.Summary // of the last 24 hours
	Latest *DeliveryTable
	// What failed, the worst first, and whether anybody has looked: what could
	// not be read is not "nothing".
	ProblemGroups []ProblemGroup
	Looked        bool
	None          string             // what to say when there are none; "" for the usual
	Filter        deliverylog.Filter // what its links show
	Now           time.Time
}

// oldest says when the oldest waiting delivery is due: "38 minutes late".
func (a Activity) oldest() string {
	due := a.Day.OldestDue.Time()
	if due.After(a.Now) {
		return until(due, a.Now)
	}
	return Ago(a.Day.OldestDue, a.Now) + " late"
}

// deliveries returns the address of the log: those of a status in the last
// 24 hours.
func (a Activity) deliveries(statuses ...models.Status) string {
	return DeliveriesURL(a.Filter.With("range", "24h").WithStatus(statuses...))
}

// waiting returns the address of the log: all that is not settled, however
// old.
func (a Activity) waiting(statuses ...models.Status) string {
	return DeliveriesURL(a.Filter.WithStatus(statuses...))
}

// share writes which part of those sent arrived: "95.3 % of those sent".
func share(day deliverylog.Summary) string {
	sent := day.Delivered + day.Failed
	if sent == 0 {
		return "none sent"
	}
	return percent(day.Delivered, sent) + " of those sent"
}

// percent writes part of all with one digit, and 100 % only when it is all.
func percent(part, all int) string {
	tenths := part * 1000 / all
	if tenths%10 == 0 {
		return Number(tenths/10) + " %"
	}
	return Number(tenths/10) + "." + Number(tenths%10) + " %"
}
