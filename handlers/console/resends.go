package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// resendPages are the pages of runs.
type resendPages struct {
	Base
	wake func()
}

const (
	formerResendsPath = "/admin/runs" // where bookmarks of earlier versions lead
	resendsAtOnce     = 25            // how many runs a page lists
)

// resendRoutes are the ways to the pages. A run has no owner that its path could be
// looked up for: it may reach over several companies. Each page reads it as
// the asker sees it.
func resendRoutes(d Base, wake func()) []web.Route {
	h := resendPages{d, wake}
	need := models.DeliveriesResend
	return []web.Route{
		{Pattern: "GET /admin/deliveries/resend", Need: need, Page: h.New},
		{Pattern: "GET /admin/resends", Need: need, Page: h.Index},
		{Pattern: "POST /admin/resends", Need: need, Page: h.Create},
		{Pattern: "GET /admin/resends/{run}", Need: need, Page: h.Show},
		{Pattern: "GET /admin/resends/{run}/progress", Need: need, Page: h.Progress},
		{Pattern: "POST /admin/resends/{run}/stop", Need: need, Page: h.Stop},
		{Pattern: "POST /admin/resends/{run}/resume", Need: need, Page: h.Resume},
		{Pattern: "GET " + formerResendsPath, Need: need, Page: h.Moved},
		{Pattern: "GET " + formerResendsPath + "/{rest...}", Need: need, Page: h.Moved},
	}
}

// Moved leads from the address that a page of resends had before to the one
// that it has now.
func (h resendPages) Moved(w http.ResponseWriter, r *http.Request) error {
	to := *r.URL
	to.Path = views.ResendRunsURL + strings.TrimPrefix(r.URL.Path, formerResendsPath)
	http.Redirect(w, r, to.RequestURI(), http.StatusMovedPermanently)
	return nil
}

// New shows what would be sent again: all that a filter shows, or the rows that
// were ticked in a list, which says where to go back to. What was delivered is left out unless
// the form on the page says otherwise.
func (h resendPages) New(w http.ResponseWriter, r *http.Request) error {
	filter, notices := deliverylog.ParseQuery(r.URL.RawQuery)
	if back := r.URL.Query(); back.Has("back") && len(filter.Deliveries) == 0 {
		return h.flash(w, r, views.DeliveriesURL(deliverylog.Read(back.Get("back"))), "Select one delivery or more, then press Resend selected.")
	}
	order := resend.Request{Filter: filter, Rate: rateOf(r), Until: momentOf(r.FormValue("until"))}
	order.Delivered = r.FormValue("chosen") == "yes" && r.FormValue("leave") != "yes"
	return h.show(w, r, views.ResendPreviewPage{Preview: resend.Preview{Order: order}, Notices: notices})
}

// show shows the preview of an order, and what is to be mended in it.
func (h resendPages) show(w http.ResponseWriter, r *http.Request, page views.ResendPreviewPage) error {
	preview, err := h.Store.PreviewResend(r.Context(), web.Access(r), page.Preview.Order)
	problems, refused := errors.AsType[models.Problems](err)
	switch {
	case refused:
		page.Problems = problems
	case err != nil:
		return err
	default:
		page.Preview = preview
	}
	page.Key = h.Store.NewID().String()
	if page.Names, err = h.logNames(r, page.Preview.Order.Filter); err != nil {
		return err
	}
	if preview.Count == 0 && !refused {
		if page.Former, err = h.former(r, page.Preview.Order.Filter); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if len(page.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, views.ResendPreview(h.frame(w, r, views.NavDeliveries), page), "preview")
}

// former returns the last run of a filter, nil when there was none.
func (h resendPages) former(r *http.Request, f deliverylog.Filter) (*views.ResendRunRow, error) {
	found, err := h.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{Filter: f.Page(0, 0).Encode(), Limit: 1})
	if err != nil || len(found) == 0 || len(f.Pairs()) == 0 {
		return nil, err
	}
	row, err := h.row(r, found[0])
	return &row, err
}

// rateOf reads the rate of a form: zero for the usual one.
func rateOf(r *http.Request) int {
	text := r.FormValue("rate")
	n, err := strconv.ParseInt(text, 10, 32)
	if text != "" && (err != nil || n == 0) {
		return -1
	}
	return int(n)
}

// momentOf reads the moment for which a filter was answered.
func momentOf(text string) models.Millis {
	n, _ := strconv.ParseInt(text, 10, 64) // what is no number is now
	return models.Millis(max(0, n))
}

// Create starts a run. Pressed twice, it is one.
func (h resendPages) Create(w http.ResponseWriter, r *http.Request) error {
	order := resend.Request{
		Filter: deliverylog.Read(r.PostFormValue("filter")), Rate: rateOf(r),
		Until: momentOf(r.PostFormValue("until")), Delivered: r.PostFormValue("delivered") == "yes",
	}
	start := store.ResendStart{Order: order}
	if key := keyOf(r.PostFormValue("key")); key != 0 {
		start.Key = web.Access(r).Actor.ID.String() + ":" + key.String()
	}
	run, err := h.Store.StartResend(r.Context(), web.Access(r), start)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return h.show(w, r, views.ResendPreviewPage{Preview: resend.Preview{Order: order}, Problems: problems})
	}
	if err != nil {
		return err
	}
	h.wake()
	return web.Redirect(w, r, views.ResendRunURL(run.ID))
}
