package console

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// resendPages are the pages of runs.
type resendPages struct{ Base }

const (
	formerResendsPath = "/admin/runs" // where bookmarks of earlier versions lead
	resendsAtOnce     = 25            // how many runs a page lists
)

// resendRoutes are the ways to the pages. A run has no owner that its path could be
// looked up for: it may reach over several companies. Each page reads it as
// the asker sees it.
func resendRoutes(d Base) []web.Route {
	h := resendPages{d}
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

// Create starts a run. Pressed twice, it is one.
func (h resendPages) Create(w http.ResponseWriter, r *http.Request) error {
	order := resend.Request{
		Filter: deliverylog.Read(r.PostFormValue("filter")), Rate: rateOf(r),
		Until: momentOf(r.PostFormValue("until")), Delivered: r.PostFormValue("delivered") == "yes",
	}
	start := store.ResendStart{Order: order}
	if key := idOf(r.PostFormValue("key")); key != 0 {
		start.Key = web.Access(r).Actor.ID.String() + ":" + key.String()
	}
	run, err := h.Store.StartResend(r.Context(), web.Access(r), start)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return h.show(w, r, views.ResendPreviewPage{Preview: resend.Preview{Order: order}, Problems: problems})
	}
	if err != nil {
		return err
	}
	h.Wake()
	return web.Redirect(w, r, views.ResendRunURL(run.ID))
}

// stopPolling is how htmx is told that nothing more will come.
const stopPolling = 286

// Index lists the runs that the asker may see.
func (h resendPages) Index(w http.ResponseWriter, r *http.Request) error {
	runs, err := h.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{After: idOf(r.FormValue("after")), Limit: resendsAtOnce + 1})
	if err != nil {
		return err
	}
	var list views.ResendRunList
	if len(runs) > resendsAtOnce {
		runs = runs[:resendsAtOnce]
		list.Older = views.ResendRunsURL + "?" + url.Values{"after": {runs[resendsAtOnce-1].ID.String()}}.Encode()
	}
	for _, run := range runs {
		row, err := h.row(r, run)
		if err != nil {
			return err
		}
		list.Rows = append(list.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, views.ResendRuns(h.frame(w, r, views.NavDeliveries), list))
}

// row adds to a run how far it has come.
func (h resendPages) row(r *http.Request, run resend.Run) (views.ResendRunRow, error) {
	p, err := h.Store.ResendProgress(r.Context(), run)
	return views.ResendRunRow{Run: run, Progress: p}, err
}

// page reads the run that the path names.
func (h resendPages) page(r *http.Request) (page views.ResendRunPage, err error) {
	run, err := h.Store.ResendRun(r.Context(), web.Access(r), idOf(r.PathValue("run")))
	if err != nil {
		return page, err
	}
	page.Now = h.Store.Now()
	if page.ResendRunRow, err = h.row(r, run); err != nil {
		return page, err
	}
	page.Names, err = h.logNames(r, run.Request().Filter)
	return page, err
}

// Show is the page of one run.
func (h resendPages) Show(w http.ResponseWriter, r *http.Request) error {
	page, err := h.page(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.ResendRun(h.frame(w, r, views.NavDeliveries), page))
}

// Progress is the part of the page that asks for itself again.
func (h resendPages) Progress(w http.ResponseWriter, r *http.Request) error {
	page, err := h.page(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !page.Lives() {
		status = stopPolling
	}
	return web.Render(w, r, status, views.ResendRunProgress(page))
}

// Stop ends a run: nothing more is sent again by it.
func (h resendPages) Stop(w http.ResponseWriter, r *http.Request) error {
	id := idOf(r.PathValue("run"))
	if _, err := h.Store.StopResend(r.Context(), web.Access(r), id); err != nil {
		return err
	}
	return h.leadToRun(w, r, id)
}

// Resume lets a stopped run go on.
func (h resendPages) Resume(w http.ResponseWriter, r *http.Request) error {
	id := idOf(r.PathValue("run"))
	if _, err := h.Store.ResumeResend(r.Context(), web.Access(r), id); err != nil {
		return err
	}
	h.Wake()
	return h.leadToRun(w, r, id)
}

// leadToRun leads back to a run after it was changed.
func (h resendPages) leadToRun(w http.ResponseWriter, r *http.Request, id models.ID) error {
	return web.Redirect(w, r, views.ResendRunURL(id))
}
