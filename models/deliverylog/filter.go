// Package deliverylog holds what the delivery log asks for and shows, as plain
// values: the filter that its URL carries, its rows, its counts.
package deliverylog

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard/models"
)

// Filter says which deliveries a list shows. Links, chips, paging and
// counts are all built from it, so that they cannot drift apart. The zero
// filter shows everything of the last 30 days.
type Filter struct {
	Company, Location, Callback string // public ids
	Event                       string // public id
	Status                      []models.Status
	Types                       []string
	Causes                      []models.Cause
	Code                        string // "404", or a class: "5xx"
	Host                        string
	Test                        string // "yes", "no", or "" for both
	Slow                        int    // milliseconds the last attempt took at least
	MinAttempts                 int
	Range                       string      // "1h", "24h", "7d"; "" means DefaultRange, or From and To
	From, To                    time.Time   // whole minutes, UTC, To not included; zero: open
	Deliveries                  []models.ID // these and no others
	Batch                       models.ID   // what went, or tried to go, in this one
	Run                         models.ID   // what this run sent again
	Q                           string      // an exact ID (delivery, event, record), or a host
	After, Before               models.ID   // keyset: older than After, newer than Before
}

// Pair is one parameter of a filter as its URL writes it.
type Pair struct{ Key, Value string }

// DefaultRange is how far back a filter reaches that names no times.
const DefaultRange = 30 * 24 * time.Hour

// ranges are the relative ranges, which stay relative in the URL.
var ranges = map[string]time.Duration{"1h": time.Hour, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour}

// minutes is how From and To stand in the URL.
const minutes = "2006-01-02T15:04Z07:00"

// Pairs lists the parameters of f in their fixed order, the cursors left out:
// one for each chip over the list.
func (f Filter) Pairs() []Pair {
	var pairs []Pair
	add := func(key string, values ...string) {
		for _, value := range values {
			if value != "" {
				pairs = append(pairs, Pair{key, value})
			}
		}
	}
	add("company", f.Company)
	add("location", f.Location)
	add("callback", f.Callback)
	add("event", f.Event)
	for _, status := range f.Status {
		add("status", status.String())
	}
	add("type", f.Types...)
	for _, cause := range f.Causes {
		add("cause", string(cause))
	}
	add("code", f.Code)
	add("host", f.Host)
	add("test", f.Test)
	add("slow", positive(f.Slow))
	add("attempts", positive(f.MinAttempts))
	add("range", f.Range)
	add("from", minuteText(f.From))
	add("to", minuteText(f.To))
	for _, id := range f.Deliveries {
		add("delivery", id.String())
	}
	if f.Batch != 0 {
		add("batch", f.Batch.String())
	}
	if f.Run != 0 {
		add("run", f.Run.String())
	}
	add("q", f.Q)
	return pairs
}

// Encode writes f as the query of a URL, without what is left at its default.
func (f Filter) Encode() string {
	pairs := f.Pairs()
	if f.After != 0 {
		pairs = append(pairs, Pair{"after", f.After.String()})
	}
	if f.Before != 0 {
		pairs = append(pairs, Pair{"before", f.Before.String()})
	}
	texts := make([]string, len(pairs))
	for i, pair := range pairs {
		texts[i] = pair.Key + "=" + url.QueryEscape(pair.Value)
	}
	return strings.Join(texts, "&")
}

// With returns f with the parameter set to values, on its first page. A range
// takes the place of from and to, and the reverse.
func (f Filter) With(key string, values ...string) Filter {
	query := f.query()
	query[key] = values
	switch key {
	case "range":
		query.Del("from")
		query.Del("to")
	case "from", "to":
		query.Del("range")
	}
	changed, _ := Parse(query)
	return changed
}

// Without returns f with one value of a parameter taken away, on its first
// page.
func (f Filter) Without(key, value string) Filter {
	query := f.query()
	query[key] = slices.DeleteFunc(query[key], func(other string) bool { return other == value })
	changed, _ := Parse(query)
	return changed
}

// WithStatus returns f showing these statuses, all when there are none, on
// its first page.
func (f Filter) WithStatus(statuses ...models.Status) Filter {
	names := make([]string, len(statuses))
	for i, status := range statuses {
		names[i] = status.String()
	}
	return f.With("status", names...)
}

// Page returns f at another page: older than after, or newer than before.
func (f Filter) Page(after, before models.ID) Filter {
	f.After, f.Before = after, before
	return f
}

// Bounds returns the moments between which f shows deliveries: from included,
// to not; a zero to is open. named is false when f left the times to
// DefaultRange.
func (f Filter) Bounds(now time.Time) (from, to time.Time, named bool) {
	if length, relative := ranges[f.Range]; relative {
		return now.Add(-length), time.Time{}, true
	}
	if f.From.IsZero() && f.To.IsZero() {
		return now.Add(-DefaultRange), time.Time{}, false
	}
	return f.From, f.To, true
}

// query returns f as the values of a URL, the cursors left out.
func (f Filter) query() url.Values {
	query := url.Values{}
	for _, pair := range f.Pairs() {
		query.Add(pair.Key, pair.Value)
	}
	return query
}

// Read returns the filter that Encode wrote.
func Read(encoded string) Filter {
	query, err := url.ParseQuery(encoded)
	if err != nil {
		return Filter{}
	}
	f, _ := Parse(query)
	return f
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func minuteText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(minutes)
}
