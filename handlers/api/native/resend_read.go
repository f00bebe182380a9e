package native

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// Beside the filter, the query of a preview has these.
const (
	rate      = "rate"
	delivered = "include_delivered"
	until     = "until"
)

// NewResend says what shall be sent again.
type NewResend struct {
	Filter           DeliveryFilter `json:"filter" description:"{} is all of the last 30 days."`
	IncludeDelivered *bool          `json:"include_delivered,omitzero" default:"false" description:"Send what was answered 2xx before once more."`
	Rate             *int           `json:"rate,omitzero" minimum:"1" maximum:"100" default:"10" description:"Deliveries each second."`
	Until            *string        `json:"until,omitzero" format:"date-time" description:"The moment for which the filter is answered: what was accepted or settled later is left out. That of a preview starts what was previewed. Now, unless it is given."`
}

// orderOfBody reads what is to be sent again. A filter must be given, be it an
// empty one, and every name in it must be known and have a value: a filter that
// says less than its author meant would send more.
func orderOfBody(f api.Fields) (resend.Request, error) {
	var o resend.Request
	f.Int(rate, &o.Rate)
	if !f.Object.Blank(rate) && o.Rate == 0 {
		o.Rate = -1 // zero is no rate, though its absence is the usual one
	}
	readQueryFlag(&f, &o.Delivered)
	moment := ""
	f.Text(until, &moment)
	o.Until = readMoment(moment, &f.Problems)
	if f.Object.Blank("filter") {
		f.Refuse("filter", "must be given: an object with the filters of the delivery log")
		return o, f.Problems
	}
	inner := f.Within("filter")
	values := valuesOf(&inner)
	problems := slices.Concat(f.Problems, inner.Problems)
	o.Filter = resendFilterOf(values, "filter.", &problems)
	return o, problems.Err()
}

// readQueryFlag reads true or false; absent and null are false.
func readQueryFlag(f *api.Fields, into *bool) {
	if !f.Object.Blank(delivered) && json.Unmarshal(f.Object.Raw(delivered), into) != nil {
		f.Refuse(delivered, "must be true or false")
	}
}

// valuesOf turns the members of a filter into the values of a query: texts,
// numbers, and lists of them. null, like an empty list, has none.
func valuesOf(f *api.Fields) url.Values {
	values := url.Values{}
	for _, name := range f.Object.Names() {
		var list []json.RawMessage
		if json.Unmarshal(f.Object.Raw(name), &list) != nil {
			list = []json.RawMessage{f.Object.Raw(name)}
		}
		values[name] = nil
		for _, raw := range list {
			text, ok := api.Scalar(raw)
			if !ok {
				f.Refuse(name, "must be a string or a list of strings")
				values.Del(name)
				break
			}
			values.Add(name, text)
		}
	}
	return values
}

// orderOfQuery reads the same from the query of a preview.
func orderOfQuery(query url.Values) (resend.Request, error) {
	var o resend.Request
	var problems models.Problems
	if text := query.Get(rate); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if o.Rate = int(n); err != nil || n == 0 {
			o.Rate = -1
		}
	}
	switch query.Get(delivered) {
	case "", "false", "no":
	case "true", "yes":
		o.Delivered = true
	default:
		problems.Note(delivered, models.NotListed, delivered+" must be true or false")
	}
	o.Until = readMoment(query.Get(until), &problems)
	for _, ours := range []string{rate, delivered, until} {
		query.Del(ours)
	}
	o.Filter = resendFilterOf(query, "", &problems)
	return o, problems.Err()
}

// resendFilterOf reads a filter. path stands before the names of its problems.
func resendFilterOf(values url.Values, path string, problems *models.Problems) deliverylog.Filter {
	for name, list := range values {
		known, several := deliverylog.Takes(name)
		switch {
		case !known:
			problems.Note(path+name, models.NotListed, path+name+" is no filter of deliveries")
		case len(list) > 1 && !several:
			problems.Note(path+name, models.Malformed, path+name+" takes one value")
		case len(list) == 0, slices.Contains(list, ""):
			problems.Note(path+name, models.Blank, path+name+" must not be empty")
		}
	}
	f, notices := deliverylog.Parse(values)
	for _, notice := range notices {
		problems.Note("filter", models.NotListed, notice)
	}
	return f
}

// readMoment reads a moment in RFC 3339.
func readMoment(text string, problems *models.Problems) models.Millis {
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		problems.Note(until, models.Malformed, until+" must be a moment in RFC 3339")
	case t.Before(models.Epoch):
		problems.Note(until, models.OutOfRange, until+" must be "+models.Epoch.Format(time.RFC3339)+" or later")
	default:
		return models.At(t)
	}
	return 0
}
