package views

import (
	"time"

	"callboard/models"
)

// TypePage is the page of one event type.
type TypePage struct {
	Type     models.EventType        // of an own type, what it shares with the others
	Own      *models.CustomEventType // nil for a type that is built in
	Company  models.Company          // of an own type
	Uses     []TypeUse
	Next     string // address of the rest of Uses; "" on the last
	MayWrite bool
	Now      time.Time
}

// TypeUse is a callback that asks for an event type, with its place in words.
type TypeUse struct {
	models.Callback
	Place string
}

func (p TypePage) url() string {
	if p.Own != nil {
		return ownTypeURL(p.Company, p.Type.Name)
	}
	return typeURL(p.Type.Name)
}

func (p TypePage) head() Head {
	lead := "Built in"
	if p.Own != nil {
		lead = "Own type of " + p.Company.Name
	}
	return Head{
		Title: p.Type.Name, Document: p.Type.Name + ", event type", Lead: []string{lead},
		Crumbs: []Link{{Text: "Event types", Href: typesURL}}, Actions: eventTypeActions(p),
	}
}

// reports says what a type that reports changes reports: "contact created".
func (p TypePage) reports() string {
	return p.Type.Resource + " " + string(p.Type.Action) + "d"
}
