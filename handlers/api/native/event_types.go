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
	var rows []api.Ordered
	all := models.EventTypes()
	after := slices.IndexFunc(all, func(t models.EventType) bool { return t.Name == cursor })
	for i, t := range all {
		if i > after && (after >= 0 || cursor == "") {
			rows = append(rows, typeEntity(t))
		}
	}
	for _, t := range own {
		if after >= 0 || t.Name > cursor {
			rows = append(rows, ownEntity(t))
		}
	}
	next := ""
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		next, _ = rows[p.Limit-1].Get("name").(string)
	}
	return WriteList(w, rows, next)
}

// ShowType answers with one event type.
func (a API) ShowType(w http.ResponseWriter, r *http.Request) error {
	if known, builtIn := models.EventTypeNamed(r.PathValue("type")); builtIn {
		return api.Write(w, http.StatusOK, typeEntity(known))
	}
	t, err := a.ownType(r)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, ownEntity(t))
}

func (a API) ownType(r *http.Request) (models.CustomEventType, error) {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return models.CustomEventType{}, err
	}
	if _, builtIn := models.EventTypeNamed(r.PathValue("type")); builtIn {
		return models.CustomEventType{}, models.Problems{{Field: "type", Code: models.NotListed, Text: "This event type is built in, and cannot be changed"}}
	}
	return a.Store.CustomEventType(r.Context(), company.ID, r.PathValue("type"))
}

// CreateType adds an event type to the catalogue of a company.
func (a API) CreateType(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	t := models.CustomEventType{CompanyID: company.ID}
	f := api.Fields{Object: given, Say: Say}
	f.Text("name", &t.Name)
	if err := readType(&f, &t); err != nil {
		return err
	}
	if err := a.Store.SaveCustomEventType(r.Context(), web.Access(r), &t); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/companies/"+company.PublicID+"/event-types/"+t.Name)
	return api.Write(w, http.StatusCreated, ownEntity(t))
}

// UpdateType changes what is given of a company's own event type. Its name
// stays: callbacks ask for it, and events have it.
func (a API) UpdateType(w http.ResponseWriter, r *http.Request) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	var t models.CustomEventType
	err = api.Again(r.Context(), func() error {
		if t, err = a.ownType(r); err != nil {
			return err
		}
		f, name := api.Fields{Object: given, Say: Say}, t.Name
		if !given.Blank("name") {
			f.Text("name", &name)
		}
		if name != t.Name {
			f.Refuse("name", "cannot change")
		}
		if err := readType(&f, &t); err != nil {
			return err
		}
		return a.Store.SaveCustomEventType(r.Context(), web.Access(r), &t)
	})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, ownEntity(t))
}

// DeleteType takes a company's own event type away.
func (a API) DeleteType(w http.ResponseWriter, r *http.Request) error {
	t, err := a.ownType(r)
	if err != nil {
		return err
	}
	if err := a.Store.DeleteCustomEventType(r.Context(), web.Access(r), t); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readType reads what can change of an event type; null takes sample or
// schema away.
func readType(f *api.Fields, t *models.CustomEventType) error {
	f.Text("words", &t.Words)
	for name, into := range map[string]*[]byte{"sample": &t.Sample, "schema": &t.Schema} {
		switch {
		case !f.Object.Has(name):
		case f.Object.Blank(name):
			*into = nil
		default:
			*into = f.Object.Raw(name)
		}
	}
	return f.Problems.Err()
}

func typeEntity(t models.EventType) api.Ordered {
	var filter any
	if t.Filter.Name != "" {
		filter = api.Ordered{{Name: "name", Value: t.Filter.Name}, {Name: "path", Value: strings.Join(t.Filter.Path, ".")}}
	}
	return api.Ordered{
		{Name: "name", Value: t.Name},
		{Name: "words", Value: t.Words},
		{Name: "built_in", Value: true},
		{Name: "resource", Value: OrNull(t.Resource)},
		{Name: "action", Value: OrNull(string(t.Action))},
		{Name: "filter", Value: filter},
		{Name: "sample", Value: json.RawMessage(t.Sample)},
		{Name: "schema", Value: nil},
	}
}

func ownEntity(t models.CustomEventType) api.Ordered {
	return api.Ordered{
		{Name: "name", Value: t.Name},
		{Name: "words", Value: t.Words},
		{Name: "built_in", Value: false},
		{Name: "resource", Value: nil},
		{Name: "action", Value: nil},
		{Name: "filter", Value: nil},
		{Name: "sample", Value: RawOrNull(t.Sample)},
		{Name: "schema", Value: RawOrNull(t.Schema)},
	}
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
