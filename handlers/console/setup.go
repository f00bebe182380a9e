package console

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// setupPages is the page that makes the first person who may sign in. It is there
// only while nobody can, and only for the one who has the printed link.
type setupPages struct{ Base }

func setupRoutes(d Base) []web.Route {
	s := setupPages{d}
	return []web.Route{
		{Pattern: "GET /admin/setup", Page: s.New},
		{Pattern: "POST /admin/setup", Page: s.Create},
	}
}

// New shows the form.
func (s setupPages) New(w http.ResponseWriter, r *http.Request) error {
	if err := s.admit(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Setup(views.SetupForm{Token: s.SetupToken, Elsewhere: s.Console.SignInAddress(r)}))
}

// Create makes the first admin and signs them in.
func (s setupPages) Create(w http.ResponseWriter, r *http.Request) error {
	if err := s.admit(r); err != nil {
		return err
	}
	form := views.SetupForm{Token: s.SetupToken, Email: models.NormalEmail(r.PostFormValue("email"))}
	password := r.PostFormValue("password")
	form.Problems = models.CheckUser(form.Email, password)
	if len(form.Problems) == 0 && password != r.PostFormValue("password_again") {
		form.Problems.Add("password_again", "Both passwords must be the same")
	}
	if len(form.Problems) > 0 {
		return web.Render(w, r, http.StatusUnprocessableEntity, views.Setup(form))
	}
	user, err := s.Store.CreateFirstUser(r.Context(), form.Email, password)
	if errors.Is(err, models.ErrConflict) {
		return models.ErrNotFound // somebody else was the first
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return web.Render(w, r, http.StatusUnprocessableEntity, views.Setup(form))
	}
	if err != nil {
		return fmt.Errorf("create first user: %w", err)
	}
	if err := s.Console.SignIn(w, r, user); err != nil {
		return err
	}
	return s.flash(w, r, views.OverviewURL, "Callboard is set up. You are its admin.")
}

// admit answers as if the page did not exist, unless nobody can sign in yet
// and the link is the printed one.
func (s setupPages) admit(r *http.Request) error {
	token := r.URL.Query().Get("token")
	if s.SetupToken == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.SetupToken)) == 0 {
		return models.ErrNotFound
	}
	somebody, err := s.Store.HasUsers(r.Context())
	if err != nil {
		return fmt.Errorf("look for users: %w", err)
	}
	if somebody {
		return models.ErrNotFound
	}
	return nil
}
