package native

import (
	"net/http"
	"unicode/utf8"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// CallbackPause says why the deliveries of a callback are held back.
type CallbackPause struct {
	Reason *string `json:"reason,omitzero"`
}

// pauseCallback holds the deliveries of a callback back.
func (a API) pauseCallback(w http.ResponseWriter, r *http.Request) error {
	f, err := readOptionalBody(w, r)
	if err != nil {
		return err
	}
	reason := "Paused by " + web.Access(r).Actor.Name + "."
	f.Text("reason", &reason)
	f.Problems.NeedLine("reason", "reason", reason)
	if utf8.RuneCountInString(reason) > models.PauseReasonLimit {
		f.Refuse("reason", "must be 500 characters or fewer")
	}
	if err := f.Problems.Err(); err != nil {
		return err
	}
	c, err := a.Store.PauseCallback(r.Context(), web.Access(r), r.PathValue("callback"), reason)
	if err != nil {
		return err
	}
	return a.writeCallback(w, r, http.StatusOK, c)
}

// Released is how many deliveries were held back and go now.
type Released struct {
	Released int `json:"released"`
}

// resumeCallback lets the deliveries of a paused callback go.
func (a API) resumeCallback(w http.ResponseWriter, r *http.Request) error {
	if _, err := readOptionalBody(w, r); err != nil {
		return err
	}
	released, err := a.Store.ResumeCallback(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	a.Wake()
	return api.Write(w, http.StatusOK, Released{Released: released})
}
