package console

import (
	"net/http"
	"slices"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// What a summary page tells of: this many problems, and no single delivery
// that is being retried, for that mends itself.
const (
	worst       = 3
	manyRetries = 3
)

// recentProblemGroups returns what failed of an owner in the last 7 days. The filter of
// each reaches back to the first of them, so that it stays the same while one
// mends the cause.
func (d Base) recentProblemGroups(r *http.Request, of models.Owner, all deliverylog.Filter) ([]views.ProblemGroup, error) {
	groups, err := d.problemGroups(r, readScope(r), all.With("range", "7d").With("test", "no"), worst)
	groups = slices.DeleteFunc(groups, func(t views.ProblemGroup) bool { return t.Failed == 0 && t.Retrying < manyRetries })
	may := can(r, models.DeliveriesResend, of)
	if of.CompanyID == 0 { // all that one sees: the preview keeps to those that one may send
		may = !web.Access(r).Actor.Scope(models.DeliveriesResend).Empty()
	}
	for i, t := range groups {
		groups[i].MayResend = may
		groups[i].Filter = t.Filter.With("from", t.First.Time().UTC().Format(time.RFC3339))
	}
	return groups, err
}

// problemGroups returns what failed within a filter, the worst first and at most the
// given number, with the ways out that the asker has. in is what the asker may
// read of the log.
func (d Base) problemGroups(r *http.Request, in models.Scope, f deliverylog.Filter, most int) ([]views.ProblemGroup, error) {
	problems, err := d.Store.Problems(r.Context(), in, f, most)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	groups := make([]views.ProblemGroup, len(problems))
	for i, p := range problems {
		living := p.Callback.ID != 0 && p.Callback.DeletedAt == 0 && !p.Callback.Ended(models.At(now))
		groups[i] = views.ProblemGroup{
			Problem: p, Filter: p.Shown(f), MayFix: living && can(r, models.CallbacksWrite, p.Callback.Owner()), Now: now,
		}
	}
	return groups, nil
}
