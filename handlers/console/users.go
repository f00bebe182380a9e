package console

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// userPages are the pages of those who sign in.
type userPages struct{ Base }

// usersAtOnce is how many people a page lists.
const usersAtOnce = 50

func userRoutes(d Base) []web.Route {
	u := userPages{d}
	return []web.Route{
		{Pattern: "GET /admin/users", Need: models.UsersManage, Page: u.Index},
		{Pattern: "GET /admin/users/new", Need: models.UsersManage, Page: u.New},
		{Pattern: "POST /admin/users/new", Need: models.UsersManage, Page: u.Create},
		{Pattern: "GET /admin/users/{user}", Need: models.UsersManage, Owner: u.ofUser, Page: u.Show},
		{Pattern: "POST /admin/users/{user}/roles", Need: models.UsersManage, Owner: u.ofUser, Page: u.AddGrant},
		{Pattern: "POST /admin/users/{user}/roles/{grant}/remove", Need: models.UsersManage, Owner: u.ofUser, Page: u.RemoveGrant},
		{Pattern: "POST /admin/users/{user}/link", Need: models.UsersManage, Owner: u.ofUser, Page: u.Link},
		{Pattern: "GET /admin/users/{user}/disable", Need: models.UsersManage, Owner: u.ofUser, Page: u.ConfirmDisable},
		{Pattern: "POST /admin/users/{user}/disable", Need: models.UsersManage, Owner: u.ofUser, Page: u.Disable},
		{Pattern: "POST /admin/users/{user}/enable", Need: models.UsersManage, Owner: u.ofUser, Page: u.Enable},
		{Pattern: "POST /admin/users/{user}/sign-out", Need: models.UsersManage, Owner: u.ofUser, Page: u.SignOut},
	}
}

// userNamed returns the person whom the path names.
func (u userPages) userNamed(r *http.Request, in models.Scope) (models.UserRow, error) {
	return u.Store.User(r.Context(), in, idOf(r.PathValue("user")))
}

// ofUser is the Lookup of paths with {user}: something that the person is let in
// to and the asker manages.
func (u userPages) ofUser(r *http.Request, in models.Scope) (models.Owner, error) {
	row, err := u.userNamed(r, in)
	if err != nil || len(row.Rows) == 0 {
		return models.Owner{}, err
	}
	return row.Rows[0].Owner(), nil
}

// Index lists the people whom the asker looks after.
func (u userPages) Index(w http.ResponseWriter, r *http.Request) error {
	list := views.UserList{Q: strings.TrimSpace(r.FormValue("q")), Disabled: r.FormValue("state") == "disabled", Now: u.Store.Now()}
	filter := store.UserFilter{Q: list.Q, Disabled: list.Disabled, After: r.FormValue("after"), Limit: usersAtOnce + 1}
	rows, err := u.Store.Users(r.Context(), web.Scope(r), filter)
	if err != nil {
		return err
	}
	if list.Rows = rows[:min(usersAtOnce, len(rows))]; len(rows) > usersAtOnce {
		next := url.Values{"after": {rows[usersAtOnce-1].Email}}
		if list.Disabled {
			next.Set("state", "disabled")
		}
		if list.Q != "" {
			next.Set("q", list.Q)
		}
		list.Next = views.UsersURL + "?" + next.Encode()
	}
	return web.Render(w, r, http.StatusOK, views.Users(u.frame(w, r, views.NavUsers), list))
}

// New shows the form of an invitation.
func (u userPages) New(w http.ResponseWriter, r *http.Request) error {
	return u.showForm(w, r, http.StatusOK, views.UserForm{Reaches: chosenReach(r)})
}

func (u userPages) showForm(w http.ResponseWriter, r *http.Request, status int, form views.UserForm) error {
	if err := u.choices(r, &form); err != nil {
		return err
	}
	return web.Render(w, r, status, views.UserNew(u.frame(w, r, views.NavUsers), form))
}

// choices fills in what the asker may choose in a form.
func (u userPages) choices(r *http.Request, form *views.UserForm) error {
	owners, more, err := u.reachChoices(r, form.Reaches)
	form.Roles, form.Owners, form.More = givableRoles(web.Access(r).Actor), owners, more
	return err
}

// grantTyped reads a role and what it reaches.
func (u userPages) grantTyped(r *http.Request) (form views.UserForm, grant models.Grant, err error) {
	form = views.UserForm{
		Email: models.NormalEmail(r.PostFormValue("email")),
		Role:  models.Role(r.PostFormValue("role")), Reaches: r.PostFormValue("reaches"),
	}
	owner, err := u.reached(r, form.Reaches)
	if errors.Is(err, models.ErrNotFound) {
		form.Problems.Note("reaches", models.NotListed, "Select what they reach")
		err = nil
	}
	return form, models.Grant{Role: form.Role, CompanyID: owner.CompanyID, LocationID: owner.LocationID}, err
}

// Create invites somebody, and shows the link for the only time.
func (u userPages) Create(w http.ResponseWriter, r *http.Request) error {
	form, grant, err := u.grantTyped(r)
	if err != nil {
		return err
	}
	invited := models.NewUser{Email: form.Email, Invited: true, Grant: grant}
	if len(form.Problems) > 0 {
		form.Problems = append(invited.Check(), form.Problems...)
		return u.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	made, err := u.Store.CreateUser(r.Context(), web.Access(r), invited)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return u.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return u.showLink(w, r, made.ID)
}

// Show is the page of one person.
func (u userPages) Show(w http.ResponseWriter, r *http.Request) error {
	return u.showUser(w, r, http.StatusOK, views.UserForm{})
}

func (u userPages) showUser(w http.ResponseWriter, r *http.Request, status int, form views.UserForm) error {
	row, err := u.userNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	if err := u.choices(r, &form); err != nil {
		return err
	}
	access := web.Access(r)
	page := views.UserPage{
		Row: row, Form: form, Now: u.Store.Now(), Self: access.Actor.ID == row.ID, May: access.Actor.ManagesUser(row.User),
	}
	if page.Sessions, err = u.Store.UserSessions(r.Context(), row.ID, u.Console.SessionToken(r)); err != nil {
		return err
	}
	return web.Render(w, r, status, views.User(u.frame(w, r, views.NavUsers), page))
}

// answer shows what a change of a person came to.
func (u userPages) answer(w http.ResponseWriter, r *http.Request, err error, form views.UserForm, said string) error {
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return u.showUser(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return u.flash(w, r, views.UserURL(idOf(r.PathValue("user"))), said)
}

// AddGrant lets a person in to more, or gives them another role.
func (u userPages) AddGrant(w http.ResponseWriter, r *http.Request) error {
	form, grant, err := u.grantTyped(r)
	if err != nil {
		return err
	}
	if len(form.Problems) > 0 {
		if !form.Role.Known() {
			form.Problems.Add("role", "Choose a role")
		}
		return u.showUser(w, r, http.StatusUnprocessableEntity, form)
	}
	err = u.Store.AddGrant(r.Context(), web.Access(r), idOf(r.PathValue("user")), grant)
	return u.answer(w, r, err, form, "The role is given. It counts from now on.")
}

// RemoveGrant takes a role from a person.
func (u userPages) RemoveGrant(w http.ResponseWriter, r *http.Request) error {
	err := u.Store.RemoveGrant(r.Context(), web.Access(r), idOf(r.PathValue("user")), idOf(r.PathValue("grant")))
	return u.answer(w, r, err, views.UserForm{}, "The role is taken away. It does not count any more.")
}

// Link makes a link by which a person chooses a password, and shows it for the
// only time.
func (u userPages) Link(w http.ResponseWriter, r *http.Request) error {
	return u.showLink(w, r, idOf(r.PathValue("user")))
}

func (u userPages) showLink(w http.ResponseWriter, r *http.Request, id models.ID) error {
	token, err := u.Store.NewPasswordLink(r.Context(), web.Access(r), id)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return u.showUser(w, r, http.StatusUnprocessableEntity, views.UserForm{Problems: problems})
	}
	if err != nil {
		return err
	}
	row, err := u.Store.User(r.Context(), web.Scope(r), id)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	link := views.PasswordLink{Row: row, URL: u.address(r) + views.PasswordLinkURL(token)}
	return web.Render(w, r, http.StatusOK, views.PasswordLinkMade(u.frame(w, r, views.NavUsers), link))
}

// address is where browsers find the console.
func (d Base) address(r *http.Request) string {
	if d.PublicURL != nil {
		return strings.TrimSuffix(d.PublicURL.String(), "/")
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// ConfirmDisable asks whether a person shall be shut out.
func (u userPages) ConfirmDisable(w http.ResponseWriter, r *http.Request) error {
	row, err := u.userNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.UserDisable(u.frame(w, r, views.NavUsers), row))
}

// Disable shuts a person out.
func (u userPages) Disable(w http.ResponseWriter, r *http.Request) error {
	err := u.Store.DisableUser(r.Context(), web.Access(r), idOf(r.PathValue("user")))
	return u.answer(w, r, err, views.UserForm{}, "They cannot sign in any more, and are signed out everywhere.")
}

// Enable lets a person in again.
func (u userPages) Enable(w http.ResponseWriter, r *http.Request) error {
	err := u.Store.EnableUser(r.Context(), web.Access(r), idOf(r.PathValue("user")))
	return u.answer(w, r, err, views.UserForm{}, "They can sign in again, with the password they had.")
}

// SignOut ends one session of a person.
func (u userPages) SignOut(w http.ResponseWriter, r *http.Request) error {
	session := idOf(r.PostFormValue("session"))
	if session == 0 { // that would be all
		return models.ErrNotFound
	}
	err := u.Store.EndUserSessions(r.Context(), web.Access(r), idOf(r.PathValue("user")), session)
	return u.answer(w, r, err, views.UserForm{}, "They are signed out there.")
}
