package native

import (
	"encoding/json"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/web"
)

// TestEvent is a test event to send: the sample of the first event type that
// the callback asks for, but for what is given.
type TestEvent struct {
	Type   *string          `json:"type,omitzero"`
	Data   *json.RawMessage `json:"data,omitzero"`
	Before *json.RawMessage `json:"before,omitzero"`
}

// sendTestEvent sends a test event to one callback: what is given, or the
// sample of the first event type that it asks for.
func (a API) sendTestEvent(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r)
	if err != nil {
		return err
	}
	f, err := readOptionalBody(w, r)
	if err != nil {
		return err
	}
	event := models.Event{
		CompanyID: c.CompanyID, LocationID: c.LocationID, DatabaseRefID: c.DatabaseRefID, Test: true, OnlyTo: c.ID,
		OccurredAt: models.At(a.Store.Now()), TestedBy: web.Access(r).Actor,
	}
	api.Origin(r).Mark(&event)
	f.Text("type", &event.Type)
	custom, err := a.Store.CustomEventTypes(r.Context(), c.CompanyID)
	if err != nil {
		return err
	}
	refs, err := a.Store.DatabaseRefs(r.Context(), models.Everything, []models.ID{c.DatabaseRefID})
	if err != nil {
		return err
	}
	readTestEvent(&f, &event, c, custom, refs[c.DatabaseRefID])
	if err := f.Problems.Err(); err != nil {
		return err
	}
	stored, err := a.Publisher.Publish(r.Context(), nil, []models.Event{event})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusAccepted, PublishedIDs{IDs: []string{stored[0].PublicID}})
}

// readTestEvent sets the type and the data of a test event for c. custom are
// the company's own event types, and ref is the database of c.
func readTestEvent(f *api.Fields, event *models.Event, c models.Callback, custom []models.CustomEventType, ref models.DatabaseRef) {
	for _, eventType := range models.EventTypesWith(custom) {
		asked := slices.IndexFunc(c.Types, func(t models.CallbackType) bool { return models.MatchesType(t.Type, eventType.Name) })
		if asked < 0 || event.Type != "" && event.Type != eventType.Name || !c.Sends(eventType.Action) {
			continue
		}
		event.Type = eventType.Name
		event.Data = profile.At(records.ForProduct(eventType, eventType.SampleFor(c.Types[asked].FilterValue), c.Settings.ProductID), ref)
		if data := readObject(f, "data"); data != nil {
			event.Data = data
			checkSubject(f, eventType, data)
		}
		event.Before = readObject(f, "before")
		return
	}
	f.Refuse("type", "must be an event type that the callback asks for")
}
