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

// customEventType returns the company's own event type that the path names. One
// that is built in is a problem: it cannot be changed.
func (a API) customEventType(r *http.Request) (models.CustomEventType, error) {
	company, err := a.company(r)
	if err != nil {
		return models.CustomEventType{}, err
	}
	if _, builtIn := models.EventTypeNamed(r.PathValue("type")); builtIn {
		return models.CustomEventType{}, models.Problems{{Field: "type", Code: models.NotListed, Text: "This event type is built in, and cannot be changed"}}
	}
	return a.Store.CustomEventType(r.Context(), company.ID, r.PathValue("type"))
}

// createEventType adds an event type to those of a company.
func (a API) createEventType(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r)
	if err != nil {
		return err
	}
	f, err := readBody(w, r)
	if err != nil {
		return err
	}
	eventType := models.CustomEventType{CompanyID: company.ID}
	f.Text("name", &eventType.Name)
	if err := readEventType(&f, &eventType); err != nil {
		return err
	}
	if err := a.Store.SaveCustomEventType(r.Context(), web.Access(r), &eventType); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/companies/"+company.PublicID+"/event-types/"+eventType.Name)
	return api.Write(w, http.StatusCreated, customEventTypeOf(eventType))
}

// updateEventType changes what is given of a company's own event type. Its name
// stays: callbacks ask for it, and events have it.
func (a API) updateEventType(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	find := func() (models.CustomEventType, error) { return a.customEventType(r) }
	eventType, err := change(r, body, nil, find, func(eventType *models.CustomEventType) error {
		f, name := body, eventType.Name
		if !f.Object.Blank("name") {
			f.Text("name", &name)
		}
		if name != eventType.Name {
			f.Refuse("name", "cannot change")
		}
		if err := readEventType(&f, eventType); err != nil {
			return err
		}
		return a.Store.SaveCustomEventType(r.Context(), web.Access(r), eventType)
	})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, customEventTypeOf(eventType))
}

// deleteEventType takes a company's own event type away.
func (a API) deleteEventType(w http.ResponseWriter, r *http.Request) error {
	eventType, err := a.customEventType(r)
	if err != nil {
		return err
	}
	if err := a.Store.DeleteCustomEventType(r.Context(), web.Access(r), eventType); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readEventType reads what can change of an event type; null takes sample or
// schema away.
func readEventType(f *api.Fields, t *models.CustomEventType) error {
	f.Text("words", &t.Words)
	readRaw(f, "sample", &t.Sample)
	readRaw(f, "schema", &t.Schema)
	return f.Problems.Err()
}

func customEventTypeOf(t models.CustomEventType) EventType {
	return EventType{Name: t.Name, Words: t.Words, Sample: rawOrNull(t.Sample), Schema: rawOrNull(t.Schema)}
}
