package views

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Chip is a filter in force, with the address that takes it away.
type Chip struct{ Label, URL string }

// ranges are the relative times of the log, in their order; "" is the
// default.
var ranges = []struct{ Value, Label string }{
	{"1h", "Last hour"}, {"24h", "Last 24 hours"}, {"7d", "Last 7 days"}, {"", "Last 30 days"},
}

// rangeLabel returns the words for the time range of f.
func rangeLabel(f deliverylog.Filter) string {
	switch {
	case !f.From.IsZero() && !f.To.IsZero():
		return minute(f.From) + " to " + minute(f.To)
	case !f.From.IsZero():
		return "Since " + minute(f.From)
	case !f.To.IsZero():
		return "Until " + minute(f.To)
	}
	for _, r := range ranges {
		if r.Value == f.Range {
			return r.Label
		}
	}
	return ""
}

// fieldTime writes a bound of a range as its field shows it.
func fieldTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04")
}

// chips lists the filters in force.
func (l DeliveryLog) chips() []Chip {
	var chips []Chip
	for _, pair := range l.Filter.Pairs() {
		chips = append(chips, Chip{l.chipLabel(pair), DeliveriesURL(l.Filter.Without(pair.Key, pair.Value))})
	}
	return chips
}

// chipLabel writes one parameter of the filter as people read it.
func (l DeliveryLog) chipLabel(p deliverylog.Pair) string {
	switch p.Key {
	case "company":
		return cmp.Or(l.Names.Company, "Company "+p.Value)
	case "location":
		return cmp.Or(l.Names.Location, "Location "+p.Value)
	case "callback":
		return cmp.Or(l.Names.Callback, "Callback "+p.Value)
	case "status":
		if s, ok := models.ParseStatus(p.Value); ok {
			return StatusWord(s)
		}
	case "type":
		return models.TypeWords(p.Value)
	case "cause":
		return causeLabel(models.Cause(p.Value))
	case "batch":
		return "Batch " + Shorten(p.Value)
	case "run":
		return "Resent by resend " + Shorten(p.Value)
	case "delivery":
		return "Delivery " + Shorten(p.Value)
	case "test":
		if p.Value == "yes" {
			return "Test events only"
		}
		return "Without test events"
	case "range":
		return rangeLabel(l.Filter)
	}
	return otherLabel(p)
}

// chipWords are the words around the value of a plain filter.
var chipWords = map[string]string{
	"event": "Event %s", "code": "Answer %s", "host": "%s", "slow": "%s ms or slower",
	"attempts": "%s attempts or more", "from": "From %s", "to": "To %s", "q": "‘%s’",
}

func otherLabel(p deliverylog.Pair) string {
	value := p.Value
	if p.Key == "from" || p.Key == "to" {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			value = minute(t)
		}
	}
	words, ok := chipWords[p.Key]
	if !ok {
		return value
	}
	return fmt.Sprintf(words, value)
}

func (l DeliveryLog) has(s models.Status) bool { return slices.Contains(l.Filter.Status, s) }

func (l DeliveryLog) hasType(name string) bool { return slices.Contains(l.Filter.Types, name) }

func (l DeliveryLog) hasCause(c models.Cause) bool { return slices.Contains(l.Filter.Causes, c) }

// rangeIs says whether a relative range is the chosen one; none is when the
// filter names moments.
func (l DeliveryLog) rangeIs(value string) bool {
	return l.Filter.Range == value && l.Filter.From.IsZero() && l.Filter.To.IsZero()
}

// positive writes a number of a field, "" for none.
func positive(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
