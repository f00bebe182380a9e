package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/web"
)

// resendRoutes are the calls on resends. A resend has no owner that its path
// could be looked up for: it may reach over several companies. Each page reads
// it as the caller sees it.
func (a API) resendRoutes() []web.Route {
	const need = models.DeliveriesResend
	return []web.Route{
		{Pattern: "GET /resends", Need: need, Page: a.listResends},
		{Pattern: "POST /resends", Need: need, Page: a.startResend},
		{Pattern: "GET /resend-preview", Need: need, Page: a.previewResend},
		{Pattern: "GET /resends/{run}", Need: need, Page: a.showResend},
		{Pattern: "POST /resends/{run}/stop", Need: need, Page: a.stopResend},
		{Pattern: "POST /resends/{run}/resume", Need: need, Page: a.resumeResend},
	}
}

// listResends lists the resends that the caller may see, newest first.
func (a API) listResends(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	after, err := p.after()
	if err != nil {
		return err
	}
	rows, err := a.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{After: after, Limit: p.Limit + 1})
	if err != nil {
		return err
	}
	rows, next := cutPage(p, rows, func(run resend.Run) models.ID { return run.ID })
	resends := make([]Resend, len(rows))
	for i, run := range rows {
		if resends[i], err = a.resendOf(r, run); err != nil {
			return err
		}
	}
	return writeList(w, resends, next)
}

// previewResend says what a resend of a filter would do, and changes nothing.
func (a API) previewResend(w http.ResponseWriter, r *http.Request) error {
	request, err := readResendQuery(r.URL.Query())
	if err != nil {
		return err
	}
	preview, err := a.Store.PreviewResend(r.Context(), web.Access(r), request)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, resendPreviewOf(preview, web.Access(r).Actor))
}

// startResend starts a resend. Sent again with its Idempotency-Key, it is the
// same: the key is stored with the resend, so that a program which is killed
// between the start and its answer does not start it once more.
func (a API) startResend(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	request, err := readResendBody(body)
	if err != nil {
		return err
	}
	start := store.ResendStart{Order: request}
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		start.Key = callName(r, key)
	}
	run, err := a.Store.StartResend(r.Context(), web.Access(r), start)
	if err != nil {
		return err
	}
	a.Wake()
	w.Header().Set("Location", BasePath+"/resends/"+run.ID.String())
	if run.NextAt == run.CreatedAt { // nothing of it was sent yet: no question can fail now that it is started
		return api.Write(w, http.StatusCreated, resendWith(run, resend.Progress{Left: run.Total}))
	}
	return a.writeResend(w, r, http.StatusCreated, run)
}

// showResend answers with a resend, and how far it has come.
func (a API) showResend(w http.ResponseWriter, r *http.Request) error {
	id, err := resendID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.ResendRun(r.Context(), web.Access(r), id)
	if err != nil {
		return err
	}
	return a.writeResend(w, r, http.StatusOK, run)
}

// stopResend ends a resend: it sends nothing more.
func (a API) stopResend(w http.ResponseWriter, r *http.Request) error {
	id, err := resendID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.StopResend(r.Context(), web.Access(r), id)
	if err != nil {
		return explainConflict(err, "This run is not running: there is nothing to stop")
	}
	return a.writeResend(w, r, http.StatusOK, run)
}

// resumeResend lets a stopped resend go on with what is left.
func (a API) resumeResend(w http.ResponseWriter, r *http.Request) error {
	id, err := resendID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.ResumeResend(r.Context(), web.Access(r), id)
	if err != nil {
		return explainConflict(err, "This run was not stopped: there is nothing to go on with")
	}
	a.Wake()
	return a.writeResend(w, r, http.StatusOK, run)
}

// resendID reads which resend the path names.
func resendID(r *http.Request) (models.ID, error) {
	id, err := models.ParseID(r.PathValue("run"))
	if err != nil {
		return 0, models.ErrNotFound
	}
	return id, nil
}

func (a API) writeResend(w http.ResponseWriter, r *http.Request, status int, run resend.Run) error {
	answer, err := a.resendOf(r, run)
	if err != nil {
		return err
	}
	return api.Write(w, status, answer)
}
