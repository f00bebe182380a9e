package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/signing"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

func secretRoutes(d Deps) []web.Route {
	s := secrets{d}
	return []web.Route{
		{Pattern: "GET /admin/callbacks/{callback}/secret", Need: models.CallbacksWrite, Of: d.ofCallback, Page: s.New},
		{Pattern: "POST /admin/callbacks/{callback}/secret", Need: models.CallbacksWrite, Of: d.ofCallback, Page: s.Create},
	}
}

// secrets are what requests are signed with.
type secrets struct{ Deps }

// New asks for a new secret.
func (s secrets) New(w http.ResponseWriter, r *http.Request) error {
	callback, _, err := ending{s.Deps}.living(r)
	if err != nil {
		return err
	}
	overlap := strconv.Itoa(int(signing.DefaultOverlap / time.Hour))
	return s.show(w, r, http.StatusOK, views.SecretPage{CallbackQuestion: views.CallbackQuestion{Callback: callback}, Overlap: overlap})
}

// Create makes a new secret, and shows it for the only time.
func (s secrets) Create(w http.ResponseWriter, r *http.Request) error {
	callback, _, err := ending{s.Deps}.living(r)
	if err != nil {
		return err
	}
	typed := strings.TrimSpace(r.PostFormValue("overlap"))
	hours, bad := strconv.ParseInt(typed, 10, 32)
	if typed != "" && bad != nil || hours > int64(signing.MaxOverlap/time.Hour) {
		hours = -1 // the store says what is wrong with it
	}
	made, err := s.Store.RotateSecret(r.Context(), web.Access(r), callback.PublicID, store.Rotation{Overlap: time.Duration(hours) * time.Hour})
	if found, refused := errors.AsType[models.Problems](err); refused {
		page := views.SecretPage{CallbackQuestion: views.CallbackQuestion{Callback: callback}, Overlap: typed, Problems: found}
		return s.show(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return s.made(w, r, made)
}

// made shows the secret of a callback that has just got it.
func (s secrets) made(w http.ResponseWriter, r *http.Request, callback models.Callback) error {
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusOK, views.SecretPage{
		CallbackQuestion: views.CallbackQuestion{Callback: callback}, Secret: callback.Keys.Current,
	})
}

func (s secrets) show(w http.ResponseWriter, r *http.Request, status int, page views.SecretPage) error {
	at, err := s.placeOf(r, page.Callback.Owner())
	if err != nil {
		return err
	}
	page.Company, page.Location = at.company, at.location
	return web.Render(w, r, status, views.SecretOf(s.frame(w, r, at.nav()), page))
}
