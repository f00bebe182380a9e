package views

import (
	"fmt"
	"strconv"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// ResendPreviewPage is what sending many deliveries again would do.
type ResendPreviewPage struct {
	Key      string // of this one looking: a second press starts nothing
	Preview  resend.Preview
	Names    LogNames
	Notices  []string      // about parts of the address that mean nothing
	Former   *ResendRunRow // the last run of the same filter; nil for none
	Problems models.Problems
}

func (p ResendPreviewPage) filter() deliverylog.Filter { return p.Preview.Order.Filter }

func (p ResendPreviewPage) head() Head {
	return Head{
		Title: "Resend deliveries", Problems: p.Problems,
		Crumbs: []Link{{Text: "Deliveries", Href: deliveriesURL}, {Text: "Filtered", Href: DeliveriesURL(p.filter())}},
	}
}

// chips are the filters as people read them.
func (p ResendPreviewPage) chips() []Chip {
	return DeliveryLog{Filter: p.filter(), Names: p.Names}.chips()
}

// delivered is how many the receiver has answered 2xx before.
func (p ResendPreviewPage) delivered() int {
	return p.Preview.Before() + p.Preview.LeftOut[resend.WasDelivered]
}

// where says where deliveries go.
func (p ResendPreviewPage) where() string {
	if len(p.Preview.ByCallback) == 1 {
		return p.Preview.ByCallback[0].Callback.URL
	}
	return Number(len(p.Preview.ByCallback)) + " callbacks"
}

func (p ResendPreviewPage) sentence() string {
	return fmt.Sprintf("%s to %s, oldest first, at most %d per second (about %s).",
		Plural(p.Preview.Count, "delivery", "deliveries"), p.where(), p.Preview.Order.Rate, lasting(p.Preview.Seconds()))
}

// lasting writes a length of time: "5 seconds", "17 minutes".
func lasting(seconds int) string {
	switch {
	case seconds < 120:
		return Plural(seconds, "second", "seconds")
	case seconds < 7200:
		return Plural((seconds+30)/60, "minute", "minutes")
	}
	return Plural((seconds+1800)/3600, "hour", "hours")
}

func (p ResendPreviewPage) rates() []Choice {
	var choices []Choice
	rates := []int{1, 2, 5, 10, 20, 50, 100}
	for _, rate := range rates {
		choices = append(choices, Choice{Value: strconv.Itoa(rate), Label: strconv.Itoa(rate) + " per second", Chosen: rate == p.Preview.Order.Rate})
	}
	return choices
}

func (p ResendPreviewPage) leaveLabel() string {
	if p.delivered() == 1 {
		return "Leave out the 1 that was delivered"
	}
	return "Leave out the " + Number(p.delivered()) + " that were delivered"
}

// OfferResend adds to a message how many deliveries failed of a filter, and the
// way to send them again.
func OfferResend(m *Message, failures deliverylog.Failures, f deliverylog.Filter) {
	m.Text += " " + manyDeliveries(failures.Count) + " failed since " + minute(failures.First.Time()) + " UTC."
	m.Href = ResendPreviewURL(f.With("from", failures.First.Time().UTC().Format(time.RFC3339)))
	m.Link = "Resend these " + Number(failures.Count)
	switch {
	case failures.Count > deliverylog.CountLimit:
		m.Link = "Resend these"
	case failures.Count == 1:
		m.Link = "Resend it"
	}
}

// ReasonCount is a number of deliveries that are not sent again for a reason.
type ReasonCount struct {
	Reason resend.Reason
	Count  int
}

// reasonCounts lists what a count holds, in the order of all lists.
func reasonCounts(counts map[resend.Reason]int) []ReasonCount {
	var list []ReasonCount
	for _, why := range resend.Reasons {
		if n := counts[why]; n > 0 {
			list = append(list, ReasonCount{why, n})
		}
	}
	return list
}

// causeWords names why attempts failed; some never had one.
func causeWords(c models.Cause) string {
	if c == "" {
		return "without a failed attempt"
	}
	return causeLabel(c)
}

// resendState says what a callback does with deliveries now.
func resendState(c models.Callback) string {
	switch {
	case c.HeldBy() != "":
		return c.HeldBy().Words()
	case c.EndedAt != 0:
		return "ended; resent all the same"
	}
	return "sends"
}
