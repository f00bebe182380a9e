package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// signInPages are the pages that let people in and out.
type signInPages struct{ Base }

func signInRoutes(d Base) []web.Route {
	s := signInPages{d}
	return []web.Route{
		{Pattern: "GET /{$}", Page: s.Home},
		{Pattern: "GET /admin", Page: s.Home},
		{Pattern: "GET /admin/login", Page: s.New},
		{Pattern: "POST /admin/login", Page: s.Create},
		{Pattern: "POST /admin/logout", Page: s.Delete},
	}
}

// Home leads from the bare address to the console.
func (s signInPages) Home(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, views.OverviewURL, http.StatusSeeOther)
	return nil
}

// New shows the form, or the console to those who are in already.
func (s signInPages) New(w http.ResponseWriter, r *http.Request) error {
	next := web.LocalPath(r.FormValue("next"))
	_, err := s.Console.Authenticate(r)
	if err == nil {
		return web.Redirect(w, r, next)
	}
	if !errors.Is(err, web.ErrSignIn) {
		return err
	}
	somebody, err := s.Store.HasUsers(r.Context())
	if err != nil {
		return fmt.Errorf("look for users: %w", err)
	}
	return web.Render(w, r, http.StatusOK, views.SignIn(views.SignInForm{Next: next, Nobody: !somebody, Elsewhere: s.Console.SignInAddress(r)}))
}

// Create signs somebody in. Wrong e-mail and wrong password are told apart by
// nobody.
func (s signInPages) Create(w http.ResponseWriter, r *http.Request) error {
	form := views.SignInForm{Email: r.PostFormValue("email"), Next: web.LocalPath(r.PostFormValue("next")), Carried: r.PostFormValue("carried")}
	user, err := s.Store.SignIn(r.Context(), form.Email, r.PostFormValue("password"), web.Address(r))
	if tooMany, ok := errors.AsType[models.TooManyError](err); ok {
		s.logRefusal(r, form.Email)
		form.Problems.Add("email", "Too many tries. Wait 1 minute, then try again.")
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(tooMany.Wait.Seconds()))))
		return web.Render(w, r, http.StatusTooManyRequests, views.SignIn(form))
	}
	if errors.Is(err, models.ErrSignIn) {
		s.logRefusal(r, form.Email)
		form.Problems.Add("email", "The e-mail or password is not right.")
		return web.Render(w, r, http.StatusUnprocessableEntity, views.SignIn(form))
	}
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if err := s.Console.SignIn(w, r, user); err != nil {
		return err
	}
	slog.InfoContext(r.Context(), "signed in", "address", web.Address(r), "actor", web.ActorID(user.Actor("")), "reference", web.Reference(r))
	if carried, ok := s.Console.Carried(form.Carried, user.ID); ok {
		return web.Render(w, r, http.StatusOK, views.Carried(carried))
	}
	return web.Redirect(w, r, form.Next)
}

// logRefusal notes that somebody was not let in, and who it would have been. What was
// typed is left out: it may be a password.
func (s signInPages) logRefusal(r *http.Request, email string) {
	line := []slog.Attr{slog.String("address", web.Address(r)), slog.String("reference", web.Reference(r))}
	if user, err := s.Store.UserByEmail(r.Context(), email); err == nil {
		line = append(line, slog.String("actor", web.ActorID(user.Actor(""))))
	}
	slog.LogAttrs(r.Context(), slog.LevelWarn, "sign-in refused", line...)
}

// Delete signs the browser out.
func (s signInPages) Delete(w http.ResponseWriter, r *http.Request) error {
	if err := s.Console.SignOut(w, r); err != nil {
		return err
	}
	return web.Redirect(w, r, views.SignInURL)
}
