package console

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// deliveries are the pages of the delivery log.
type deliveries struct{ Deps }

func deliveryRoutes(d Deps) []web.Route {
	h := deliveries{d}
	return []web.Route{
		{Pattern: "GET /admin/deliveries", Need: models.DeliveriesRead, Page: h.Index},
		{Pattern: "GET /admin/deliveries/{delivery}", Need: models.DeliveriesRead, Owner: h.ofDelivery, Page: h.Show},
		{Pattern: "GET /admin/deliveries/{delivery}/row", Need: models.DeliveriesRead, Owner: h.ofDelivery, Page: h.Row},
		{Pattern: "POST /admin/deliveries/{delivery}/resend", Need: models.DeliveriesResend, Owner: h.ofDelivery, Page: h.Resend},
		{Pattern: "POST /admin/deliveries/{delivery}/cancel", Need: models.DeliveriesCancel, Owner: h.ofDelivery, Page: h.Cancel},
	}
}

// Index shows the log through the filter that the address holds.
func (h deliveries) Index(w http.ResponseWriter, r *http.Request) error {
	filter, notices := deliverylog.ParseQuery(r.URL.RawQuery)
	log := views.DeliveryLog{
		Filter: filter, Notices: notices, Now: h.Store.Now(),
		CanResend:   !web.Access(r).Actor.Scope(models.DeliveriesResend).Empty(),
		CanTest:     !web.Access(r).Actor.Scope(models.TestsSend).Empty(),
		AbsoluteURL: h.absolute(r, views.DeliveriesURL(filter)), Part: web.Partial(r),
	}
	var err error
	if log.Types, err = h.types(r); err != nil {
		return err
	}
	if log.Page, err = h.Store.Deliveries(r.Context(), web.Scope(r), filter); err != nil {
		return err
	}
	if log.Counts, err = h.Store.DeliveryCounts(r.Context(), web.Scope(r), filter); err != nil {
		return err
	}
	if log.Names, err = h.logNames(r, filter); err != nil {
		return err
	}
	if len(log.Page.Rows) == 0 {
		if log.FailedNow, err = h.failedThisWeek(r, filter); err != nil {
			return err
		}
	}
	if log.ProblemGroup, err = h.shared(r, filter, log.CanResend); err != nil {
		return err
	}
	if log.Part {
		w.Header().Set("HX-Push-Url", views.DeliveriesURL(filter)) // without the fields that were left empty
	}
	return web.Render(w, r, http.StatusOK, views.Deliveries(h.frame(w, r, views.NavDeliveries), log), "results")
}

// types are the event types to choose from: first those that the companies in
// sight have added, then those that are built in.
func (h deliveries) types(r *http.Request) ([]models.EventType, error) {
	var types []models.EventType
	own, err := h.Store.CustomEventTypesWithin(r.Context(), seen(r))
	for _, one := range own {
		if !slices.ContainsFunc(types, func(t models.EventType) bool { return t.Name == one.Name }) { // two companies may have it
			types = append(types, models.EventType{Name: one.Name})
		}
	}
	return append(types, models.EventTypes()...), err
}

// bannerRows is how many deliveries with one cause and host the log leads with.
const bannerRows = 3

// shared returns what most deliveries of a filter failed for, on its first
// page; nil when they have no cause in common.
func (h deliveries) shared(r *http.Request, f deliverylog.Filter, mayResend bool) (*views.ProblemGroup, error) {
	if f.After != 0 || f.Before != 0 {
		return nil, nil
	}
	found, err := h.problemGroups(r, web.Scope(r), f, 1)
	if err != nil || len(found) == 0 || found[0].Count() < bannerRows {
		return nil, err
	}
	found[0].MayResend = mayResend
	return &found[0], nil
}

// failedThisWeek counts what an empty page can offer instead.
func (h deliveries) failedThisWeek(r *http.Request, f deliverylog.Filter) (int, error) {
	scope := deliverylog.Filter{Company: f.Company, Location: f.Location, Callback: f.Callback, Range: "7d"}
	counts, err := h.Store.DeliveryCounts(r.Context(), web.Scope(r), scope)
	return counts.ByStatus[models.Failed], err
}

// Show shows one delivery with all its attempts.
func (h deliveries) Show(w http.ResponseWriter, r *http.Request) error {
	row, err := h.one(r)
	if err != nil {
		return err
	}
	number, _ := strconv.Atoi(r.FormValue("attempt")) // anything else shows the newest
	owner := models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
	detail := views.DeliveryPage{
		Row: row, Number: number, Raw: r.FormValue("view") == "raw", Now: h.Store.Now(),
		CanSee: can(r, models.DeliveriesPayload, owner), Payload: payloadScope(r), CanResend: can(r, models.DeliveriesResend, owner), CanCancel: can(r, models.DeliveriesCancel, owner),
	}
	if detail.Event, err = h.Store.EventByID(r.Context(), web.Scope(r), row.EventID); err != nil {
		return err
	}
	if detail.Attempts, err = h.Store.Attempts(r.Context(), web.Scope(r), row.ID); err != nil {
		return err
	}
	if detail.Resends, err = h.Store.ResendsOf(r.Context(), web.Scope(r), row.ID); err != nil {
		return err
	}
	detail.Callback, err = h.Store.Callback(r.Context(), seen(r), row.CallbackPublicID)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Delivery(h.frame(w, r, views.NavDeliveries), detail), "attempt")
}

// Row shows the row of one delivery, for a list that waits for its result.
func (h deliveries) Row(w http.ResponseWriter, r *http.Request) error {
	row, err := h.one(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.DeliveryRow(h.line(r, row)))
}

// line is a row that keeps asking until it is settled.
func (h deliveries) line(r *http.Request, row deliverylog.Row) views.DeliveryLine {
	owner := models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
	return views.DeliveryLine{Row: row, CanResend: can(r, models.DeliveriesResend, owner), Choose: r.URL.Query().Has("choose"), Poll: true, Now: h.Store.Now()}
}

// Resend sends a delivery again, with a fresh plan.
func (h deliveries) Resend(w http.ResponseWriter, r *http.Request) error {
	row, err := h.one(r)
	if err != nil {
		return err
	}
	if err := h.Store.Resend(r.Context(), web.Access(r), row.ID); err != nil {
		return err
	}
	h.Wake()
	message := "Queued. Attempt " + strconv.Itoa(row.Attempts+1) + " starts now."
	if !web.Partial(r) {
		return h.flash(w, r, views.DeliveryURL(row.ID), message)
	}
	if row, err = h.one(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.ResentRow(h.line(r, row), message))
}

// Cancel stops what is still planned of a delivery.
func (h deliveries) Cancel(w http.ResponseWriter, r *http.Request) error {
	row, err := h.one(r)
	if err != nil {
		return err
	}
	if err := h.Store.CancelDelivery(r.Context(), web.Access(r), row.ID); err != nil {
		return err
	}
	return h.flash(w, r, views.DeliveryURL(row.ID), "Cancelled. Nothing more is sent.")
}

// one reads the delivery that the path names.
func (h deliveries) one(r *http.Request) (deliverylog.Row, error) {
	return h.find(r, web.Scope(r))
}

func (h deliveries) find(r *http.Request, in models.Scope) (deliverylog.Row, error) {
	id, err := models.ParseID(r.PathValue("delivery"))
	if err != nil {
		return deliverylog.Row{}, models.ErrNotFound
	}
	return h.Store.Delivery(r.Context(), in, id)
}

// ofDelivery is the Lookup of paths with {delivery}, an ID.
func (h deliveries) ofDelivery(r *http.Request, in models.Scope) (models.Owner, error) {
	row, err := h.find(r, in)
	return models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}, err
}

// absolute returns path with the scheme and host under which the asker sees
// the console.
func (d Deps) absolute(r *http.Request, path string) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if d.PublicURL != nil {
		scheme, host = d.PublicURL.Scheme, d.PublicURL.Host
	}
	return scheme + "://" + host + path
}
