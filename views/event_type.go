package views

import (
	"time"

	"callboard/models"
)

// EventTypePage is the page of one event type.
type EventTypePage struct {
	Type     models.EventType        // of an own type, what it shares with the others
	Own      *models.CustomEventType // nil for a type that is built in
	Company  models.Company          // of an own type
	Uses     []EventTypeUse
	Next     string // address of the rest of Uses; "" on the last
	MayWrite bool
	Now      time.Time
}

// EventTypeUse is a callback that asks for an event type, with its place in words.
type EventTypeUse struct {
	models.Callback
	Place string
}

func (p EventTypePage) url() string {
	if p.Own != nil {
		return CompanyEventTypeURL(p.Company, p.Type.Name)
	}
	return eventTypeURL(p.Type.Name)
}

func (p EventTypePage) head() Head {
	lead := "Built in"
	if p.Own != nil {
		lead = "Own type of " + p.Company.Name
	}
	return Head{
		Title: p.Type.Name, Document: p.Type.Name + ", event type", Lead: []string{lead},
		Crumbs: []Link{{Text: "Event types", Href: EventTypesURL}}, Actions: eventTypeActions(p),
	}
}

// reports says what a type that reports changes reports: "contact created".
func (p EventTypePage) reports() string {
	return p.Type.Resource + " " + string(p.Type.Action) + "d"
}
