package views

import (
	"fmt"
	"strconv"

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

const (
	resendPreviewPath = "/admin/deliveries/resend"
	resendRunsURL     = "/admin/resends"
)

// ResendPreviewURL is the look at what sending all again would do that f shows.
func ResendPreviewURL(f deliverylog.Filter) string {
	return resendPreviewPath + "?" + f.Page(0, 0).Encode()
}

func (p ResendPreviewPage) filter() deliverylog.Filter { return p.Preview.Order.Filter }

func (p ResendPreviewPage) head() Head {
	return Head{
		Title: "Resend deliveries", Problems: p.Problems,
		Crumbs: []Link{{Text: "Deliveries", Href: deliverylog.Path}, {Text: "Filtered", Href: p.filter().URL()}},
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
