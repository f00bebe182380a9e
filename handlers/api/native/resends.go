package native

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/web"
)

// Resends answers the calls.
type Resends struct{ Base }

// resendRoutes are the calls on runs. A run has no owner that its path could be
// looked up for: it may reach over several companies. Each page reads it as
// the asker sees it.
func resendRoutes(d Base) []web.Route {
	const one = "/resends/{run}"
	need := models.DeliveriesResend
	a := Resends{d}
	return []web.Route{
		{Pattern: "GET /resends", Need: need, Page: a.Index},
		{Pattern: "POST /resends", Need: need, Page: a.Create},
		{Pattern: "GET /resend-preview", Need: need, Page: a.Preview},
		{Pattern: "GET " + one, Need: need, Page: a.Show},
		{Pattern: "POST " + one + "/stop", Need: need, Page: a.Stop},
		{Pattern: "POST " + one + "/resume", Need: need, Page: a.Resume},
	}
}

// Index lists the runs that the asker may see, newest first.
func (a Resends) Index(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	after, err := p.After()
	if err != nil {
		return err
	}
	found, err := a.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{After: after, Limit: p.Limit + 1})
	if err != nil {
		return err
	}
	found, next := Cut(p, found, func(run resend.Run) models.ID { return run.ID })
	rows := make([]Resend, len(found))
	for i, run := range found {
		if rows[i], err = a.resendOf(r, run); err != nil {
			return err
		}
	}
	return writeList(w, rows, next)
}

// Preview says what a run of a filter would do, and changes nothing.
func (a Resends) Preview(w http.ResponseWriter, r *http.Request) error {
	order, err := orderOfQuery(r.URL.Query())
	if err != nil {
		return err
	}
	preview, err := a.Store.PreviewResend(r.Context(), web.Access(r), order)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, resendPreviewOf(preview))
}

// Create starts a run. Sent again with its Idempotency-Key, it is the same.
func (a Resends) Create(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	order, err := orderOfBody(f)
	if err != nil {
		return err
	}
	run, err := a.Store.StartResend(r.Context(), web.Access(r), store.ResendStart{Order: order, Key: startKey(r)})
	if err != nil {
		return err
	}
	a.Wake()
	w.Header().Set("Location", BasePath+"/resends/"+run.ID.String())
	return a.write(w, r, written{http.StatusCreated, run})
}

// startKey names a start after who asks for it; "" when it has no name. It is
// kept with the run, so that a program that is killed between the start and
// its answer does not start it once more.
func startKey(r *http.Request) string {
	name := r.Header.Get("Idempotency-Key")
	if name == "" {
		return ""
	}
	hashed := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%s:%s", web.Access(r).Actor.ID, hex.EncodeToString(hashed[:]))
}

// Show answers with a run, and how far it has come.
func (a Resends) Show(w http.ResponseWriter, r *http.Request) error {
	id, err := runID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.ResendRun(r.Context(), web.Access(r), id)
	if err != nil {
		return err
	}
	return a.write(w, r, written{http.StatusOK, run})
}

// Stop ends a run: nothing more is sent again by it.
func (a Resends) Stop(w http.ResponseWriter, r *http.Request) error {
	id, err := runID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.StopResend(r.Context(), web.Access(r), id)
	if err != nil {
		return Needs(err, "This run is not running: there is nothing to stop")
	}
	return a.write(w, r, written{http.StatusOK, run})
}

// Resume lets a stopped run go on with what is left.
func (a Resends) Resume(w http.ResponseWriter, r *http.Request) error {
	id, err := runID(r)
	if err != nil {
		return err
	}
	run, err := a.Store.ResumeResend(r.Context(), web.Access(r), id)
	if err != nil {
		return Needs(err, "This run was not stopped: there is nothing to go on with")
	}
	a.Wake()
	return a.write(w, r, written{http.StatusOK, run})
}

// runID reads the run that the path names.
func runID(r *http.Request) (models.ID, error) {
	id, err := models.ParseID(r.PathValue("run"))
	if err != nil {
		return 0, models.ErrNotFound
	}
	return id, nil
}

// written is an answer about a run.
type written struct {
	status int
	run    resend.Run
}

func (a Resends) write(w http.ResponseWriter, r *http.Request, what written) error {
	entity, err := a.resendOf(r, what.run)
	if err != nil {
		return err
	}
	return api.Write(w, what.status, entity)
}
