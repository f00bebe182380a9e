package views

import (
	"cmp"
	"fmt"
	neturl "net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// DeliveryLog is what the delivery log shows.
type DeliveryLog struct {
	Filter       deliverylog.Filter
	Page         deliverylog.Page
	Counts       deliverylog.Counts
	Names        LogNames
	Types        []models.EventType // to choose from
	ProblemGroup *ProblemGroup      // what most of them share; nil: nothing
	Notices      []string           // about parts of the address that mean nothing
	FailedNow    int                // failed in the last 7 days, for the empty page; 0: none or not asked
	AbsoluteURL  string             // of this page, to be copied
	CanResend    bool
	CanTest      bool
	Part         bool // only the results go to the browser, and what changes with them
	Now          time.Time
}

// LogNames are the names behind the ids of a filter; "" where none is set.
type LogNames struct{ Company, Location, Callback string }

// Scope returns the words for what the log is limited to, or "".
func (n LogNames) Scope() string {
	var parts []string
	for _, name := range []string{n.Callback, n.Location, n.Company} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

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

func minute(t time.Time) string { return t.UTC().Format("2 Jan 15:04") }

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
		chips = append(chips, Chip{l.chipLabel(pair), l.Filter.Without(pair.Key, pair.Value).URL()})
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
	words, known := chipWords[p.Key]
	if !known {
		return value
	}
	return fmt.Sprintf(words, value)
}

// countText says how many deliveries a filter shows.
func (l DeliveryLog) countText() string {
	n, more := l.Counts.Total, l.Counts.More
	if len(l.Filter.Status) > 0 {
		n, more = 0, false
		for _, s := range l.Filter.Status {
			n += l.Counts.ByStatus[s]
			more = more || l.Counts.ByStatus[s] > deliverylog.CountLimit
		}
	}
	if more {
		return "More than " + Number(deliverylog.CountLimit) + " deliveries"
	}
	return Plural(n, "delivery", "deliveries")
}

// resendAll is what the button says that leads to sending all again.
func (l DeliveryLog) resendAll() string {
	number, _, _ := strings.Cut(l.countText(), " ")
	if number == "More" {
		return "Resend all"
	}
	return "Resend all " + number
}

// statusCount writes how many deliveries have one status.
func (l DeliveryLog) statusCount(s models.Status) string {
	n := l.Counts.ByStatus[s]
	if n > deliverylog.CountLimit {
		return Number(deliverylog.CountLimit) + "+"
	}
	return Number(n)
}

// title is the heading of the browser's tab.
func (l DeliveryLog) title() string {
	title := "Deliveries"
	if len(l.Filter.Status) == 1 {
		title = StatusWord(l.Filter.Status[0]) + " deliveries"
	}
	if scope := l.Names.Scope(); scope != "" {
		title += ", " + scope
	}
	return title
}

// causeLabel names a cause without the number of an answer.
func causeLabel(c models.Cause) string {
	return strings.ReplaceAll(models.Failure{Cause: c}.Short(), " (0)", "")
}

// head is the top of the page.
func (l DeliveryLog) head() Head {
	lead := []string{}
	if scope := l.Names.Scope(); scope != "" {
		lead = append(lead, scope)
	}
	return Head{
		Title: "Deliveries", Document: l.title(),
		Lead:    append(lead, "Showing the last 30 days", "Times in UTC"),
		Actions: logActions(l),
		Tabs:    l.views(),
	}
}

// views are the saved views that everybody has.
func (l DeliveryLog) views() Tabs {
	all := l.Filter.WithStatus()
	links := []Link{{Text: "All", Href: all.URL(), Current: len(l.Filter.Status) == 0}}
	for _, s := range []models.Status{models.Failed, models.Retrying, models.NotSent} {
		current := len(l.Filter.Status) == 1 && l.Filter.Status[0] == s
		links = append(links, Link{Text: StatusWord(s), Href: all.WithStatus(s).URL(), Current: current})
	}
	return Tabs{Of: "Saved views", Links: links}
}

func (l DeliveryLog) newerURL() string { return l.pageURL(0, l.Page.Newer) }

func (l DeliveryLog) olderURL() string { return l.pageURL(l.Page.Older, 0) }

func (l DeliveryLog) pageURL(after, before models.ID) string {
	if after == 0 && before == 0 {
		return ""
	}
	return l.Filter.Page(after, before).URL()
}

// failedURL shows what failed in the last 7 days within the same scope.
func (l DeliveryLog) failedURL() string {
	scope := deliverylog.Filter{Company: l.Filter.Company, Location: l.Filter.Location, Callback: l.Filter.Callback}
	return scope.WithStatus(models.Failed).With("range", "7d").URL()
}

// testURL leads to a test event within the scope of the log.
func (l DeliveryLog) testURL() string {
	query := neturl.Values{}
	for key, value := range map[string]string{"callback": l.Filter.Callback, "location": l.Filter.Location, "company": l.Filter.Company} {
		if value != "" {
			query.Set(key, value)
		}
	}
	if len(query) == 0 {
		return "/admin/test-events/new"
	}
	return "/admin/test-events/new?" + query.Encode()
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
