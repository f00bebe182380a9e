package native

import (
	"cmp"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views/code"
	"callboard/web"
)

// eventRoutes are the calls on events.
func (a API) eventRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /companies/{company}/events", Need: models.DeliveriesRead, Owner: a.ofPart, Page: a.listEvents},
		{Pattern: "POST /companies/{company}/events", Need: models.EventsWrite, Owner: a.ofPart, Page: a.publish},
		{Pattern: "GET /companies/{company}/events/{event}", Need: models.DeliveriesRead, Owner: a.ofPart, Page: a.showEvent},
	}
}

// Event is an event that was published.
type Event struct {
	ID           string         `json:"id"`
	Type         string         `json:"type"`
	Action       *models.Action `json:"action"`
	LocationID   *string        `json:"location_id"`
	DatabaseID   *string        `json:"database_id"`
	CollectionID *string        `json:"collection_id"`
	RecordID     *string        `json:"record_id"`
	Test         bool           `json:"test"`
	Source       string         `json:"source"`
	OccurredAt   Date           `json:"occurred_at"`
	AcceptedAt   Date           `json:"accepted_at"`
	*EventPayload
}

// EventPayload is what an event carries, the values of secret names hidden as on
// pages. Lists leave it out, and so does the answer to a key that may not see
// payloads.
type EventPayload struct {
	Data   json.RawMessage  `json:"data" description:"For keys that may see payloads; lists leave it out."`
	Before *json.RawMessage `json:"before"`
}

// listEvents lists the events of a company and its locations, newest first.
// What they carry is left to showEvent: a page of it could be gigabytes.
func (a API) listEvents(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	f, err := a.eventFilter(r)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.After, err = p.after(); err != nil {
		return err
	}
	rows, err := a.Store.Events(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	rows, next := cutPage(p, rows, func(e models.Event) models.ID { return e.ID })
	events, err := a.eventsOf(r, rows)
	if err != nil {
		return err
	}
	return writeList(w, events, next)
}

// eventFilter reads which events a list shall show.
func (a API) eventFilter(r *http.Request) (deliverylog.Events, error) {
	company, err := a.company(r)
	if err != nil {
		return deliverylog.Events{}, err
	}
	filter, err := readFilter(r.URL.Query(), "events", func(name string) bool {
		return slices.Contains([]string{"location", "type", "test", "from", "to"}, name)
	})
	if err != nil {
		return deliverylog.Events{}, err
	}
	query, err := queryFields(r)
	if err != nil {
		return deliverylog.Events{}, err
	}
	parts := a.lookup(r, company.ID)
	location := parts.location(&query, "location")
	return deliverylog.Events{
		Company: company.ID, Location: location.ID, Types: filter.Types, Test: filter.Test, From: filter.From, To: filter.To,
	}, cmp.Or(parts.err, query.Problems.Err())
}

// eventsOf writes events as the API does, without what they carry.
func (a API) eventsOf(r *http.Request, rows []models.Event) ([]Event, error) {
	locationIDs, refIDs := make([]models.ID, len(rows)), make([]models.ID, len(rows))
	for i, row := range rows {
		locationIDs[i], refIDs[i] = row.LocationID, row.DatabaseRefID
	}
	locations, err := a.Store.LocationPublicIDs(r.Context(), models.Everything, locationIDs)
	if err != nil {
		return nil, err
	}
	refs, err := a.Store.DatabaseRefs(r.Context(), models.Everything, refIDs)
	if err != nil {
		return nil, err
	}
	events := make([]Event, len(rows))
	for i, row := range rows {
		events[i] = Event{
			ID: row.PublicID, Type: row.Type, Action: orNull(row.Action),
			LocationID:   orNull(locations[row.LocationID]),
			DatabaseID:   orNull(refs[row.DatabaseRefID].Database.PublicID),
			CollectionID: orNull(refs[row.DatabaseRefID].Collection.PublicID),
			RecordID:     orNull(row.RecordID),
			Test:         row.Test, Source: row.Source, OccurredAt: dateOf(row.OccurredAt), AcceptedAt: dateOf(row.AcceptedAt),
		}
	}
	return events, nil
}

// showEvent answers with one event as it was published.
func (a API) showEvent(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r)
	if err != nil {
		return err
	}
	row, err := a.Store.Event(r.Context(), web.Scope(r), company.ID, r.PathValue("event"))
	if err != nil {
		return err
	}
	events, err := a.eventsOf(r, []models.Event{row})
	if err != nil {
		return err
	}
	if can(r, models.DeliveriesPayload, models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}) {
		web.NoteRead(r, slog.String("event", row.ID.String()))
		events[0].EventPayload = &EventPayload{Data: code.Masked(row.Data), Before: rawOrNull(code.Masked(row.Before))}
	}
	return api.Write(w, http.StatusOK, events[0])
}
