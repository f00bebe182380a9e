package event

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// noCallback says that no active callback of the company asks for the type of
// a test event. The text is the published one.
type noCallback struct{ eventType string }

func (e noCallback) Error() string {
	return fmt.Sprintf("Could not find a callback registration for event type '%s'", e.eventType)
}

func (e noCallback) Unwrap() error { return models.ErrNoCallback }

// Test sends a test event to every active callback of the company that asks
// for its type, of whatever kind.
func (a API) Test(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r, web.Scope(r))
	if err != nil {
		return err
	}
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	own, err := a.Store.CustomEventTypes(r.Context(), company.ID)
	if err != nil {
		return err
	}
	e, err := readTest(given, own)
	if err != nil {
		return err
	}
	e.CompanyID, e.Test = company.ID, true
	e.OccurredAt = models.At(a.Store.Now())
	e.Source = api.Source(web.Access(r))
	stored, err := a.Publisher.Publish(r.Context(), nil, []models.Event{e})
	if errors.Is(err, models.ErrNoCallback) {
		return noCallback{e.Type}
	}
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusCreated, api.Ordered{
		{Name: "message", Value: fmt.Sprintf("Created event for event_type '%s'", e.Type)},
		{Name: "event_id", Value: stored[0].PublicID},
	})
}

// readTest reads a test event: its type, built in or one of the company's own,
// and the subject that shall be delivered. Another type can have no callback.
func readTest(given api.Object, own []models.CustomEventType) (models.Event, error) {
	var e models.Event
	f := api.Fields{Object: given, Say: say}
	f.Text("event_type", &e.Type)
	if e.Type == "" {
		if len(f.Problems) == 0 {
			f.Refuse("event_type", "must be given")
		}
		return e, f.Problems.Err()
	}
	known, ok := named(e.Type, own)
	if !ok {
		return e, noCallback{e.Type}
	}
	e.Action = known.Action
	e.Data = carried(&f, known)
	e.FilterValue = known.Filter.Value(e.Data)
	if known.Filter.Name != "" && !known.Filter.Open && e.FilterValue == "" && len(f.Problems) == 0 {
		f.Refuse(strings.Join(known.Filter.Path, "."), "must be given")
	}
	return e, f.Problems.Err()
}

// named finds an event type. Those of a company carry what they please.
func named(name string, own []models.CustomEventType) (models.EventType, bool) {
	i := slices.IndexFunc(own, func(t models.CustomEventType) bool { return t.Name == name })
	switch {
	case i < 0:
		return models.EventTypeNamed(name)
	case len(own[i].Sample) == 0:
		return models.EventType{Name: name, Sample: []byte("{}")}, true
	}
	return models.EventType{Name: name, Sample: own[i].Sample}, true
}

// carried returns what the event carries: byte for byte what was given, or
// the sample of the catalogue. The published test events give a list or
// campaign id alone: then the sample is sent with that id in its place.
func carried(f *api.Fields, known models.EventType) []byte {
	// A record is carried as it is, without a key; so is what has no name.
	key := cmp.Or(known.Subject, known.Resource, "data")
	if f.Object.Blank(key) {
		if known.Filter.Name != "" && !known.Filter.Open {
			return nil // whose sample? The filter value must be given
		}
		return known.Sample
	}
	given, ok := f.Child(key)
	if !ok {
		return nil
	}
	raw := f.Object.Raw(key)
	if known.Subject == "" {
		return raw
	}
	if path := known.Filter.Path; len(path) > 0 {
		if id, only := onlyAt(given, path[1:]); only {
			if filled, err := place(known.Sample, path, id); err == nil {
				return filled
			}
		}
	}
	return slices.Concat([]byte(`{"`+key+`":`), raw, []byte(`}`))
}

// onlyAt returns the value at path when the object holds nothing beside it.
func onlyAt(o api.Object, path []string) (value json.RawMessage, only bool) {
	for _, name := range path[:len(path)-1] {
		child, ok := o.Object(name)
		if !ok || !o.Only(name) {
			return nil, false
		}
		o = child
	}
	last := path[len(path)-1]
	return o.Raw(last), o.Only(last)
}

// place returns the object in text with value put at path.
func place(text []byte, path []string, value json.RawMessage) (json.RawMessage, error) {
	if len(path) == 0 {
		return value, nil
	}
	o, err := api.ParseObject(text)
	if err != nil {
		return nil, err
	}
	inner, err := place(o.Raw(path[0]), path[1:], value)
	if err != nil {
		return nil, err
	}
	return api.Encode(o.With(path[0], inner))
}
