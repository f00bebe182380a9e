package console

import (
	"log/slog"
	"net/http"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// latestRows is how many deliveries a summary page shows.
const latestRows = 10

// activity gathers what a summary page says about the deliveries of an owner.
// What cannot be read is logged and left out, so that the rest still shows.
func (d Base) activity(r *http.Request, of models.Owner, all, shown deliverylog.Filter) views.Activity {
	activity := views.Activity{Filter: all, Now: d.Store.Now()}
	day, err := d.Store.Summary(r.Context(), readScope(r), of, 0)
	if err == nil {
		activity.Day = &day
	} else {
		slog.ErrorContext(r.Context(), "summary without its counts", "reference", web.Reference(r), "error", err)
	}
	page, err := d.Store.Deliveries(r.Context(), readScope(r), shown)
	if err == nil {
		activity.Latest = &views.DeliveryTable{
			Caption: "Latest deliveries", Rows: page.Rows[:min(latestRows, len(page.Rows))],
			CanResend: can(r, models.DeliveriesResend, of), Now: d.Store.Now(),
		}
	} else {
		slog.ErrorContext(r.Context(), "summary without its deliveries", "reference", web.Reference(r), "error", err)
	}
	if activity.ProblemGroups, err = d.recentProblemGroups(r, of, all); err != nil {
		slog.ErrorContext(r.Context(), "summary without its problems", "reference", web.Reference(r), "error", err)
	}
	activity.Looked = err == nil
	return activity
}

// callbacks returns the callbacks of the owner that the path names, or nil
// when they cannot be read.
func (d Base) callbacks(r *http.Request) *views.CallbackList {
	list, err := callbackPages{d}.list(r)
	if err != nil {
		slog.ErrorContext(r.Context(), "summary without its callbacks", "reference", web.Reference(r), "error", err)
		return nil
	}
	return &list
}
