package native

import (
	"net/http"
	"net/url"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// statisticsRoutes are the calls that count deliveries.
func (a API) statisticsRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /statistics", Need: models.DeliveriesRead, Page: a.showStatistics}}
}

// Statistics are the numbers of the last hours.
type Statistics struct {
	Hours           int   `json:"hours"`
	Delivered       int   `json:"delivered"`
	Failed          int   `json:"failed"`
	NotSent         int   `json:"not_sent"`
	Waiting         int   `json:"waiting" description:"Counted to 1,000."`
	Retrying        int   `json:"retrying" description:"Counted to 1,000."`
	OldestDueAt     *Date `json:"oldest_due_at"`
	LastDeliveredAt *Date `json:"last_delivered_at"`
}

// showStatistics counts the last 24 hours of all that the key reaches, or of a
// company, a location or a callback.
func (a API) showStatistics(w http.ResponseWriter, r *http.Request) error {
	owner, callback, err := a.statisticsOf(r, r.URL.Query())
	if err != nil {
		return err
	}
	sum, err := a.Store.Summary(r.Context(), web.Scope(r), owner, callback)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, Statistics{
		Hours: 24, Delivered: sum.Delivered, Failed: sum.Failed, NotSent: sum.NotSent, Waiting: sum.Waiting, Retrying: sum.Retrying,
		OldestDueAt: dateOrNull(sum.OldestDue), LastDeliveredAt: dateOrNull(sum.LastDelivered),
	})
}

// statisticsOf reads what the numbers are of: a callback, a location or a
// company; zero for all.
func (a API) statisticsOf(r *http.Request, query url.Values) (owner models.Owner, callback models.ID, err error) {
	in := web.Scope(r)
	switch {
	case query.Get("callback") != "":
		c, err := a.Store.Callback(r.Context(), in, query.Get("callback"))
		return c.Owner(), c.ID, err
	case query.Get("location") != "":
		l, err := a.Store.Location(r.Context(), in, query.Get("location"))
		return l.Owner(), 0, err
	case query.Get("company") != "":
		c, err := a.Store.Company(r.Context(), in, query.Get("company"))
		return c.Owner(), 0, err
	}
	return models.Owner{}, 0, nil
}
