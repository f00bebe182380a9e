package native

import (
	"encoding/json"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// NewEventType is an event type to add to those of a company.
type NewEventType struct {
	Name   string           `json:"name"`
	Words  *string          `json:"words,omitzero"`
	Sample *json.RawMessage `json:"sample,omitzero"`
	Schema *json.RawMessage `json:"schema,omitzero" type:"any" description:"JSON Schema of the data of its events: an object, true or false; null: any object."`
}

// EventTypeChange says what shall change of a company's own event type.
type EventTypeChange struct {
	Words  *string          `json:"words,omitzero"`
	Sample *json.RawMessage `json:"sample,omitzero"`
	Schema *json.RawMessage `json:"schema,omitzero" type:"any" description:"JSON Schema of the data of its events: an object, true or false; null: any object."`
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
	return api.Write(w, http.StatusCreated, customEventTypeOf(t))
}

// UpdateType changes what is given of a company's own event type. Its name
// stays: callbacks ask for it, and events have it.
func (a API) UpdateType(w http.ResponseWriter, r *http.Request) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	var t models.CustomEventType
	err = api.RetryConflict(r.Context(), func() error {
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
	return api.Write(w, http.StatusOK, customEventTypeOf(t))
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

func customEventTypeOf(t models.CustomEventType) EventType {
	return EventType{Name: t.Name, Words: t.Words, Sample: rawOrNull(t.Sample), Schema: rawOrNull(t.Schema)}
}
