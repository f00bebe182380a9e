package views

import (
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// TestEventForm is the form of a test event, and beside it what came of one.
type TestEventForm struct {
	Targets  []Choice // whom it can be sent to; empty when there is nobody
	Within   string   // "company" or "location" to whose callbacks the page keeps; "" for all
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
	Event      models.Event
	Deliveries []TestDelivery
	Now        time.Time
	CanSee     bool // bodies and header values
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
	return StatusWord(row.Status) + ": " + why(row)
}

// conditionURL is the page that tries a condition.
const conditionURL = "/admin/condition"

// ConditionPage is the page that tries a condition with a payload.
type ConditionPage struct {
	Condition string
	Type      string // event type; its sample is the payload to begin with
	Data      string // the payload, JSON
	Delivery  string // id of the delivery whose event it is; "" for none
	Problems  models.Problems
	Trial     *Trial // nil before the first
}

// Trial is what a condition came to.
type Trial struct {
	Verdict string // "True.", "False.", "Error."
	Words   string // what that means
	Value   string // what it came to, when that was neither true nor false
	Why     string // what made it false
	Steps   []TrialStep
	Line    string // the line of an error; "" when the place is not known
	Column  int    // in it, from 1
}

// TrialStep is a part of a condition with its value, in words.
type TrialStep struct{ Text, Value string }

func (p ConditionPage) head() Head {
	return Head{
		Title: "Try a condition", Problems: p.Problems, Crumbs: []Link{{Text: "Deliveries", Href: "/admin/deliveries"}},
		Lead: []string{"A condition decides whether an event is sent. Nothing is sent or stored here."},
	}
}

func (p ConditionPage) typeChoices() []Choice {
	var choices []Choice
	for _, t := range models.EventTypes() {
		choices = append(choices, Choice{Value: t.Name, Label: models.TypeWords(t.Name), Group: t.Group, Chosen: t.Name == p.Type})
	}
	return choices
}

// look is the tone and the icon of a trial.
func (t Trial) look() (tone, icon string) {
	switch t.Verdict {
	case "True.":
		return "success", "delivered"
	case "False.":
		return "neutral", "notsent"
	}
	return "danger", "failed"
}

// mark points at the place of an error, below its line.
func (t Trial) mark() string { return strings.Repeat(" ", max(t.Column-1, 0)) + "^" }

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
