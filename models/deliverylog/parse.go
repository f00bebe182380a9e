package deliverylog

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"callboard/models"
)

// The values of the parameter range that are no length of their own.
const (
	rangeDefault = "30d"     // what "" means, and no from and to beside it
	rangeBetween = "between" // from and to
)

// textLimit is the longest text that a filter compares, in bytes: a host name
// is no longer.
const textLimit = 255

var codePattern = regexp.MustCompile(`^[1-5](xx|[0-9][0-9])$`)

// timeForms are the forms of from and to: the one of the URL, and those that
// the fields of a form send, in UTC.
var timeForms = []string{minutes, time.RFC3339, "2006-01-02T15:04", "2006-01-02"}

// lastYear is the last one whose moments an ID can hold.
const lastYear = 2094

// Takes says whether key is a parameter of a filter, and whether it may come
// with several values.
func Takes(key string) (ok, several bool) {
	switch key {
	case "status", "type", "cause", "delivery":
		return true, true
	case "company", "location", "callback", "event", "code", "host", "test", "slow", "attempts", "range", "from", "to", "batch", "run", "q":
		return true, false
	}
	return false, false
}

// Parse reads what Encode writes, and what the filter form sends. A value that
// means nothing is left out, and named among the notices: "The filter code has
// no value ‘99’". A parameter that is no filter is passed over.
func Parse(query url.Values) (Filter, []string) {
	p := &filterParser{query: query}
	f := Filter{
		Company: firstValue(p, "company", anyText), Location: firstValue(p, "location", anyText),
		Callback: firstValue(p, "callback", anyText), Event: firstValue(p, "event", anyText),
		Status: allValues(p, "status", models.ParseStatus), Types: allValues(p, "type", anyText),
		Causes: allValues(p, "cause", parseCause), Code: firstValue(p, "code", parseCode),
		Host: firstValue(p, "host", parseHost), Test: firstValue(p, "test", parseTest),
		Slow: firstValue(p, "slow", parseCount), MinAttempts: firstValue(p, "attempts", parseCount),
		Range: firstValue(p, "range", parseRange), Q: firstValue(p, "q", anyText),
		Deliveries: allValues(p, "delivery", parseID), Batch: firstValue(p, "batch", parseID), Run: firstValue(p, "run", parseID),
		After: firstValue(p, "after", parseID), Before: firstValue(p, "before", parseID),
	}
	if f.Range == "" || f.Range == rangeBetween {
		f.From, f.To = firstValue(p, "from", parseTime), firstValue(p, "to", parseTime)
	}
	if _, relative := ranges[f.Range]; !relative {
		f.Range = ""
	}
	if f.After != 0 {
		f.Before = 0
	}
	return f, p.notices
}

// ParseQuery reads the query of an address, as Parse does. A notice says that a
// part of it cannot be read.
func ParseQuery(raw string) (Filter, []string) {
	query, err := url.ParseQuery(raw) // holds what can be read
	f, notices := Parse(query)
	if err != nil {
		notices = append(notices, "A part of the address cannot be read")
	}
	return f, notices
}

// filterParser reads parameters and collects the notices.
type filterParser struct {
	query   url.Values
	notices []string
}

// most is how many values of a parameter a filter takes: the log names them once
// for each status of each owner, and databases limit the values of a statement.
func most(key string) int {
	if key == "delivery" {
		return 1000
	}
	return 100
}

// allValues returns the values of a parameter, sorted and each once.
func allValues[T cmp.Ordered](p *filterParser, key string, parse func(string) (T, bool)) []T {
	var values []T
	if limit := most(key); len(p.query[key]) > limit {
		p.notices = append(p.notices, fmt.Sprintf("The filter %s has more than %d values", key, limit))
		return nil
	}
	for _, text := range p.query[key] {
		if value, ok := parsed(text, parse); ok {
			values = append(values, value)
		} else {
			p.note(key, text)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// firstValue returns the first value of a parameter that means something.
func firstValue[T any](p *filterParser, key string, parse func(string) (T, bool)) T {
	for _, text := range p.query[key] {
		if value, ok := parsed(text, parse); ok {
			return value
		}
		p.note(key, text)
	}
	var none T
	return none
}

// parsed reads one value.
func parsed[T any](text string, parse func(string) (T, bool)) (value T, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > textLimit || !utf8.ValidString(text) {
		return value, false
	}
	return parse(text)
}

// note says that a value means nothing. An empty one is a field that nobody
// filled in.
func (p *filterParser) note(key, text string) {
	if text = strings.TrimSpace(text); text != "" {
		p.notices = append(p.notices, fmt.Sprintf("The filter %s has no value ‘%s’", key, models.Shorten(text, 41)))
	}
}

func anyText(text string) (string, bool) { return text, true }

func parseHost(text string) (string, bool) { return strings.ToLower(text), true }

func parseCause(text string) (models.Cause, bool) {
	cause := models.Cause(text)
	return cause, slices.Contains(models.Causes[:], cause)
}

func parseCode(text string) (string, bool) {
	code := strings.ToLower(text)
	return code, codePattern.MatchString(code)
}

func parseTest(text string) (string, bool) { return text, text == "yes" || text == "no" }

func parseCount(text string) (int, bool) {
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil && n > 0
}

func parseRange(text string) (string, bool) {
	_, relative := ranges[text]
	return text, relative || text == rangeDefault || text == rangeBetween
}

func parseTime(text string) (time.Time, bool) {
	for _, form := range timeForms {
		t, err := time.Parse(form, text)
		if err == nil && t.Year() >= models.Epoch.Year() && t.Year() <= lastYear {
			return t.UTC().Truncate(time.Minute), true
		}
	}
	return time.Time{}, false
}

func parseID(text string) (models.ID, bool) {
	id, err := models.ParseID(text)
	return id, err == nil
}
