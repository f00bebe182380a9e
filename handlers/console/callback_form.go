package console

import (
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// callbackForms add and change callbacks.
type callbackForms struct{ Base }

// New shows the empty form of a company or location.
func (c callbackForms) New(w http.ResponseWriter, r *http.Request) error {
	at, err := c.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	form := views.NewCallbackForm(at.kind())
	page := c.page(at, models.Callback{}, form)
	if name := r.URL.Query().Get("copy"); name != "" {
		if page.Form, err = c.copied(r, at, name); err != nil {
			return err
		}
		page.Copied = name
	}
	page.Form.Resource = at.resource(page.Form.Resource)
	page.Form.Key = c.Store.NewID().String()
	return c.show(w, r, http.StatusOK, page)
}

// copied is the form of a callback of that place, to make another one from.
func (c callbackForms) copied(r *http.Request, at pageOwner, name string) (views.CallbackForm, error) {
	callback, err := c.Store.Callback(r.Context(), web.Scope(r), name)
	if err == nil && (callback.Owner() != at.owner() || callback.DatabaseRefID != at.databaseRef.ID()) {
		err = models.ErrNotFound
	}
	return views.CopyOf(callback, models.At(c.Store.Now())), err
}

// Create stores a new callback.
func (c callbackForms) Create(w http.ResponseWriter, r *http.Request) error {
	at, err := c.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	form := readCallbackForm(r.PostForm)
	form.Starts, form.Resource = at.starts(form.Starts), at.resource(form.Resource)
	callback := models.Callback{Kind: form.Kind(), CompanyID: at.company.ID, LocationID: at.location.ID, DatabaseRefID: at.databaseRef.ID()}
	if form.Paused {
		callback.PausedAt, callback.PauseReason = models.At(c.Store.Now()), "Paused by "+web.Access(r).Actor.Name+"."
	}
	switch {
	case form.Secret != "":
		callback.Keys.Current = form.Secret
	case form.Sign:
		callback.Keys.Current = models.NewSigningSecret()
	}
	callback.ID, _ = models.ParseID(form.Key) // without one, a second submit makes a second callback
	return c.submit(w, r, c.page(at, models.Callback{}, form), callback)
}

// Edit shows the form of a callback.
func (c callbackForms) Edit(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := c.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	return c.show(w, r, http.StatusOK, c.page(at, callback, views.FormOf(callback)))
}

// Update stores a changed callback. What starts it cannot change.
func (c callbackForms) Update(w http.ResponseWriter, r *http.Request) error {
	stored, at, err := c.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	form, fixed := readCallbackForm(r.PostForm), views.FormOf(stored)
	form.Starts, form.Resource = fixed.Starts, fixed.Resource
	callback := stored
	if callback.Version = form.Version; form.Version == 0 {
		callback.Version = -1 // a form without its version fits none
	}
	return c.submit(w, r, c.page(at, stored, form), callback)
}

// page is the form with what stands around it.
func (c callbackForms) page(at pageOwner, stored models.Callback, form views.CallbackForm) views.CallbackPage {
	title := "Add callback"
	switch {
	case stored.ID != 0:
		title = "Edit ‘" + stored.Title() + "’"
	case at.location.ID != 0:
		title = "Add Postback"
	}
	return views.CallbackPage{Title: title, Company: at.company, Location: at.location, DatabaseRef: at.databaseRef, Callback: stored, Form: form}
}

func (c callbackForms) show(w http.ResponseWriter, r *http.Request, status int, p views.CallbackPage) error {
	nav := pageOwner{company: p.Company, location: p.Location}.nav()
	p.Samples = callbackSamples(p, c.Store.Now())
	if err := c.readChoices(r, &p); err != nil {
		return err
	}
	return web.Render(w, r, status, views.CallbackEdit(c.frame(w, r, nav), p), "url-check")
}

// readChoices reads what a callback of p can cover, or take the place of.
func (c callbackForms) readChoices(r *http.Request, p *views.CallbackPage) (err error) {
	if p.DatabaseRef.ID() != 0 {
		return nil
	}
	if p.Location.ID == 0 {
		p.Locations, _, err = c.Store.Locations(r.Context(), readScope(r), store.OwnerFilter{Company: p.Company.ID, Limit: models.CoverageMost})
		return err
	}
	all, err := c.Store.Callbacks(r.Context(), readScope(r), store.CallbackFilter{Company: p.Company.ID, OnlyWide: true, Live: true})
	mayReplace := can(r, models.CallbacksWrite, p.Company.Owner())
	p.Wide = slices.DeleteFunc(all, func(callback models.Callback) bool {
		return !callback.Kind.Traits().Wide || !mayReplace && callback.ID != p.Callback.Settings.Replaces
	})
	return err
}
