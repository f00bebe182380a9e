package views

import (
	"slices"
	"strings"

	"callboard/models"
)

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

func (p ConditionTestPage) head() Head {
	head := Head{
		Title: "Try a condition", Problems: p.Problems, Crumbs: []Link{{Text: "Deliveries", Href: deliveriesURL}},
		Lead: []string{"A condition decides whether an event is sent. Nothing is sent or stored here."},
	}
	if p.Callback.ID != 0 {
		head.Crumbs = []Link{{Text: p.Callback.Title(), Href: CallbackURL(p.Callback)}}
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

// scopeNames are the names that a condition may use, with what they mean.
var scopeNames = []fact{
	{Label: "city, last_name …", Text: "a field of the record, in any case; before JavaScript’s names only as it is spelled"},
	{Label: "event.data", Text: "what the event carries: the record"},
	{Label: "event.before", Text: "the record before an update, or null"},
	{Label: "event.type", Text: "like contact.updated; event_type, too"},
	{Label: "event.action", Text: "create, update, delete, or null"},
	{Label: "event.resource", Text: "like contact, or null"},
	{Label: "event.company", Text: "its id and name"},
	{Label: "event.location", Text: "its id and name, or null"},
	{Label: "event.source", Text: "api or console: how the event came"},
	{Label: "event.by", Text: "the name of the key or the person it came from"},
	{Label: "data, before …", Text: "the same without event., where the record has no field of that name"},
}

// databaseNames are the names beside, when a profile or subprofile changed.
var databaseNames = []fact{
	{Label: "profile", Text: "its id and fields; profile.football is true or false for an interest, profile.Orders the list of a collection"},
	{Label: "profile.fields", Text: "its fields alone; profile.interests its interests"},
	{Label: "subprofile", Text: "its id and fields, when one changed; subprofile.profile is the one it belongs to, and so is profile"},
}

// names are the names that a condition may use with the payload.
func (p ConditionTestPage) names() []fact {
	resource, _, _ := strings.Cut(p.Type, ".")
	if models.InDatabase(resource) {
		return slices.Concat(scopeNames, databaseNames)
	}
	return scopeNames
}
