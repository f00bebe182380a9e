package console

import (
	"errors"
	"net/http"
	"strconv"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// mePages are the pages of the person who is signed in.
type mePages struct{ Base }

func meRoutes(d Base) []web.Route {
	m := mePages{d}
	return []web.Route{
		{Pattern: "GET /admin/me", Page: m.Show},
		{Pattern: "POST /admin/me", Page: m.ChangePassword},
		{Pattern: "POST /admin/me/sign-out", Page: m.SignOut},
	}
}

// Show is the page of the asker: roles, sessions, the form of a new password.
func (m mePages) Show(w http.ResponseWriter, r *http.Request) error {
	return m.show(w, r, http.StatusOK, nil)
}

func (m mePages) show(w http.ResponseWriter, r *http.Request, status int, problems models.Problems) error {
	id := web.Access(r).Actor.ID
	row, err := m.Store.User(r.Context(), models.Everything, id)
	if err != nil {
		return err
	}
	page := views.MePage{Row: row, Now: m.Store.Now(), Problems: problems}
	if page.Sessions, err = m.Store.UserSessions(r.Context(), id, m.Console.SessionToken(r)); err != nil {
		return err
	}
	return web.Render(w, r, status, views.Me(m.frame(w, r, views.NavMe), page))
}

// ChangePassword stores another password for the asker, who knows the old one.
func (m mePages) ChangePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	problems := models.CheckPassword(password)
	if len(problems) == 0 && password != r.PostFormValue("password_again") {
		problems.Add("password_again", "Both passwords must be the same")
	}
	if len(problems) > 0 {
		return m.show(w, r, http.StatusUnprocessableEntity, problems)
	}
	err := m.Store.ChangePassword(r.Context(), web.Access(r), r.PostFormValue("old_password"), password, m.Console.SessionToken(r))
	if tooMany, ok := errors.AsType[models.TooManyError](err); ok {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(tooMany.Wait.Seconds()))))
		problems.Add("old_password", "Too many tries. Wait 1 minute, then try again.")
		return m.show(w, r, http.StatusTooManyRequests, problems)
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return m.show(w, r, http.StatusUnprocessableEntity, problems)
	}
	if err != nil {
		return err
	}
	return m.flash(w, r, views.MeURL, "The new password counts from now on. You are signed out everywhere else.")
}

// SignOut ends one of the asker's sessions.
func (m mePages) SignOut(w http.ResponseWriter, r *http.Request) error {
	access, session := web.Access(r), idOf(r.PostFormValue("session"))
	if session == 0 { // that would be all
		return models.ErrNotFound
	}
	err := m.Store.EndUserSessions(r.Context(), access, access.Actor.ID, session)
	if err != nil {
		return err
	}
	return m.flash(w, r, views.MeURL, "That browser is signed out.")
}
