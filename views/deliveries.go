package views

import (
	neturl "net/url"
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
	links := []Link{{Text: "All", Href: DeliveriesURL(all), Current: len(l.Filter.Status) == 0}}
	for _, s := range []models.Status{models.Failed, models.Retrying, models.NotSent} {
		current := len(l.Filter.Status) == 1 && l.Filter.Status[0] == s
		links = append(links, Link{Text: StatusWord(s), Href: DeliveriesURL(all.WithStatus(s)), Current: current})
	}
	return Tabs{Of: "Saved views", Links: links}
}

func (l DeliveryLog) newerURL() string { return l.pageURL(0, l.Page.Newer) }

func (l DeliveryLog) olderURL() string { return l.pageURL(l.Page.Older, 0) }

func (l DeliveryLog) pageURL(after, before models.ID) string {
	if after == 0 && before == 0 {
		return ""
	}
	return DeliveriesURL(l.Filter.Page(after, before))
}

// failedURL shows what failed in the last 7 days within the same scope.
func (l DeliveryLog) failedURL() string {
	scope := deliverylog.Filter{Company: l.Filter.Company, Location: l.Filter.Location, Callback: l.Filter.Callback}
	return DeliveriesURL(scope.WithStatus(models.Failed).With("range", "7d"))
}

// testURL leads to a test event within the scope of the log.
func (l DeliveryLog) testURL() string {
	query := neturl.Values{}
	for key, value := range map[string]string{"callback": l.Filter.Callback, "location": l.Filter.Location, "company": l.Filter.Company} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return newTestEventURL(query)
}
