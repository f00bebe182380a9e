package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/web"
)

const (
	// publishLimit is the longest body of a publication, in bytes.
	publishLimit = 16 << 20
	// publishMost is how many events one call can publish.
	publishMost = 1000
)

// NewEvent is an event to publish.
type NewEvent struct {
	ID           *string          `json:"id,omitzero" description:"At most 64 visible ASCII characters. The same id twice is one event."`
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
func (NewEvents) Describe(s *openapi.Schema) { s.MinItems, s.MaxItems = new(1), new(publishMost) }

// PublishedIDs are the ids of the events that a call has published.
type PublishedIDs struct {
	IDs []string `json:"ids"`
}

// Publish accepts an event, or up to 1,000 of them. It answers once they are
// stored; the same id again is the same event.
func (a API) Publish(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadBody(w, r, publishLimit)
	if err != nil {
		return err
	}
	texts, many, err := entries(body)
	if err != nil {
		return err
	}
	events, err := a.readEvents(r, texts, many)
	if err != nil {
		return err
	}
	stored, err := a.Publisher.Publish(r.Context(), nil, events)
	if err != nil {
		return err
	}
	ids := make([]string, len(stored))
	for i, e := range stored {
		ids[i] = e.PublicID
	}
	return api.Write(w, http.StatusAccepted, PublishedIDs{IDs: ids})
}

// entries takes a body apart: one object, or an array of them.
func entries(body []byte) (texts []json.RawMessage, many bool, err error) {
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '[' {
		return []json.RawMessage{body}, false, nil
	}
	if json.Unmarshal(body, &texts) != nil {
		return nil, true, api.BodyError{Text: "The body is not valid JSON"}
	}
	if len(texts) == 0 || len(texts) > publishMost {
		return nil, true, models.Problems{{Field: "body", Code: models.OutOfRange, Text: "An array must hold 1 to 1,000 events"}}
	}
	return texts, true, nil
}

// readEvents reads all events, and lists all that must be mended in them.
func (a API) readEvents(r *http.Request, texts []json.RawMessage, many bool) ([]models.Event, error) {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return nil, err
	}
	types, err := a.shapes(r, company.ID)
	if err != nil {
		return nil, err
	}
	d := Base{Store: a.Store}
	reader := eventReader{company: company, types: types, find: d.Lookup(r, company.ID)}
	events := make([]models.Event, len(texts))
	for i, text := range texts {
		given, err := api.ParseObject(text)
		if err != nil && many {
			return nil, api.BodyError{Text: fmt.Sprintf("Event %d: %s", i, err)}
		}
		if err != nil {
			return nil, err
		}
		reader.fields = api.Fields{Object: given, Say: Say}
		if many {
			reader.fields.Path = strconv.Itoa(i) + "."
		}
		events[i] = reader.read(r)
		reader.problems = append(reader.problems, reader.fields.Problems...)
	}
	return events, cmp.Or(reader.find.Err, reader.problems.Err())
}

// eventReader reads the events of one publication.
type eventReader struct {
	company  models.Company
	types    map[string]*shape // own ones, by name
	find     *Lookup
	fields   api.Fields // of the event in hand
	problems models.Problems
}

func (e *eventReader) read(r *http.Request) models.Event {
	f := &e.fields
	event := models.Event{CompanyID: e.company.ID, Source: api.Source(web.Access(r))}
	occurred := ""
	f.Text("id", &event.PublicID)
	f.Text("type", &event.Type)
	f.Text("occurred_at", &occurred)
	if event.PublicID != "" && !models.MayBePublicID(event.PublicID) {
		f.Refuse("id", "must be up to 64 visible characters of ASCII")
	}
	e.readType(event.Type)
	if occurred != "" {
		at, err := models.ParseDate(occurred)
		if err != nil {
			f.Refuse("occurred_at", "must be a date like 2027-01-31T09:30:00Z")
		}
		event.OccurredAt = at
	}
	event.Data, event.Before = e.object("data", true), e.object("before", false)
	e.types[event.Type].check(f, event.Data)
	e.place(r, &event)
	return event
}

// readType refuses a type that there is not: nobody can have asked for it.
func (e *eventReader) readType(name string) {
	_, builtIn := models.EventTypeNamed(name)
	_, own := e.types[name]
	switch {
	case name == "" && e.fields.Problems.On(e.fields.Path+"type") == "":
		e.fields.Refuse("type", "must be given")
	case name != "" && !builtIn && !own:
		e.fields.Refuse("type", "must be an event type that there is")
	}
}

// object returns a member byte for byte, which must be an object.
func (e *eventReader) object(name string, needed bool) []byte {
	if e.fields.Object.Blank(name) {
		if needed {
			e.fields.Refuse(name, "must be given")
		}
		return nil
	}
	raw := e.fields.Object.Raw(name)
	if raw[0] != '{' {
		e.fields.Refuse(name, "must be an object")
	}
	return raw
}

// place sets where an event happened, which must lie within what the asker
// may publish for, and which record it is about.
func (e *eventReader) place(r *http.Request, event *models.Event) {
	f := &e.fields
	named := func(member string) Named {
		id := ""
		f.Identifier(member, &id)
		return Named{Member: member, ID: id}
	}
	location, database, collection := named("location_id"), named("database_id"), named("collection_id")
	event.LocationID = e.find.Location(f, location).ID
	event.DatabaseRefID = e.find.Source(f, database, collection).ID()
	owner := models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}
	if location.ID == "" && !web.Scope(r).Covers(owner) {
		f.Refuse("location_id", "must be given")
	}
	known, _ := models.EventTypeNamed(event.Type)
	switch {
	case known.Resource == models.Profile && collection.ID != "":
		f.Refuse("collection_id", "must be left out: a profile belongs to a database")
	case known.Resource == models.Profile && database.ID == "":
		f.Refuse("database_id", "must be given")
	case known.Resource == models.Subprofile && collection.ID == "":
		f.Refuse("collection_id", "must be given")
	}
	if models.InDatabase(known.Resource) && location.ID != "" {
		f.Refuse("location_id", "must be left out: a "+known.Resource+" belongs to the company as a whole")
	}
	if id := (models.Filter{Path: []string{"id"}}).Value(event.Data); known.Resource != "" && models.MayBePublicID(id) {
		event.RecordID = id
	}
}
