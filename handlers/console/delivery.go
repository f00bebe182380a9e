package console

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// Show shows one delivery with all its attempts.
func (h deliveryPages) Show(w http.ResponseWriter, r *http.Request) error {
	row, err := h.deliveryNamed(r)
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
	for i, attempt := range detail.Attempts {
		detail.Attempts[i] = attempt.ShownTo(web.Access(r).Actor, owner)
	}
	if detail.Resends, err = h.Store.ResendsOf(r.Context(), web.Scope(r), row.ID); err != nil {
		return err
	}
	detail.Callback, err = h.Store.Callback(r.Context(), readScope(r), row.CallbackPublicID)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	if detail.CanSee {
		web.NoteRead(r, slog.String("delivery", row.ID.String()))
	}
	return web.Render(w, r, http.StatusOK, views.Delivery(h.frame(w, r, views.NavDeliveries), detail), "attempt")
}

// Row shows the row of one delivery, for a list that waits for its result.
func (h deliveryPages) Row(w http.ResponseWriter, r *http.Request) error {
	row, err := h.deliveryNamed(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.DeliveryRow(h.line(r, row)))
}

// line is a row that keeps asking until it is settled.
func (h deliveryPages) line(r *http.Request, row deliverylog.Row) views.DeliveryLine {
	owner := models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
	return views.DeliveryLine{Row: row, CanResend: can(r, models.DeliveriesResend, owner), Choose: r.URL.Query().Has("choose"), Poll: true, Now: h.Store.Now()}
}

// Resend sends a delivery again, with a fresh plan.
func (h deliveryPages) Resend(w http.ResponseWriter, r *http.Request) error {
	row, err := h.deliveryNamed(r)
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
	if row, err = h.deliveryNamed(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.ResentRow(h.line(r, row), message))
}

// Cancel stops what is still planned of a delivery.
func (h deliveryPages) Cancel(w http.ResponseWriter, r *http.Request) error {
	row, err := h.deliveryNamed(r)
	if err != nil {
		return err
	}
	if err := h.Store.CancelDelivery(r.Context(), web.Access(r), row.ID); err != nil {
		return err
	}
	return h.flash(w, r, views.DeliveryURL(row.ID), "Cancelled. Nothing more is sent.")
}

// deliveryNamed reads the delivery that the path names.
func (h deliveryPages) deliveryNamed(r *http.Request) (deliverylog.Row, error) {
	return h.deliveryWithin(r, web.Scope(r))
}

func (h deliveryPages) deliveryWithin(r *http.Request, in models.Scope) (deliverylog.Row, error) {
	id, err := models.ParseID(r.PathValue("delivery"))
	if err != nil {
		return deliverylog.Row{}, models.ErrNotFound
	}
	return h.Store.Delivery(r.Context(), in, id)
}

// ofDelivery is the Lookup of paths with {delivery}, an ID.
func (h deliveryPages) ofDelivery(r *http.Request, in models.Scope) (models.Owner, error) {
	row, err := h.deliveryWithin(r, in)
	return models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}, err
}
