package views

import (
	"net/url"
	"strings"

	"callboard/models"
)

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

// TryURL is the page that tries the condition of a delivery with its event.
func TryURL(d models.Delivery) string {
	return conditionURL + "?" + url.Values{"delivery": {d.ID.String()}}.Encode()
}

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

// conditionFact is the condition of a callback in a list of its settings.
func conditionFact(c models.Callback) string {
	return orDefault(c.Settings.Condition, "Always")
}

// conditionWords is the value of the closed section of the condition.
func (p CallbackPage) conditionWords() string {
	line, _, more := strings.Cut(orDefault(p.Form.Condition, "Always sent"), "\n")
	short := []rune(line)
	if more || len(short) > 60 {
		return string(short[:min(len(short), 60)]) + "…"
	}
	return line
}

// conditionState says how the condition of a delivery decided, "" when there
// was none.
func conditionState(d models.Delivery) string {
	switch {
	case d.ConditionState == models.ConditionPending:
		return "not asked yet"
	case d.ConditionState == models.ConditionTrue:
		return "was true"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionFalse:
		return "was false"
	case d.ConditionState == models.ConditionStopped && d.Reason == models.ConditionError:
		return "stopped with an error"
	case d.ConditionState == models.ConditionStopped:
		return "was not true; it was sent by hand"
	}
	return ""
}
