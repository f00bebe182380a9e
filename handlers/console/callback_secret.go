package console

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

func callbackSecretRoutes(d Base) []web.Route {
	s := callbackSecretPages{d}
	return []web.Route{
		{Pattern: "GET /admin/callbacks/{callback}/secret", Need: models.CallbacksWrite, Owner: d.ofCallback, Page: s.New},
		{Pattern: "POST /admin/callbacks/{callback}/secret", Need: models.CallbacksWrite, Owner: d.ofCallback, Page: s.Create},
		{Pattern: "POST /admin/callbacks/{callback}/secret/delete", Need: models.CallbacksWrite, Owner: d.ofCallback, Page: s.Delete},
	}
}

// callbackSecretPages are what requests are signed with.
type callbackSecretPages struct{ Base }

// New asks for a new secret.
func (s callbackSecretPages) New(w http.ResponseWriter, r *http.Request) error {
	return s.ask(w, r, http.StatusOK)
}

// stale asks anew, and says that the form sent was not for the present secret.
func (s callbackSecretPages) stale(w http.ResponseWriter, r *http.Request) error {
	return s.ask(w, r, http.StatusConflict)
}

// ask shows the form for a new secret, made for the present one.
func (s callbackSecretPages) ask(w http.ResponseWriter, r *http.Request, status int) error {
	callback, _, err := s.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	return s.show(w, r, status, views.SecretPage{
		CallbackQuestion: views.CallbackQuestion{Callback: callback}, Stale: status == http.StatusConflict,
		Overlap: strconv.Itoa(int(models.DefaultSecretOverlap / time.Hour)),
	})
}

// Create makes a new secret, and shows it for the only time. A form that was
// made for another secret than the present one changes nothing: sent twice, it
// would end the one that the receiver has.
func (s callbackSecretPages) Create(w http.ResponseWriter, r *http.Request) error {
	callback, _, err := s.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	if r.PostFormValue("signed_at") != strconv.FormatInt(int64(callback.SignedAt), 10) {
		return s.stale(w, r)
	}
	rotation, typed := store.Rotation{Of: &callback.SignedAt, Secret: tidyText(r.PostFormValue("secret"))}, strings.TrimSpace(r.PostFormValue("overlap"))
	if callback.SignedAt != 0 {
		var problems models.Problems
		if rotation.Overlap, problems = overlapOf(typed); problems != nil {
			if rotation.Secret != "" {
				problems.Add("secret", "Enter the secret again")
			}
			return s.refuse(w, r, callback, typed, problems)
		}
	}
	rotated, err := s.Store.RotateSecret(r.Context(), web.Access(r), callback.PublicID, rotation)
	problems, refused := errors.AsType[models.Problems](err)
	switch {
	case errors.Is(err, models.ErrConflict):
		return s.stale(w, r)
	case refused:
		return s.refuse(w, r, callback, typed, problems)
	case err != nil:
		return err
	case rotation.Secret != "": // whoever typed it has it
		return s.flash(w, r, views.CallbackURL(callback), "The secret is imported. Requests are signed with it from now on.")
	}
	return s.made(w, r, rotated)
}

// refuse asks anew, with what is to be mended. The typed secret does not come back.
func (s callbackSecretPages) refuse(w http.ResponseWriter, r *http.Request, callback models.Callback, overlap string, problems models.Problems) error {
	page := views.SecretPage{CallbackQuestion: views.CallbackQuestion{Callback: callback}, Overlap: overlap, Problems: problems}
	return s.show(w, r, http.StatusUnprocessableEntity, page)
}

// overlapOf reads how many hours both secrets sign. Left empty it is not 0:
// that would end the secret which the receiver has.
func overlapOf(typed string) (time.Duration, models.Problems) {
	const most = int(models.MaxSecretOverlap / time.Hour)
	hours, err := strconv.Atoi(typed)
	switch {
	case typed == "":
		return 0, models.Problems{{Field: "overlap", Code: models.Blank, Text: fmt.Sprintf("Enter the hours in which both secrets sign, 0 to %d", most)}}
	case err != nil || hours < 0 || hours > most:
		return 0, models.Problems{{Field: "overlap", Code: models.OutOfRange, Text: fmt.Sprintf("Hours in which both secrets sign must be a whole number, 0 to %d", most)}}
	}
	return time.Duration(hours) * time.Hour, nil
}

// Delete stops signing.
func (s callbackSecretPages) Delete(w http.ResponseWriter, r *http.Request) error {
	callback, err := s.Store.RemoveSecret(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return s.flash(w, r, views.SecretURL(callback), "Requests are no longer signed.")
}

// made shows the secret of a callback that has just got it. Of one whose form
// was sent twice the first answer has shown it: nobody can be shown it again.
func (s callbackSecretPages) made(w http.ResponseWriter, r *http.Request, callback models.Callback) error {
	if callback.Keys.Current == "" {
		return s.flash(w, r, views.SecretURL(callback),
			"Saved. The form was sent twice, and its secret shown once, in the first answer. If you could not copy it, create a new one.")
	}
	return s.show(w, r, http.StatusOK, views.SecretPage{
		CallbackQuestion: views.CallbackQuestion{Callback: callback}, Secret: callback.Keys.Current,
	})
}

func (s callbackSecretPages) show(w http.ResponseWriter, r *http.Request, status int, page views.SecretPage) error {
	at, err := s.ownerOfCallback(r, page.Callback)
	if err != nil {
		return err
	}
	page.Company, page.Location, page.DatabaseRef = at.company, at.location, at.databaseRef
	return web.Render(w, r, status, views.Secret(s.frame(w, r, at.nav()), page))
}
