package console

import (
	"net/http"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
)

// problemGroups returns what failed within a filter, the worst first and at most the
// given number, with the ways out that the asker has. in is what the asker may
// read of the log.
func (d Base) problemGroups(r *http.Request, in models.Scope, f deliverylog.Filter, most int) ([]views.ProblemGroup, error) {
	found, err := d.Store.Problems(r.Context(), in, f, most)
	if err != nil {
		return nil, err
	}
	now := d.Store.Now()
	problemGroups := make([]views.ProblemGroup, len(found))
	for i, p := range found {
		living := p.Callback.ID != 0 && p.Callback.DeletedAt == 0 && !p.Callback.Ended(models.At(now))
		problemGroups[i] = views.ProblemGroup{
			Problem: p, Filter: p.Shown(f), MayFix: living && can(r, models.CallbacksWrite, p.Callback.Owner()), Now: now,
		}
	}
	return problemGroups, nil
}
