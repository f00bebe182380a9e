package native

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/web"
)

func (a API) eventRoutes(d Base) []web.Route {
	return []web.Route{
		{Pattern: "GET /companies/{company}/events", Need: models.DeliveriesRead, Owner: d.OfPart, Page: a.ListEvents},
		{Pattern: "POST /companies/{company}/events", Need: models.EventsWrite, Owner: d.OfPart, Page: a.Publish},
		{Pattern: "GET /companies/{company}/events/{event}", Need: models.DeliveriesRead, Owner: d.OfPart, Page: a.ShowEvent},
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

// EventPayload is what an event carries. Lists leave it out, and so does the
// answer to a key that may not see payloads.
type EventPayload struct {
	Data   json.RawMessage  `json:"data" description:"For keys that may see payloads; lists leave it out."`
	Before *json.RawMessage `json:"before"`
}

// ListEvents lists the events of a company and its locations, newest first.
// What they carry is left to ShowEvent: a page of it could be gigabytes.
func (a API) ListEvents(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	f, err := a.eventFilter(r)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.After, err = p.After(); err != nil {
		return err
	}
	found, err := a.Store.Events(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	found, next := Cut(p, found, func(e models.Event) models.ID { return e.ID })
	entities, err := a.eventEntities(r, found)
	if err != nil {
		return err
	}
	return writeList(w, entities, next)
}

// eventFilter reads which events a list shall show.
func (a API) eventFilter(r *http.Request) (deliverylog.Events, error) {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return deliverylog.Events{}, err
	}
	given, err := readFilter(r.URL.Query(), "events", func(name string) bool {
		return slices.Contains([]string{"location", "type", "test", "from", "to"}, name)
	})
	if err != nil {
		return deliverylog.Events{}, err
	}
	f, d := api.Fields{Say: Say}, Base{Store: a.Store}
	find := d.Lookup(r, company.ID)
	location := find.Location(&f, Named{Member: "location", ID: given.Location})
	return deliverylog.Events{
		Company: company.ID, Location: location.ID, Types: given.Types, Test: given.Test, From: given.From, To: given.To,
	}, cmp.Or(find.Err, f.Problems.Err())
}

// eventEntities writes events as the API does, without what they carry.
func (a API) eventEntities(r *http.Request, events []models.Event) ([]Event, error) {
	places, owners := make([]models.ID, len(events)), make([]models.ID, len(events))
	for i, e := range events {
		places[i], owners[i] = e.LocationID, e.DatabaseRefID
	}
	locations, err := a.Store.LocationPublicIDs(r.Context(), models.Everything, places)
	if err != nil {
		return nil, err
	}
	sources, err := a.Store.DatabaseRefs(r.Context(), models.Everything, owners)
	if err != nil {
		return nil, err
	}
	entities := make([]Event, len(events))
	for i, e := range events {
		entities[i] = Event{
			ID: e.PublicID, Type: e.Type, Action: orNull(e.Action),
			LocationID:   orNull(locations[e.LocationID]),
			DatabaseID:   orNull(sources[e.DatabaseRefID].Database.PublicID),
			CollectionID: orNull(sources[e.DatabaseRefID].Collection.PublicID),
			RecordID:     orNull(e.RecordID),
			Test:         e.Test, Source: e.Source, OccurredAt: dateOf(e.OccurredAt), AcceptedAt: dateOf(e.AcceptedAt),
		}
	}
	return entities, nil
}

// ShowEvent answers with one event as it was published.
func (a API) ShowEvent(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	e, err := a.Store.Event(r.Context(), web.Scope(r), company.ID, r.PathValue("event"))
	if err != nil {
		return err
	}
	entities, err := a.eventEntities(r, []models.Event{e})
	if err != nil {
		return err
	}
	entity := entities[0]
	if Can(r, models.DeliveriesPayload, models.Owner{CompanyID: e.CompanyID, LocationID: e.LocationID}) {
		entity.EventPayload = &EventPayload{Data: e.Data, Before: rawOrNull(e.Before)}
	}
	return api.Write(w, http.StatusOK, entity)
}
