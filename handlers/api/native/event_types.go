package native

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// eventTypeRoutes are the calls on event types.
func (a API) eventTypeRoutes() []web.Route {
	const list, one = "/companies/{company}/event-types", "/companies/{company}/event-types/{type}"
	return []web.Route{
		{Pattern: "GET " + list, Need: models.CallbacksRead, Owner: a.ofPart, Page: a.listEventTypes},
		{Pattern: "POST " + list, Need: models.EventsWrite, Owner: a.ofCompany, Page: a.createEventType},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: a.ofPart, Page: a.showEventType},
		{Pattern: "PATCH " + one, Need: models.EventsWrite, Owner: a.ofCompany, Page: a.updateEventType},
		{Pattern: "DELETE " + one, Need: models.EventsWrite, Owner: a.ofCompany, Page: a.deleteEventType},
	}
}

// EventType is a type of event, built in or a company's own.
type EventType struct {
	Name     string           `json:"name"`
	Words    string           `json:"words"`
	BuiltIn  bool             `json:"built_in"`
	Resource *RecordResource  `json:"resource"`
	Action   *models.Action   `json:"action"`
	Filter   *EventTypeFilter `json:"filter"`
	Sample   *json.RawMessage `json:"sample"`
	Schema   *json.RawMessage `json:"schema" type:"any" description:"JSON Schema of the data of its events: an object, true or false; null: any object."`
}

// EventTypeFilter is what callbacks can narrow an event type down by, and where
// the data of an event holds it.
type EventTypeFilter struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// listEventTypes lists the event types that can be published: those that are
// built in, and then the company's own. The cursor of a page is the name of its
// last type. Unless a limit is given a page is as long as can be: a list of
// types is read as a whole.
func (a API) listEventTypes(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	if !r.URL.Query().Has("limit") {
		p.Limit = pageLimit
	}
	cursor, err := p.afterType()
	if err != nil {
		return err
	}
	company, err := a.company(r)
	if err != nil {
		return err
	}
	custom, err := a.Store.CustomEventTypes(r.Context(), company.ID)
	if err != nil {
		return err
	}
	var rows []EventType
	builtIn := models.EventTypes()
	after := slices.IndexFunc(builtIn, func(t models.EventType) bool { return t.Name == cursor })
	for i, eventType := range builtIn {
		if i > after && (after >= 0 || cursor == "") {
			rows = append(rows, builtInTypeOf(eventType))
		}
	}
	for _, eventType := range custom {
		if after >= 0 || eventType.Name > cursor {
			rows = append(rows, customEventTypeOf(eventType))
		}
	}
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = rows[p.Limit-1].Name
	}
	return writeList(w, rows, next)
}

// showEventType answers with one event type.
func (a API) showEventType(w http.ResponseWriter, r *http.Request) error {
	if eventType, ok := models.EventTypeNamed(r.PathValue("type")); ok {
		return api.Write(w, http.StatusOK, builtInTypeOf(eventType))
	}
	custom, err := a.customEventType(r)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, customEventTypeOf(custom))
}

// builtInTypeOf writes an event type that every company has.
func builtInTypeOf(t models.EventType) EventType {
	entity := EventType{
		Name: t.Name, Words: t.Words, BuiltIn: true, Resource: orNull(RecordResource(t.Resource)), Action: orNull(t.Action), Sample: rawOrNull(t.Sample),
		Schema: rawOrNull(t.Schema()),
	}
	if t.Filter.Name != "" {
		entity.Filter = &EventTypeFilter{Name: t.Filter.Name, Path: strings.Join(t.Filter.Path, ".")}
	}
	return entity
}
