package native

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/schema"
	"callboard/web"
)

func (a API) typeRoutes(d Base) []web.Route {
	const list, one = "/companies/{company}/event-types", "/companies/{company}/event-types/{type}"
	return []web.Route{
		{Pattern: "GET " + list, Need: models.CallbacksRead, Owner: d.OfPart, Page: a.ListTypes},
		{Pattern: "POST " + list, Need: models.EventsWrite, Owner: d.OfCompany, Page: a.CreateType},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: d.OfPart, Page: a.ShowType},
		{Pattern: "PATCH " + one, Need: models.EventsWrite, Owner: d.OfCompany, Page: a.UpdateType},
		{Pattern: "DELETE " + one, Need: models.EventsWrite, Owner: d.OfCompany, Page: a.DeleteType},
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

// typesOfCompany returns the company of the path, with its own event types.
func (a API) typesOfCompany(r *http.Request) (models.Company, []models.CustomEventType, error) {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return company, nil, err
	}
	own, err := a.Store.CustomEventTypes(r.Context(), company.ID)
	return company, own, err
}

// ListTypes lists the event types that can be published: those that are built
// in, and then the company's own. The cursor of a page is the name of its last
// type. Unless a limit is given a page is as long as can be: a catalogue is
// read as a whole.
func (a API) ListTypes(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	if !r.URL.Query().Has("limit") {
		p.Limit = PageMost
	}
	cursor, err := p.AfterType()
	if err != nil {
		return err
	}
	_, own, err := a.typesOfCompany(r)
	if err != nil {
		return err
	}
	var rows []EventType
	all := models.EventTypes()
	after := slices.IndexFunc(all, func(t models.EventType) bool { return t.Name == cursor })
	for i, t := range all {
		if i > after && (after >= 0 || cursor == "") {
			rows = append(rows, builtInTypeOf(t))
		}
	}
	for _, t := range own {
		if after >= 0 || t.Name > cursor {
			rows = append(rows, customEventTypeOf(t))
		}
	}
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next = rows[p.Limit-1].Name
	}
	return writeList(w, rows, next)
}

// ShowType answers with one event type.
func (a API) ShowType(w http.ResponseWriter, r *http.Request) error {
	if known, builtIn := models.EventTypeNamed(r.PathValue("type")); builtIn {
		return api.Write(w, http.StatusOK, builtInTypeOf(known))
	}
	t, err := a.ownType(r)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, customEventTypeOf(t))
}

// builtInTypeOf writes an event type that every company has.
func builtInTypeOf(t models.EventType) EventType {
	entity := EventType{
		Name: t.Name, Words: t.Words, BuiltIn: true, Resource: orNull(RecordResource(t.Resource)), Action: orNull(t.Action), Sample: rawOrNull(t.Sample),
	}
	if t.Filter.Name != "" {
		entity.Filter = &EventTypeFilter{Name: t.Filter.Name, Path: strings.Join(t.Filter.Path, ".")}
	}
	return entity
}

// shape says what the data of one of a company's own types must look like.
type shape struct {
	text     []byte // "" for any data
	compiled *schema.Schema
	budget   *schema.Budget // shared by all types of the company
}

// shapes returns the own types of a company, for the events of one request.
func (a API) shapes(r *http.Request, company models.ID) (map[string]*shape, error) {
	own, err := a.Store.CustomEventTypes(r.Context(), company)
	if err != nil {
		return nil, err
	}
	shapes, budget := make(map[string]*shape, len(own)), schema.NewBudget()
	for _, t := range own {
		shapes[t.Name] = &shape{text: t.Schema, budget: budget}
	}
	return shapes, nil
}

// check notes where data is not as the schema says.
func (s *shape) check(f *api.Fields, data []byte) {
	if s == nil || len(s.text) == 0 || len(data) == 0 || data[0] != '{' {
		return
	}
	if s.compiled == nil {
		compiled, err := schema.Compile(s.text)
		if err != nil { // it could be compiled when it was stored
			f.Refuse("data", "cannot be checked: the schema of the event type is broken")
			return
		}
		s.compiled = &compiled
	}
	for _, one := range s.compiled.Check(data, s.budget) {
		f.Refuse(strings.TrimSuffix("data."+one.Path, "."), one.Text)
	}
}
