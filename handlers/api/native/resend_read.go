package native

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// NewResend says what shall be sent again.
type NewResend struct {
	Filter           DeliveryFilter `json:"filter" description:"{} is all of the last 30 days."`
	IncludeDelivered *bool          `json:"include_delivered,omitzero" default:"false" description:"Send what was answered 2xx before once more."`
	Rate             *int           `json:"rate,omitzero" minimum:"1" maximum:"100" default:"10" description:"Deliveries each second."`
	Until            *string        `json:"until,omitzero" format:"date-time" description:"The moment for which the filter is answered: what was accepted or settled later is left out. That of a preview starts what was previewed. Now, unless it is given."`
}

// readResendBody reads what is to be sent again. A filter must be given, be it
// an empty one, and every name in it must be a filter and have a value: a filter
// that says less than its author meant would send more.
func readResendBody(f api.Fields) (resend.Request, error) {
	var request resend.Request
	f.Int("rate", &request.Rate)
	if !f.Object.Blank("rate") && request.Rate == 0 {
		request.Rate = -1 // zero is no rate, though its absence is the usual one
	}
	if !f.Object.Blank("include_delivered") && json.Unmarshal(f.Object.Raw("include_delivered"), &request.Delivered) != nil {
		f.Refuse("include_delivered", "must be true or false")
	}
	until := ""
	f.Text("until", &until)
	request.Until = readUntil(until, &f.Problems)
	if f.Object.Blank("filter") {
		f.Refuse("filter", "must be given: an object with the filters of the delivery log")
		return request, f.Problems
	}
	filter := f.Within("filter")
	values := filterValues(&filter)
	problems := slices.Concat(f.Problems, filter.Problems)
	request.Filter = readResendFilter(values, "filter.", &problems)
	return request, problems.Err()
}

// filterValues turns the members of a filter into the values of a query: texts,
// numbers, and lists of them. null, like an empty list, has none.
func filterValues(f *api.Fields) url.Values {
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

// readResendQuery reads what is to be sent again from the query of a preview,
// which holds the filter beside include_delivered, rate and until.
func readResendQuery(query url.Values) (resend.Request, error) {
	var request resend.Request
	var problems models.Problems
	if text := query.Get("rate"); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if request.Rate = int(n); err != nil || n == 0 {
			request.Rate = -1
		}
	}
	switch query.Get("include_delivered") {
	case "", "false", "no":
	case "true", "yes":
		request.Delivered = true
	default:
		problems.Note("include_delivered", models.NotListed, "include_delivered must be true or false")
	}
	request.Until = readUntil(query.Get("until"), &problems)
	for _, name := range []string{"rate", "include_delivered", "until"} {
		query.Del(name)
	}
	request.Filter = readResendFilter(query, "", &problems)
	return request, problems.Err()
}

// readResendFilter reads a filter. path stands before the names of its problems.
func readResendFilter(values url.Values, path string, problems *models.Problems) deliverylog.Filter {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list := values[name]
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

// readUntil reads the moment for which a filter is answered, in RFC 3339.
func readUntil(text string, problems *models.Problems) models.Millis {
	if text == "" {
		return 0
	}
	t, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		problems.Note("until", models.Malformed, "until must be a moment in RFC 3339")
	case t.Before(models.Epoch):
		problems.Note("until", models.OutOfRange, "until must be "+models.Epoch.Format(time.RFC3339)+" or later")
	default:
		return models.At(t)
	}
	return 0
}
