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
	body, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	custom, err := a.Store.CustomEventTypes(r.Context(), company.ID)
	if err != nil {
		return err
	}
	e, err := readTest(body, custom)
	if err != nil {
		return err
	}
	e.CompanyID, e.Test = company.ID, true
	e.OccurredAt = models.At(a.Store.Now())
	e.TestedBy = web.Access(r).Actor
	api.Origin(r).Mark(&e)
	stored, err := a.Publisher.Publish(r.Context(), nil, []models.Event{e})
	if errors.Is(err, models.ErrNoCallback) {
		return noCallback{e.Type}
	}
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusCreated, testEventAnswer{
		Message: fmt.Sprintf("Created event for event_type '%s'", e.Type),
		EventID: stored[0].PublicID,
	})
}

// testEventAnswer says that a test event is on its way.
type testEventAnswer struct {
	Message string `json:"message"`
	EventID string `json:"event_id"`
}

// readTest reads a test event: its type, built in or one of the company's own,
// and the subject that shall be delivered. Another type can have no callback.
func readTest(body api.Object, custom []models.CustomEventType) (models.Event, error) {
	var e models.Event
	f := api.Fields{Object: body, Say: say}
	f.Text("event_type", &e.Type)
	if e.Type == "" {
		if len(f.Problems) == 0 {
			f.Refuse("event_type", "must be given")
		}
		return e, f.Problems.Err()
	}
	eventType, ok := eventTypeNamed(e.Type, custom)
	if !ok {
		return e, noCallback{e.Type}
	}
	filter := eventType.Filter
	e.Action = eventType.Action
	e.Data = readData(&f, eventType)
	e.FilterValue = filter.Value(e.Data)
	if filter.Name != "" && !filter.Open && e.FilterValue == "" && len(f.Problems) == 0 {
		f.Refuse(strings.Join(filter.Path, "."), "must be given")
	}
	return e, f.Problems.Err()
}

// eventTypeNamed finds an event type: one of the company's own, or one that is
// built in.
func eventTypeNamed(name string, custom []models.CustomEventType) (models.EventType, bool) {
	i := slices.IndexFunc(custom, func(t models.CustomEventType) bool { return t.Name == name })
	if i < 0 {
		return models.EventTypeNamed(name)
	}
	return custom[i].EventType(), true
}

// readData returns what the event carries: byte for byte what was sent, or
// the sample of its type. The published test events send a list or campaign id
// alone: then the event carries the sample with that id in its place.
func readData(f *api.Fields, eventType models.EventType) []byte {
	filter := eventType.Filter
	// A record is carried as it is, without a name around it; so is what has
	// no subject.
	name := cmp.Or(eventType.Subject, eventType.Resource, "data")
	if f.Object.Blank(name) {
		if filter.Name != "" && !filter.Open {
			return nil // whose sample? The filter value must be given
		}
		return eventType.Sample
	}
	subject, ok := f.Child(name)
	if !ok {
		return nil
	}
	raw := f.Object.Raw(name)
	if eventType.Subject == "" {
		return raw
	}
	if len(filter.Path) > 0 {
		if id, only := onlyAt(subject, filter.Path[1:]); only {
			if data, err := place(eventType.Sample, filter.Path, id); err == nil {
				return data
			}
		}
	}
	return slices.Concat([]byte(`{"`+name+`":`), raw, []byte(`}`))
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
