package console

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// passwordLinkPages are the page on which somebody who was given a link chooses a
// password. It is there for those who have the link alone.
type passwordLinkPages struct{ Base }

func passwordLinkRoutes(d Base) []web.Route {
	p := passwordLinkPages{d}
	return []web.Route{
		{Pattern: "GET /admin/password", Page: p.New},
		{Pattern: "POST /admin/password", Page: p.Create},
	}
}

// New shows the form.
func (p passwordLinkPages) New(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, nil)
}

func (p passwordLinkPages) show(w http.ResponseWriter, r *http.Request, status int, problems models.Problems) error {
	token := r.URL.Query().Get("token")
	user, err := p.Store.PasswordLinkUser(r.Context(), token)
	if errors.Is(err, models.ErrNotFound) {
		return web.Render(w, r, http.StatusNotFound, views.PasswordLinkOver())
	}
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	return web.Render(w, r, status, views.PasswordLinkOpen(views.PasswordLinkForm{Token: token, Email: user.Email, Problems: problems}))
}

// Create stores the password that was chosen and signs the person in.
func (p passwordLinkPages) Create(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	problems := models.CheckPassword(password)
	if len(problems) == 0 && password != r.PostFormValue("password_again") {
		problems.Add("password_again", "Both passwords must be the same")
	}
	if len(problems) > 0 {
		return p.show(w, r, http.StatusUnprocessableEntity, problems)
	}
	user, err := p.Store.UsePasswordLink(r.Context(), r.URL.Query().Get("token"), password, web.Address(r))
	if errors.Is(err, models.ErrNotFound) {
		return web.Render(w, r, http.StatusNotFound, views.PasswordLinkOver())
	}
	if err != nil {
		return err
	}
	if err := p.Console.SignIn(w, r, user); err != nil {
		return err
	}
	return p.flash(w, r, views.OverviewURL, "Your password is set, and you are signed in.")
}
