package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"callboard/handlers/api"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/web"
)

const (
	// publishLimit is the longest body of a publication, in bytes.
	publishLimit = 16 << 20
	// publishEvents is how many events one call can publish.
	publishEvents = 1000
)

// NewEvent is an event to publish.
type NewEvent struct {
	ID           *string          `json:"id,omitzero" description:"1 to 64 visible ASCII characters without blanks. The same id with the same content is one event; with other content it is refused."`
	Type         string           `json:"type"`
	OccurredAt   *string          `json:"occurred_at,omitzero" description:"RFC 3339, to the second or the minute, or a date: 2027-01-31."`
	LocationID   *string          `json:"location_id,omitzero"`
	DatabaseID   *string          `json:"database_id,omitzero" description:"Of a profile, or where else it happened."`
	CollectionID *string          `json:"collection_id,omitzero" description:"Of a subprofile, or where else it happened."`
	Data         json.RawMessage  `json:"data"`
	Before       *json.RawMessage `json:"before,omitzero"`
}

// Publication is what one call publishes: an event, or a list of them.
type Publication struct{}

// Forms are the two.
func (Publication) Forms() []any { return []any{NewEvent{}, NewEvents{}} }

// NewEvents are events to publish with one call.
type NewEvents []NewEvent

// Describe says how many there may be.
func (NewEvents) Describe(s *openapi.Schema) { s.MinItems, s.MaxItems = new(1), new(publishEvents) }

// PublishedIDs are the ids of the events that a call has published.
type PublishedIDs struct {
	IDs   []string `json:"ids"`
	Known []string `json:"known,omitzero" description:"Those that had been published before, with the same content. Nothing was done again."`
}

// publish accepts an event, or up to 1,000 of them, or none. It answers once they are
// stored; the same id again with the same content is the same event.
func (a API) publish(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadBody(w, r, publishLimit)
	if err != nil {
		return err
	}
	texts, isArray, err := splitEvents(body)
	if err != nil {
		return err
	}
	events, err := a.readEvents(r, texts, isArray)
	if err != nil {
		return err
	}
	stored, err := a.Publisher.Publish(r.Context(), nil, events)
	if conflicts, ok := errors.AsType[models.EventConflicts](err); ok {
		return takenIDs(r, conflicts, events, isArray)
	}
	if err != nil {
		return err
	}
	answer := PublishedIDs{IDs: make([]string, len(stored))}
	for i, event := range stored {
		answer.IDs[i] = event.PublicID
		if event.Known && !slices.Contains(answer.Known, event.PublicID) {
			answer.Known = append(answer.Known, event.PublicID)
		}
	}
	return api.Write(w, http.StatusAccepted, answer)
}

// splitEvents takes a body apart: one object, or an array of them. It looks at
// no event beyond those that one call can publish: there may be millions.
func splitEvents(body []byte) (texts []json.RawMessage, isArray bool, err error) {
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '[' {
		return []json.RawMessage{body}, false, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	_, err = decoder.Token() // the bracket
	for err == nil && decoder.More() && len(texts) <= publishEvents {
		var text json.RawMessage
		err = decoder.Decode(&text)
		texts = append(texts, text)
	}
	switch {
	case len(texts) > publishEvents:
		return nil, true, errEvents
	case err != nil || !json.Valid(body) || !utf8.Valid(body):
		return nil, true, api.BodyError{Text: "The body " + models.NoJSON(body)}
	case len(texts) == 0:
		return nil, true, errEvents
	}
	return texts, true, nil
}

var errEvents = models.Problems{{Field: "body", Code: models.OutOfRange, Text: "An array must hold 1 to 1,000 events"}}

// readEvents reads all events, and lists all that must be mended in them.
func (a API) readEvents(r *http.Request, texts []json.RawMessage, isArray bool) ([]models.Event, error) {
	company, err := a.company(r)
	if err != nil {
		return nil, err
	}
	schemas, err := a.eventSchemas(r, company.ID)
	if err != nil {
		return nil, err
	}
	reader := eventReader{request: r, company: company, schemas: schemas, parts: a.lookup(r, company.ID)}
	events, byID := make([]models.Event, len(texts)), map[string]int{}
	for i, text := range texts {
		object, err := api.ParseObject(text)
		if isArray && text[0] != '{' { // a place in the text of the event alone leads nobody there
			return nil, api.BodyError{Text: fmt.Sprintf("Event %d must be an object", i)}
		}
		if err != nil && isArray {
			return nil, api.BodyError{Text: fmt.Sprintf("Event %d: %s", i, err)}
		}
		if err != nil {
			return nil, err
		}
		reader.fields = api.Fields{Object: object, Say: say}
		if isArray {
			reader.fields.Path = strconv.Itoa(i) + "."
		}
		events[i] = reader.read()
		if first, twice := byID[events[i].PublicID]; twice && events[i].PublicID != "" {
			refuseSameID(&reader.fields, events[first], events[i], first)
		} else {
			byID[events[i].PublicID] = i
		}
		reader.problems = append(reader.problems, reader.fields.Problems...)
	}
	return events, cmp.Or(reader.parts.err, reader.problems.Err())
}

// eventReader reads the events of one publication.
type eventReader struct {
	request  *http.Request
	company  models.Company
	schemas  map[string]*eventSchema // of the company's own event types, by name
	parts    *lookup
	fields   api.Fields      // of the event that is being read
	problems models.Problems // of the events before it
}

func (e *eventReader) read() models.Event {
	f := &e.fields
	event := models.Event{CompanyID: e.company.ID}
	api.Origin(e.request).Mark(&event)
	occurredAt := ""
	f.Text("id", &event.PublicID)
	f.Text("type", &event.Type)
	f.Text("occurred_at", &occurredAt)
	if event.PublicID != "" && !models.MayBePublicID(event.PublicID) {
		f.Refuse("id", "must be up to 64 visible characters of ASCII")
	}
	e.checkType(event.Type)
	if occurredAt != "" {
		at, err := models.ParseDate(occurredAt)
		if err != nil {
			f.Refuse("occurred_at", "must be a date like 2027-01-31T09:30:00Z")
		}
		event.OccurredAt = at
	}
	if f.Object.Blank("data") {
		f.Refuse("data", "must be given")
	}
	event.Data, event.Before = readObject(f, "data"), readObject(f, "before")
	e.schemas[event.Type].check(e.request.Context(), f, event.Data)
	builtIn, _ := models.EventTypeNamed(event.Type)
	checkSubject(f, builtIn, event.Data)
	e.readPlace(&event)
	return event
}

// checkType refuses an event type that does not exist: nobody can have asked
// for it.
func (e *eventReader) checkType(name string) {
	_, builtIn := models.EventTypeNamed(name)
	_, custom := e.schemas[name]
	switch {
	case name == "" && e.fields.Problems.On(e.fields.Path+"type") == "":
		e.fields.Refuse("type", "must be given")
	case name != "" && !builtIn && !custom:
		e.fields.Refuse("type", "must be an event type that there is")
	}
}

// readPlace sets where an event happened, which must lie within what the caller
// may publish for, and which record it is about.
func (e *eventReader) readPlace(event *models.Event) {
	f := &e.fields
	event.LocationID = e.parts.location(f, "location_id").ID
	event.DatabaseRefID = e.parts.databaseRef(f, "database_id", "collection_id").ID()
	has := func(member string) bool {
		id, _ := api.Scalar(f.Object.Raw(member))
		return id != ""
	}
	owner := models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}
	if !has("location_id") && !web.Scope(e.request).Covers(owner) {
		f.Refuse("location_id", "must be given")
	}
	eventType, _ := models.EventTypeNamed(event.Type)
	switch {
	case eventType.Resource == models.Profile && has("collection_id"):
		f.Refuse("collection_id", "must be left out: a profile belongs to a database")
	case eventType.Resource == models.Profile && !has("database_id"):
		f.Refuse("database_id", "must be given")
	case eventType.Resource == models.Subprofile && !has("collection_id"):
		f.Refuse("collection_id", "must be given")
	}
	if models.InDatabase(eventType.Resource) && has("location_id") {
		f.Refuse("location_id", "must be left out: a "+eventType.Resource+" belongs to the company as a whole")
	}
	if id := (models.Filter{Path: []string{"id"}}).Value(event.Data); eventType.Resource != "" && models.MayBePublicID(id) {
		event.RecordID = id
	}
}
