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

// apiKeyPages are the pages of API keys.
type apiKeyPages struct{ Base }

// apiKeysAtOnce is how many keys a page lists.
const apiKeysAtOnce = 50

// apiKeyRoutes are the ways to the pages.
func apiKeyRoutes(d Base) []web.Route {
	k := apiKeyPages{d}
	return []web.Route{
		{Pattern: "GET /admin/api-keys", Need: models.KeysManage, Page: k.Index},
		{Pattern: "GET /admin/api-keys/new", Need: models.KeysManage, Page: k.New},
		{Pattern: "POST /admin/api-keys/new", Need: models.KeysManage, Page: k.Create},
		{Pattern: "GET /admin/api-keys/{key}", Need: models.KeysManage, Owner: k.ofKey, Page: k.Show},
		{Pattern: "GET /admin/api-keys/{key}/revoke", Need: models.KeysManage, Owner: k.ofKey, Page: k.Revoke},
		{Pattern: "POST /admin/api-keys/{key}/revoke", Need: models.KeysManage, Owner: k.ofKey, Page: k.Delete},
	}
}

// keyNamed returns the key that the path names.
func (k apiKeyPages) keyNamed(r *http.Request, in models.Scope) (models.APIKeyRow, error) {
	return k.Store.APIKey(r.Context(), in, idOf(r.PathValue("key")))
}

// ofKey is the Lookup of paths with {key}.
func (k apiKeyPages) ofKey(r *http.Request, in models.Scope) (models.Owner, error) {
	row, err := k.keyNamed(r, in)
	return row.Owner(), err
}

// Index lists the keys of all that the asker manages.
func (k apiKeyPages) Index(w http.ResponseWriter, r *http.Request) error {
	list := views.APIKeyList{Revoked: r.FormValue("state") == "revoked"}
	filter := store.APIKeyFilter{Living: !list.Revoked, Revoked: list.Revoked, Before: idOf(r.FormValue("after")), Limit: apiKeysAtOnce + 1}
	rows, err := k.Store.APIKeys(r.Context(), web.Scope(r), filter)
	if err != nil {
		return err
	}
	if list.Rows = rows[:min(apiKeysAtOnce, len(rows))]; len(rows) > apiKeysAtOnce {
		next := url.Values{"after": {rows[apiKeysAtOnce-1].ID.String()}}
		if list.Revoked {
			next.Set("state", "revoked")
		}
		list.Next = views.APIKeysURL + "?" + next.Encode()
	}
	return web.Render(w, r, http.StatusOK, views.APIKeys(k.frame(w, r, views.NavAPIKeys), list))
}

// New shows the empty form.
func (k apiKeyPages) New(w http.ResponseWriter, r *http.Request) error {
	form := views.APIKeyForm{Key: k.Store.NewID().String(), Reaches: chosenReach(r)}
	return k.show(w, r, http.StatusOK, form)
}

// chosenReach is what the address wants a key to reach.
func chosenReach(r *http.Request) string {
	for _, what := range []string{"location", "company"} {
		if id := r.FormValue(what); id != "" {
			return what + ":" + id
		}
	}
	return ""
}

// show shows the form with what the asker may choose in it.
func (k apiKeyPages) show(w http.ResponseWriter, r *http.Request, status int, form views.APIKeyForm) error {
	owners, more, err := k.reachChoices(r, form.Reaches)
	if err != nil {
		return err
	}
	form.Roles, form.Owners, form.More = givableRoles(web.Access(r).Actor), owners, more
	return web.Render(w, r, status, views.APIKeyNew(k.frame(w, r, views.NavAPIKeys), form))
}

// Create makes a key, and shows it for the only time.
func (k apiKeyPages) Create(w http.ResponseWriter, r *http.Request) error {
	form := views.APIKeyForm{
		Key: r.PostFormValue("key"), Name: strings.TrimSpace(r.PostFormValue("name")),
		Role: models.Role(r.PostFormValue("role")), Reaches: r.PostFormValue("reaches"),
	}
	owner, err := k.reached(r, form.Reaches)
	if errors.Is(err, models.ErrNotFound) {
		form.Problems = models.APIKey{Name: form.Name, Role: form.Role}.Check()
		form.Problems.Note("reaches", models.NotListed, "Select what the key reaches")
		return k.show(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	made := models.APIKey{ID: idOf(form.Key), Name: form.Name, Role: form.Role, CompanyID: owner.CompanyID, LocationID: owner.LocationID}
	clear, err := k.Store.CreateAPIKey(r.Context(), web.Access(r), &made)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return k.show(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if clear == "" {
		return k.flash(w, r, views.APIKeyURL(made.ID), "This key was created before. It was shown then, and cannot be shown again.")
	}
	return k.made(w, r, made.ID, clear)
}

// made shows a new key in clear. Nothing may keep the page.
func (k apiKeyPages) made(w http.ResponseWriter, r *http.Request, id models.ID, clear string) error {
	row, err := k.Store.APIKey(r.Context(), web.Scope(r), id)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.APIKeyCreated(k.frame(w, r, views.NavAPIKeys), row, clear))
}

// Show is the page of one key.
func (k apiKeyPages) Show(w http.ResponseWriter, r *http.Request) error {
	row, err := k.keyNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	page := views.APIKeyPage{Row: row, Now: k.Store.Now(), Href: ownerPath(r, row), MayRevoke: mayRevoke(r, row)}
	if page.History, err = k.Store.APIKeyHistory(r.Context(), web.Scope(r), row.ID); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.APIKey(k.frame(w, r, views.NavAPIKeys), page))
}

// mayRevoke says whether the asker holds all that a key does.
func mayRevoke(r *http.Request, row models.APIKeyRow) bool {
	return web.Access(r).Actor.Gives(row.Role, row.Owner())
}

// Revoke asks whether a key shall be shut out.
func (k apiKeyPages) Revoke(w http.ResponseWriter, r *http.Request) error {
	row, err := k.keyNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	if row.RevokedAt > 0 {
		return web.Redirect(w, r, views.APIKeyURL(row.ID))
	}
	if !mayRevoke(r, row) {
		return models.ErrHoldsMore
	}
	return web.Render(w, r, http.StatusOK, views.APIKeyRevoke(k.frame(w, r, views.NavAPIKeys), views.APIKeyPage{Row: row, Now: k.Store.Now()}))
}

// Delete shuts a key out from now on. One that is out already stays so.
func (k apiKeyPages) Delete(w http.ResponseWriter, r *http.Request) error {
	row, err := k.keyNamed(r, web.Scope(r))
	if err != nil {
		return err
	}
	err = k.Store.RevokeAPIKey(r.Context(), web.Access(r), row.ID)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return err
	}
	return k.flash(w, r, views.APIKeyURL(row.ID), "‘"+row.Name+"’ is revoked.")
}
