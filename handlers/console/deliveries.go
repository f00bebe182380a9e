package console

import (
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// deliveryPages are the pages of the delivery log.
type deliveryPages struct{ Base }

func deliveryRoutes(d Base) []web.Route {
	h := deliveryPages{d}
	return []web.Route{
		{Pattern: "GET /admin/deliveries", Need: models.DeliveriesRead, Page: h.Index},
		{Pattern: "GET /admin/deliveries/{delivery}", Need: models.DeliveriesRead, Owner: h.ofDelivery, Page: h.Show},
		{Pattern: "GET /admin/deliveries/{delivery}/row", Need: models.DeliveriesRead, Owner: h.ofDelivery, Page: h.Row},
		{Pattern: "POST /admin/deliveries/{delivery}/resend", Need: models.DeliveriesResend, Owner: h.ofDelivery, Page: h.Resend},
		{Pattern: "POST /admin/deliveries/{delivery}/cancel", Need: models.DeliveriesCancel, Owner: h.ofDelivery, Page: h.Cancel},
	}
}

// Index shows the log through the filter that the address holds.
func (h deliveryPages) Index(w http.ResponseWriter, r *http.Request) error {
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
	if log.ProblemGroup, err = h.commonProblemGroup(r, filter, log.CanResend); err != nil {
		return err
	}
	if log.Part {
		w.Header().Set("HX-Push-Url", views.DeliveriesURL(filter)) // without the fields that were left empty
	}
	return web.Render(w, r, http.StatusOK, views.Deliveries(h.frame(w, r, views.NavDeliveries), log), "results")
}

// types are the event types to choose from: first those that the companies in
// sight have added, then those that are built in.
func (h deliveryPages) types(r *http.Request) ([]models.EventType, error) {
	var types []models.EventType
	own, err := h.Store.CustomEventTypesWithin(r.Context(), readScope(r))
	for _, custom := range own {
		if !slices.ContainsFunc(types, func(t models.EventType) bool { return t.Name == custom.Name }) { // two companies may have it
			types = append(types, models.EventType{Name: custom.Name})
		}
	}
	return append(types, models.EventTypes()...), err
}

// bannerRows is how many deliveries with one cause and host the log leads with.
const bannerRows = 3

// commonProblemGroup returns what most deliveries of a filter failed for, on its first
// page; nil when they have no cause in common.
func (h deliveryPages) commonProblemGroup(r *http.Request, f deliverylog.Filter, mayResend bool) (*views.ProblemGroup, error) {
	if f.After != 0 || f.Before != 0 {
		return nil, nil
	}
	groups, err := h.problemGroups(r, web.Scope(r), f, 1)
	if err != nil || len(groups) == 0 || groups[0].Count() < bannerRows {
		return nil, err
	}
	groups[0].MayResend = mayResend
	return &groups[0], nil
}

// failedThisWeek counts what an empty page can offer instead.
func (h deliveryPages) failedThisWeek(r *http.Request, f deliverylog.Filter) (int, error) {
	scope := deliverylog.Filter{Company: f.Company, Location: f.Location, Callback: f.Callback, Range: "7d"}
	counts, err := h.Store.DeliveryCounts(r.Context(), web.Scope(r), scope)
	return counts.ByStatus[models.Failed], err
}

// absolute returns path with the scheme and host under which the asker sees
// the console.
func (d Base) absolute(r *http.Request, path string) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if d.PublicURL != nil {
		scheme, host = d.PublicURL.Scheme, d.PublicURL.Host
	}
	return scheme + "://" + host + path
}
