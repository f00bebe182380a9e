package console

import (
	"errors"
	"net/http"
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
		{Pattern: "GET /admin/deliveries/{delivery}", Need: models.DeliveriesRead, Of: h.ofDelivery, Page: h.Show},
		{Pattern: "GET /admin/deliveries/{delivery}/row", Need: models.DeliveriesRead, Of: h.ofDelivery, Page: h.Row},
		{Pattern: "POST /admin/deliveries/{delivery}/resend", Need: models.DeliveriesResend, Of: h.ofDelivery, Page: h.Resend},
		{Pattern: "POST /admin/deliveries/{delivery}/cancel", Need: models.DeliveriesCancel, Of: h.ofDelivery, Page: h.Cancel},
	}
}

// Index shows the log through the filter that the address holds.
func (h deliveries) Index(w http.ResponseWriter, r *http.Request) error {
	filter, notices := deliverylog.Parse(r.URL.Query())
	log := views.DeliveryLog{
		Filter: filter, Notices: notices, Types: models.EventTypes(), Now: h.Store.Now(),
		CanResend:   !web.Access(r).Actor.Scope(models.DeliveriesResend).Empty(),
		CanTest:     !web.Access(r).Actor.Scope(models.TestsSend).Empty(),
		AbsoluteURL: h.absolute(r, filter.URL()), Part: web.Partial(r),
	}
	var err error
	if log.Page, err = h.Store.Deliveries(r.Context(), web.Scope(r), filter); err != nil {
		return err
	}
	if log.Counts, err = h.Store.DeliveryCounts(r.Context(), web.Scope(r), filter); err != nil {
		return err
	}
	if log.Names, err = h.names(r, filter); err != nil {
		return err
	}
	if len(log.Page.Rows) == 0 {
		if log.FailedNow, err = h.failedThisWeek(r, filter); err != nil {
			return err
		}
	}
	if log.Part {
		w.Header().Set("HX-Push-Url", filter.URL()) // without the fields that were left empty
	}
	return web.Render(w, r, http.StatusOK, views.Deliveries(h.frame(w, r, views.NavDeliveries), log), "results")
}

// names looks up what the ids of a filter are called. What lies outside the
// asker's scope has no name.
func (h deliveries) names(r *http.Request, f deliverylog.Filter) (names views.LogNames, err error) {
	in := seen(r)
	lookUp := func(publicID string, find func() (string, error)) string {
		if publicID == "" || err != nil {
			return ""
		}
		name, failed := find()
		if failed != nil && !errors.Is(failed, models.ErrNotFound) {
			err = failed
		}
		return name
	}
	names.Company = lookUp(f.Company, func() (string, error) {
		company, err := h.Store.Company(r.Context(), in, f.Company)
		return company.Name, err
	})
	names.Location = lookUp(f.Location, func() (string, error) {
		location, err := h.Store.Location(r.Context(), in, f.Location)
		return location.Name, err
	})
	names.Callback = lookUp(f.Callback, func() (string, error) {
		callback, err := h.Store.Callback(r.Context(), in, f.Callback)
		return callback.Title(), err
	})
	return names, err
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
	detail := views.DeliveryDetail{
		Row: row, Number: number, Raw: r.FormValue("view") == "raw", Now: h.Store.Now(),
		CanSee: can(r, models.DeliveriesPayload, owner), CanResend: can(r, models.DeliveriesResend, owner), CanCancel: can(r, models.DeliveriesCancel, owner),
	}
	if detail.Event, err = h.Store.EventByID(r.Context(), web.Scope(r), row.EventID); err != nil {
		return err
	}
	if detail.Attempts, err = h.Store.Attempts(r.Context(), web.Scope(r), row.ID); err != nil {
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
	return web.Render(w, r, http.StatusOK, views.DeliveryRowOf(h.line(r, row)))
}

// line is a row that keeps asking until it is settled.
func (h deliveries) line(r *http.Request, row deliverylog.Row) views.DeliveryLine {
	owner := models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
	return views.DeliveryLine{Row: row, CanResend: can(r, models.DeliveriesResend, owner), Poll: true, Now: h.Store.Now()}
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
		return h.done(w, r, "/admin/deliveries/"+row.ID.String(), message)
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
	return h.done(w, r, "/admin/deliveries/"+row.ID.String(), "Cancelled. Nothing more is sent.")
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
