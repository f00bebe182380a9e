package views

import (
	"callboard/models"
)

// EventTypeForm is the form of an own event type, new or not, as it was typed.
type EventTypeForm struct {
	Company   models.Company         // zero while it is not chosen
	Companies []Choice               // that a new type may be added to
	Stored    models.CustomEventType // zero when it is a new one
	Name      string
	Words     string
	Sample    string
	Schema    string
	Version   int64 // the version that was on screen
	Problems  models.Problems
	Clash     bool // somebody changed it meanwhile
}

func (form EventTypeForm) url() string {
	if form.Stored.ID != 0 {
		return CompanyEventTypeURL(form.Company, form.Stored.Name)
	}
	return EventTypesURL
}

func (form EventTypeForm) action() string {
	if form.Stored.ID != 0 {
		return form.url() + "/edit"
	}
	return EventTypesURL + "/new"
}

func (form EventTypeForm) head() Head {
	head := Head{Title: "Add event type", Problems: form.Problems, Crumbs: []Link{{Text: "Event types", Href: EventTypesURL}}}
	if form.Stored.ID != 0 {
		head.Title = "Edit ‘" + form.Stored.Name + "’"
		head.Crumbs = append(head.Crumbs, Link{Text: form.Stored.Name, Href: form.url()})
	}
	if form.Clash {
		head.Changes = unlike(
			Difference{"Words", form.Stored.Words, form.Words},
			Difference{"Sample", string(form.Stored.Sample), form.Sample},
			Difference{"JSON Schema", string(form.Stored.Schema), form.Schema},
		)
	}
	return head
}

func (form EventTypeForm) save() string {
	if form.Stored.ID != 0 {
		return "Save event type"
	}
	return "Add event type"
}
