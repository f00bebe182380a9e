package console

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// overviewPage is the first page: whether all is well, and where it is not.
type overviewPage struct{ Base }

// newestEvents is among how many it is looked for records that change too fast.
const newestEvents = 500

func overviewRoutes(d Base) []web.Route {
	return []web.Route{{Pattern: "GET /admin/{$}", Page: overviewPage{d}.Show}}
}

// Show answers with what of the page can be known.
func (o overviewPage) Show(w http.ResponseWriter, r *http.Request) error {
	home := views.OverviewPage{MayAdd: can(r, models.CompaniesWrite, models.Owner{})}
	home.Activity = o.activity(r, models.Owner{}, deliverylog.Filter{}, deliverylog.Filter{}.WithStatus(models.Failed))
	home.None = "Nothing failed in the last 30 days."
	if err := o.inventory(r.Context(), readScope(r), &home); err != nil {
		slog.ErrorContext(r.Context(), "overview without its counts", "reference", web.Reference(r), "error", err)
	}
	untried, err := o.Store.Callbacks(r.Context(), readScope(r), store.CallbackFilter{Untried: true, Live: true})
	if err != nil {
		slog.ErrorContext(r.Context(), "overview without what waits for verification", "reference", web.Reference(r), "error", err)
	}
	home.Untried = untried
	newest, err := o.Store.LatestEvents(r.Context(), readScope(r), newestEvents)
	if err != nil {
		slog.ErrorContext(r.Context(), "overview without what repeats", "reference", web.Reference(r), "error", err)
	}
	home.Repeated = models.RepeatedRecords(newest)
	return web.Render(w, r, http.StatusOK, views.Overview(o.frame(w, r, views.NavOverview), home))
}

// inventory notes how many companies and locations there are, and whether
// anything can be sent.
func (o overviewPage) inventory(ctx context.Context, in models.Scope, home *views.OverviewPage) error {
	companies, moreCompanies, err := o.Store.Companies(ctx, in, store.OwnerFilter{})
	if err != nil {
		return fmt.Errorf("count companies: %w", err)
	}
	locations, moreLocations, err := o.Store.Locations(ctx, in, store.OwnerFilter{})
	if err != nil {
		return fmt.Errorf("count locations: %w", err)
	}
	if len(companies) > 0 { // those who see one location see no company
		home.Lead = append(home.Lead, counted(views.Plural(len(companies), "company", "companies"), moreCompanies != ""))
	}
	home.Lead = append(home.Lead, counted(views.Plural(len(locations), "location", "locations"), moreLocations != ""))
	callbacks := 0
	for _, c := range companies {
		callbacks += c.Callbacks
	}
	for _, l := range locations {
		callbacks += l.Postbacks
	}
	home.NoCompanies = len(companies) == 0 && len(locations) == 0
	home.NoCallbacks = callbacks == 0 && moreCompanies == "" && moreLocations == ""
	return nil
}

// counted writes a number that is exact, or "more than 50 locations".
func counted(number string, more bool) string {
	if more {
		return "more than " + number
	}
	return number
}
