package console

import (
	"net/http"
	"net/url"

	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// stopPolling is how htmx is told that nothing more will come.
const stopPolling = 286

// Index lists the runs that the asker may see.
func (h resendPages) Index(w http.ResponseWriter, r *http.Request) error {
	found, err := h.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{After: keyOf(r.FormValue("after")), Limit: resendsAtOnce + 1})
	if err != nil {
		return err
	}
	var list views.ResendRunList
	if len(found) > resendsAtOnce {
		found = found[:resendsAtOnce]
		list.Older = views.ResendRunsURL + "?" + url.Values{"after": {found[resendsAtOnce-1].ID.String()}}.Encode()
	}
	for _, run := range found {
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
	run, err := h.Store.ResendRun(r.Context(), web.Access(r), keyOf(r.PathValue("run")))
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
	id := keyOf(r.PathValue("run"))
	if _, err := h.Store.StopResend(r.Context(), web.Access(r), id); err != nil {
		return err
	}
	return h.over(w, r, id)
}

// Resume lets a stopped run go on.
func (h resendPages) Resume(w http.ResponseWriter, r *http.Request) error {
	id := keyOf(r.PathValue("run"))
	if _, err := h.Store.ResumeResend(r.Context(), web.Access(r), id); err != nil {
		return err
	}
	h.wake()
	return h.over(w, r, id)
}

// over leads back to a run after it was changed.
func (h resendPages) over(w http.ResponseWriter, r *http.Request, id models.ID) error {
	return web.Redirect(w, r, views.ResendRunURL(id))
}
