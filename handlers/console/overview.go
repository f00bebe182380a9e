package console

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// overview is the first page: whether all is well, and where it is not.
type overview struct{ Deps }

func overviewRoutes(d Deps) []web.Route {
	return []web.Route{{Pattern: "GET /admin/{$}", Page: overview{d}.Show}}
}

// latestRows is how many deliveries a summary page shows.
const latestRows = 10

// Show answers with what of the page can be known.
func (o overview) Show(w http.ResponseWriter, r *http.Request) error {
	home := views.OverviewPage{MayAdd: can(r, models.CompaniesWrite, models.Owner{})}
	home.Activity = o.activity(r, models.Owner{}, deliverylog.Filter{}, deliverylog.Filter{}.WithStatus(models.Failed))
	home.None = "Nothing failed in the last 30 days."
	if err := o.inventory(r.Context(), seen(r), &home); err != nil {
		slog.ErrorContext(r.Context(), "overview without its counts", "reference", web.Reference(r), "error", err)
	}
	untried, err := o.Store.Callbacks(r.Context(), seen(r), store.CallbackFilter{Untried: true, Live: true})
	if err != nil {
		slog.ErrorContext(r.Context(), "overview without what waits for verification", "reference", web.Reference(r), "error", err)
	}
	home.Untried = untried
	return web.Render(w, r, http.StatusOK, views.Overview(o.frame(w, r, views.NavOverview), home))
}

// inventory notes how many companies and locations there are, and whether
// anything can be sent.
func (o overview) inventory(ctx context.Context, in models.Scope, home *views.OverviewPage) error {
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

// activity gathers what a summary page says about the deliveries of an owner.
// What cannot be read is logged and left out, so that the rest still shows.
func (d Deps) activity(r *http.Request, of models.Owner, all, shown deliverylog.Filter) views.Activity {
	found := views.Activity{Filter: all, Now: d.Store.Now()}
	day, err := d.Store.Summary(r.Context(), seen(r), of, 0)
	if err == nil {
		found.Day = &day
	} else {
		slog.ErrorContext(r.Context(), "summary without its counts", "reference", web.Reference(r), "error", err)
	}
	page, err := d.Store.Deliveries(r.Context(), seen(r), shown)
	if err == nil {
		found.Latest = &views.DeliveryTable{
			Caption: "Latest deliveries", Rows: page.Rows[:min(latestRows, len(page.Rows))],
			CanResend: can(r, models.DeliveriesResend, of), Now: d.Store.Now(),
		}
	} else {
		slog.ErrorContext(r.Context(), "summary without its deliveries", "reference", web.Reference(r), "error", err)
	}
	if found.ProblemGroups, err = d.recentProblemGroups(r, of, all); err != nil {
		slog.ErrorContext(r.Context(), "summary without its problems", "reference", web.Reference(r), "error", err)
	}
	found.Looked = err == nil
	return found
}

// What a summary page tells of: this many problems, and no single delivery
// that is being retried, for that mends itself.
const (
	worst       = 3
	manyRetries = 3
)

// recentProblemGroups returns what failed of an owner in the last 7 days. The filter of
// each reaches back to the first of them, so that it stays the same while one
// mends the cause.
func (d Deps) recentProblemGroups(r *http.Request, of models.Owner, all deliverylog.Filter) ([]views.ProblemGroup, error) {
	found, err := d.problemGroups(r, seen(r), all.With("range", "7d").With("test", "no"), worst)
	found = slices.DeleteFunc(found, func(t views.ProblemGroup) bool { return t.Failed == 0 && t.Retrying < manyRetries })
	may := can(r, models.DeliveriesResend, of)
	if of.CompanyID == 0 { // all that one sees: the preview keeps to those that one may send
		may = !web.Access(r).Actor.Scope(models.DeliveriesResend).Empty()
	}
	for i, t := range found {
		found[i].MayResend = may
		found[i].Filter = t.Filter.With("from", t.First.Time().UTC().Format(time.RFC3339))
	}
	return found, err
}

// callbacks returns the callbacks of the owner that the path names, or nil
// when they cannot be read.
func (d Deps) callbacks(r *http.Request) *views.CallbackList {
	list, err := callbackLists{d}.list(r)
	if err != nil {
		slog.ErrorContext(r.Context(), "summary without its callbacks", "reference", web.Reference(r), "error", err)
		return nil
	}
	return &list
}
