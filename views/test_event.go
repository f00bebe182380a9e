package views

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// TestEventForm is the form of a test event, and beside it what came of one.
type TestEventForm struct {
	Targets  []Choice // whom it can be sent to; empty when there is nobody
	Within   string   // "company", "location", "database" or "collection" to whose callbacks the page keeps; "" for all
	WithinID string   // its public id
	To       string   // the chosen target; "" until one is chosen
	ToWords  string
	ToURL    string // the page of the target
	Types    []models.EventType
	Type     string // the chosen event type
	Data     string // JSON
	Problems models.Problems
	AddURL   string // where to add a callback, when that would help; "" otherwise
	Result   *TestResult
}

// TestResult is what became of a test event so far.
type TestResult struct {
	Event       models.Event
	DatabaseRef models.DatabaseRef // of the change of a profile
	Deliveries  []TestDelivery
	Now         time.Time
	CanSee      bool         // bodies and header values
	Payload     models.Scope // where the asker may see them: a batch may reach further
}

// TestDelivery is one delivery of a test event with its last attempt.
type TestDelivery struct {
	Row  deliverylog.Row
	Last *models.Attempt // nil before the first
}

// head is the top of the page.
func (f TestEventForm) head() Head {
	return Head{
		Title: "Send test event", Problems: f.Problems, Crumbs: []Link{{Text: "Deliveries", Href: deliverylog.Path}},
		Lead: []string{"Test events carry the header X-Test-Event: true and the tag Test. They do not count in health figures."},
	}
}

// lists is where the callbacks are that the page keeps to: of a company or
// location, or, from its page, of any.
func (f TestEventForm) lists() Link {
	switch f.Within {
	case "company":
		return Link{Text: "Callbacks of the company", Href: callbacksURL(models.Company{PublicID: f.WithinID})}
	case "location":
		return Link{Text: "Postback config", Href: postbacksURL(models.Location{PublicID: f.WithinID})}
	}
	return Link{Text: "Find a location", Href: "/admin/locations"}
}

// typeOptions are the event types to choose from.
func (f TestEventForm) typeOptions() []Choice {
	options := make([]Choice, len(f.Types))
	for i, t := range f.Types {
		options[i] = Choice{Value: t.Name, Label: models.TypeWords(t.Name), Group: t.Group, Chosen: t.Name == f.Type}
	}
	return options
}

// typeHint says what the chosen type means.
func (f TestEventForm) typeHint() string {
	t, _ := models.EventTypeNamed(f.Type)
	return t.Words
}

// URL is the page of the test event.
func (r TestResult) URL() string { return "/admin/test-events/" + r.Event.ID.String() }

// settled says that nothing more happens soon.
func (r TestResult) settled() bool {
	for _, d := range r.Deliveries {
		line := DeliveryLine{Row: d.Row, Now: r.Now}
		if !line.settled() {
			return false
		}
	}
	return true
}

// tone and icon of the note that sums a delivery up.
func (d TestDelivery) tone() string {
	switch d.Row.Status {
	case models.Delivered:
		return "success"
	case models.Failed:
		return "danger"
	case models.Retrying, models.NotSent, models.Cancelled:
		return "warning"
	}
	return "info"
}

// words sum a delivery up in a line.
func (d TestDelivery) words() string {
	row := d.Row.Delivery
	switch row.Status {
	case models.Delivered:
		return "Delivered " + clock(row.FinishedAt) + " UTC, " + codeNumber(row.Code) + " in " + took(row.Took)
	case models.Failed:
		return row.Failure().Sentence()
	case models.Retrying:
		return row.Failure().Sentence() + " Next attempt at " + clock(row.DueAt) + " UTC."
	}
	if row.HoldReason != "" {
		return sentence(row.HoldReason.Words())
	}
	return StatusWord(row.Status) + ": " + why(row)
}

// conditionTestURL is the page that tries a condition.
const conditionTestURL = "/admin/condition"

// What a payload is chosen by: an event type, an event, or nothing.
const (
	SamplePayload = "sample:"
	EventPayload  = "event:"
	OwnPayload    = "own"
)

// ConditionTestPage is the page that tries a condition with a payload.
type ConditionTestPage struct {
	Condition string
	Type      string             // event type of the payload
	Payload   string             // where it comes from: one of the above
	Data      string             // the payload, JSON
	Types     []models.EventType // whose samples can be chosen
	Event     models.Event       // the payload's; without an id when none happened
	Last      models.Event       // the newest real event; without an id when there is none to be seen
	Callback  models.Callback    // whose condition it is; zero for none
	CanSee    bool               // may look at real events
	Problems  models.Problems
	Test      *ConditionTest        // nil before the first
	Recent    *RecentConditionTests // nil when it was not tried on recent events
}

// RecentConditionTests is what a condition came to on events that happened.
type RecentConditionTests struct {
	Asked  int // how many there were to try
	Events []RecentConditionTest
}

// RecentConditionTest is what a condition came to on one of them.
type RecentConditionTest struct {
	Event  models.Event
	True   bool
	Failed bool   // it ended with an error
	Why    string // what made it false, or what went wrong
}

// ConditionTest is what a condition came to.
type ConditionTest struct {
	Verdict string // "True.", "False.", "Error."
	Words   string // what that means
	Value   string // what it came to, when that was neither true nor false
	Why     string // what made it false
	Steps   []ConditionTestStep
	Line    string // the line of an error; "" when the place is not known
	Column  int    // in it, from 1
}

// ConditionTestStep is a part of a condition with its value, in words.
type ConditionTestStep struct{ Text, Value string }

func (p ConditionTestPage) head() Head {
	head := Head{
		Title: "Try a condition", Problems: p.Problems, Crumbs: []Link{{Text: "Deliveries", Href: "/admin/deliveries"}},
		Lead: []string{"A condition decides whether an event is sent. Nothing is sent or stored here."},
	}
	if p.Callback.ID != 0 {
		head.Crumbs = []Link{{Text: p.Callback.Title(), Href: callbackURL(p.Callback)}}
	}
	return head
}

// payloadChoices are the payloads that can be chosen: real ones first.
func (p ConditionTestPage) payloadChoices() []Choice {
	var choices []Choice
	add := func(value, label, group string) {
		choices = append(choices, Choice{Value: value, Label: label, Group: group, Chosen: value == p.Payload})
	}
	if p.Event.ID != 0 && p.Event.ID != p.Last.ID {
		add(EventPayload+p.Event.ID.String(), "Event "+p.Event.PublicID+", "+Moment(p.Event.AcceptedAt)+" UTC", "")
	}
	if p.Last.ID != 0 {
		add(EventPayload+p.Last.ID.String(), "Last real event, "+Moment(p.Last.AcceptedAt)+" UTC ("+models.TypeWords(p.Last.Type)+")", "")
	}
	add(OwnPayload, "Paste your own", "")
	for _, t := range p.Types {
		add(SamplePayload+t.Name, "Sample for "+models.TypeWords(t.Name), t.Group)
	}
	return choices
}

// summary says what a condition did on recent events: "Of the last 50 events,
// 31 would be sent and 19 not."
func (r RecentConditionTests) summary() string {
	sent, failed := 0, 0
	for _, e := range r.Events {
		if e.True {
			sent++
		}
		if e.Failed {
			failed++
		}
	}
	words := fmt.Sprintf("Of the last %d events, %d would be sent and %d not.", len(r.Events), sent, len(r.Events)-sent)
	if len(r.Events) == 1 {
		words = "The last event would be sent."
		if sent == 0 {
			words = "The last event would not be sent."
		}
	}
	if failed > 0 {
		words += fmt.Sprintf(" The condition stopped with an error on %d.", failed)
	}
	return words
}

// cut says why not all events were tried, "" when they were.
func (r RecentConditionTests) cut() string {
	if len(r.Events) == r.Asked {
		return ""
	}
	return fmt.Sprintf("There were %d to try. The others would have taken too long: make the condition simpler, or try again.", r.Asked)
}

// look is the tone and the icon of a trial.
func (t ConditionTest) look() (tone, icon string) {
	switch t.Verdict {
	case "True.":
		return "success", "delivered"
	case "False.":
		return "neutral", "notsent"
	}
	return "danger", "failed"
}

// mark points at the place of an error, below its line.
func (t ConditionTest) mark() string { return strings.Repeat(" ", max(t.Column-1, 0)) + "^" }

// scopeNames are the names that a condition may use, with what they mean.
var scopeNames = []fact{
	{Label: "data", Text: "what the event carries; its fields can be written without data. too"},
	{Label: "before", Text: "the record before an update, or null"},
	{Label: "event_type", Text: "like contact.updated"},
	{Label: "action", Text: "create, update, delete, or null"},
	{Label: "resource", Text: "like contact, or null"},
	{Label: "company", Text: "its id and name"},
	{Label: "location", Text: "its id and name, or null"},
}

// sourcedNames are the names beside, when a profile or subprofile changed.
var sourcedNames = []fact{
	{Label: "profile", Text: "its id and fields; profile.football is true for an interest, profile.Orders the list of a collection"},
	{Label: "subprofile", Text: "its id and fields, when one changed; profile is the one it belongs to"},
}

// names are the names that a condition may use with the payload.
func (p ConditionTestPage) names() []fact {
	resource, _, _ := strings.Cut(p.Type, ".")
	if models.InDatabase(resource) {
		return slices.Concat(scopeNames, sourcedNames)
	}
	return scopeNames
}
