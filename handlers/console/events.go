package console

import (
	"log/slog"
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// eventPages are the pages of what happened.
type eventPages struct{ Base }

func eventRoutes(d Base) []web.Route {
	e := eventPages{d}
	return []web.Route{
		{Pattern: "GET /admin/events/{event}", Need: models.DeliveriesRead, Owner: e.ofEvent, Page: e.Show},
		{Pattern: "GET /admin/api", Page: e.API},
	}
}

// eventWithin returns the event of the path, whose name is its ID.
func (e eventPages) eventWithin(r *http.Request, in models.Scope) (models.Event, error) {
	id, err := models.ParseID(r.PathValue("event"))
	if err != nil {
		return models.Event{}, models.ErrNotFound
	}
	return e.Store.EventByID(r.Context(), in, id)
}

// ofEvent is the Lookup of paths with {event}.
func (e eventPages) ofEvent(r *http.Request, in models.Scope) (models.Owner, error) {
	event, err := e.eventWithin(r, in)
	return models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}, err
}

// Show is the page of one event: what it carries, and what it is to every
// callback that the asker sees.
func (e eventPages) Show(w http.ResponseWriter, r *http.Request) error {
	event, err := e.eventWithin(r, web.Scope(r))
	if err != nil {
		return err
	}
	owner := models.Owner{CompanyID: event.CompanyID, LocationID: event.LocationID}
	at, err := e.pageOwnerOf(r, owner)
	if err != nil {
		return err
	}
	verdicts, err := e.verdicts(r, event, at.company)
	if err != nil {
		return err
	}
	source, err := e.databaseByID(r, event.DatabaseRefID)
	if err != nil {
		return err
	}
	page := views.EventPage{
		Company: at.company, Location: at.location, DatabaseRef: source, Event: event, Decisions: verdicts, CanSee: can(r, models.DeliveriesPayload, owner),
	}
	if page.CanSee {
		web.NoteRead(r, slog.String("event", event.ID.String()))
	}
	return web.Render(w, r, http.StatusOK, views.Event(e.frame(w, r, views.NavDeliveries), page))
}

// verdicts says what an event is to each callback. What the log has of it
// comes first.
func (e eventPages) verdicts(r *http.Request, event models.Event, company models.Company) ([]deliverylog.Decision, error) {
	rows, err := e.rows(r, deliverylog.Filter{Company: company.PublicID, Event: event.PublicID, From: models.Epoch})
	if err != nil {
		return nil, err
	}
	all, err := e.Explainer.Explain(r.Context(), event)
	if err != nil {
		return nil, err
	}
	var sent, others []deliverylog.Decision
	for _, v := range all {
		i := slices.IndexFunc(rows, func(row deliverylog.Row) bool { return row.CallbackID == v.Callback.ID })
		switch {
		case !readScope(r).Covers(v.Callback.Owner()):
		case i >= 0:
			v.Row = &rows[i]
			sent = append(sent, v)
		default:
			v.Text = missed(v, event)
			others = append(others, v)
		}
	}
	for i, row := range rows {
		if !slices.ContainsFunc(all, func(v deliverylog.Decision) bool { return v.Callback.ID == row.CallbackID }) {
			sent = append(sent, deliverylog.Decision{Callback: models.Callback{Name: row.CallbackName}, Row: &rows[i]}) // deleted since
		}
	}
	return append(sent, others...), nil
}

// rows reads all pages of a part of the log.
func (e eventPages) rows(r *http.Request, f deliverylog.Filter) ([]deliverylog.Row, error) {
	var rows []deliverylog.Row
	for {
		page, err := e.Store.Deliveries(r.Context(), web.Scope(r), f)
		if err != nil {
			return nil, err
		}
		if rows = append(rows, page.Rows...); page.Older == 0 {
			return rows, nil
		}
		f = f.Page(page.Older, 0)
	}
}

// missed says why there is no delivery for a callback. One that would get such
// an event today was not asked then.
func missed(v deliverylog.Decision, event models.Event) string {
	switch {
	case !v.Asks || v.Callback.CreatedAt > event.AcceptedAt:
		return v.Text
	case event.Test:
		return "the test event was sent to others alone"
	}
	return "it asks for such events now, and did not when this one happened"
}
