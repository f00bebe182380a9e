package console

import (
	"errors"
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// callbackForms add and change callbacks.
type callbackForms struct{ Deps }

// New shows the empty form of a company or location.
func (c callbackForms) New(w http.ResponseWriter, r *http.Request) error {
	at, err := c.placeNamed(r)
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
func (c callbackForms) copied(r *http.Request, at place, name string) (views.CallbackForm, error) {
	found, err := c.Store.Callback(r.Context(), web.Scope(r), name)
	if err == nil && (found.Owner() != at.owner() || found.DatabaseRefID != at.databaseRef.ID()) {
		err = models.ErrNotFound
	}
	return views.CopyOf(found, models.At(c.Store.Now())), err
}

// Create stores a new callback.
func (c callbackForms) Create(w http.ResponseWriter, r *http.Request) error {
	at, err := c.placeNamed(r)
	if err != nil {
		return err
	}
	form := ReadCallbackForm(r.PostForm)
	form.Starts, form.Resource = at.starts(form.Starts), at.resource(form.Resource)
	callback := models.Callback{Kind: form.Kind(), CompanyID: at.company.ID, LocationID: at.location.ID, DatabaseRefID: at.databaseRef.ID()}
	if form.Paused {
		callback.PausedAt, callback.PauseReason = models.At(c.Store.Now()), "Paused by "+web.Access(r).Actor.Name+"."
	}
	if form.Sign {
		callback.Keys.Current = models.NewSigningSecret()
	}
	callback.ID, _ = models.ParseID(form.Key) // without one, a second submit makes a second callback
	return c.submit(w, r, c.page(at, models.Callback{}, form), callback)
}

// Edit shows the form of a callback.
func (c callbackForms) Edit(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := c.changeable(r)
	if err != nil {
		return err
	}
	return c.show(w, r, http.StatusOK, c.page(at, callback, views.FormOf(callback)))
}

// Update stores a changed callback. What starts it cannot change.
func (c callbackForms) Update(w http.ResponseWriter, r *http.Request) error {
	stored, at, err := c.changeable(r)
	if err != nil {
		return err
	}
	form, fixed := ReadCallbackForm(r.PostForm), views.FormOf(stored)
	form.Starts, form.Resource = fixed.Starts, fixed.Resource
	callback := stored
	if callback.Version = form.Version; form.Version == 0 {
		callback.Version = -1 // a form without its version fits none
	}
	return c.submit(w, r, c.page(at, stored, form), callback)
}

// changeable returns the callback that the path names, or EndedError.
func (c callbackForms) changeable(r *http.Request) (models.Callback, place, error) {
	callback, at, err := c.callbackNamed(r)
	if err == nil && callback.Ended(models.At(c.Store.Now())) {
		err = models.EndedError{PublicID: callback.PublicID}
	}
	return callback, at, err
}

// page is the form with what stands around it.
func (c callbackForms) page(at place, stored models.Callback, form views.CallbackForm) views.CallbackPage {
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
	nav := place{company: p.Company, location: p.Location}.nav()
	p.Samples = CallbackSamples(p, c.Store.Now())
	if err := c.around(r, &p); err != nil {
		return err
	}
	return web.Render(w, r, status, views.CallbackEdit(c.frame(w, r, nav), p), "url-check")
}

// around reads what a callback of p can cover, or take the place of.
func (c callbackForms) around(r *http.Request, p *views.CallbackPage) (err error) {
	if p.DatabaseRef.ID() != 0 {
		return nil
	}
	if p.Location.ID == 0 {
		p.Locations, _, err = c.Store.Locations(r.Context(), seen(r), store.OwnerFilter{Company: p.Company.ID, Limit: models.CoverageMost})
		return err
	}
	all, err := c.Store.Callbacks(r.Context(), seen(r), store.CallbackFilter{Company: p.Company.ID, OnlyWide: true, Live: true})
	p.Wide = slices.DeleteFunc(all, func(one models.Callback) bool { return !one.Kind.Traits().Wide })
	return err
}

// submit stores the callback that the form of p makes, or shows p again with
// what is to be mended.
func (c callbackForms) submit(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback) error {
	if r.PostFormValue("check") != "" {
		return c.check(w, r, p, callback)
	}
	if err := c.resolveOverlap(r, &p.Form); err != nil {
		return err
	}
	refused := c.problems(r, p, FillCallbackForm(&callback, p.Form, c.Store.Now()), callback)
	mends := p.Callback.ID != 0 && AffectsRequest(p.Callback, callback)
	if refused == nil {
		refused = c.save(r, &callback)
	}
	if refused == nil {
		c.Wake()
		if p.Callback.ID == 0 && callback.SignedAt != 0 {
			return secrets(c).made(w, r, callback)
		}
		return c.saved(w, r, callback, mends)
	}
	return c.refuse(w, r, p, callback, refused)
}

// saved leads to the callback, and says where it stands now. After a change
// that may mend what failed, it offers to send that again.
func (c callbackForms) saved(w http.ResponseWriter, r *http.Request, callback models.Callback, mends bool) error {
	path, state := views.CallbackURL(callback), views.StateOf(callback, 0, c.Store.Now()).Text
	if state == "Active" {
		state = "Active now"
	}
	said := views.Message{Text: "Saved. " + state + "."}
	if callback.Unverified() {
		path, said.Text = path+"/verification", "Saved. Verify it now: until then events are held, not lost."
	}
	if mends {
		if err := c.offer(r, callback, &said); err != nil {
			return err
		}
	}
	if err := c.Console.Flash(w, r, said); err != nil {
		return err
	}
	return web.Redirect(w, r, path)
}

// offer adds to a message the way to send what failed of a callback again, for
// those who may.
func (c callbackForms) offer(r *http.Request, callback models.Callback, said *views.Message) error {
	failed := deliverylog.Filter{Callback: callback.PublicID}.WithStatus(models.Failed).With("test", "no")
	found, err := c.Store.Failures(r.Context(), web.Access(r).Actor.Scope(models.DeliveriesResend), failed)
	if err != nil || found.Count == 0 {
		return err
	}
	views.OfferResend(said, found, failed)
	return nil
}

// save creates or updates a callback. When the person asked for it, another
// one that stands in its way ends in the same moment.
func (c callbackForms) save(r *http.Request, callback *models.Callback) error {
	by, typed := web.Access(r), *callback
	switch {
	case r.PostFormValue("fix") == views.FixEnd && r.PostFormValue("other") != "":
		return c.Store.ReplaceCallback(r.Context(), by, callback, r.PostFormValue("other"))
	case callback.Version != 0:
		return c.Store.UpdateCallback(r.Context(), by, callback)
	}
	err := c.Store.CreateCallback(r.Context(), by, callback)
	if err != nil || callback.URL == models.CleanURL(typed.URL) {
		return err
	}
	typed.ID = 0 // the form was sent before, with another URL: this is a new callback
	*callback = typed
	return c.Store.CreateCallback(r.Context(), by, callback)
}

// resolveOverlap moves the typed dates out of the way of another callback, when the
// person asked for that.
func (c callbackForms) resolveOverlap(r *http.Request, form *views.CallbackForm) error {
	fix := r.PostFormValue("fix")
	if fix != views.FixAfter && fix != views.FixBefore {
		return nil
	}
	other, err := c.Store.Callback(r.Context(), web.Scope(r), r.PostFormValue("other"))
	if err != nil {
		return err
	}
	if fix == views.FixAfter {
		form.StartFrom(other.EndAt)
	} else {
		form.EndAt(other.StartAt)
	}
	return nil
}

// refuse shows the form again with the reason why nothing was stored.
func (c callbackForms) refuse(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback, refused error) error {
	problems, status := models.Problems(nil), http.StatusUnprocessableEntity
	var overlap models.OverlapError
	switch {
	case errors.As(refused, &problems):
		p.Problems = OnFormFields(problems, callback.Kind)
	case errors.As(refused, &overlap):
		p.Overlap = &views.Overlap{EventType: overlap.EventType, This: callback, Other: overlap.Other, Now: c.Store.Now()}
		p.Problems.Add("dates", p.Overlap.Text())
	case errors.Is(refused, models.ErrConflict) && p.Callback.ID != 0:
		status, p.Clash, p.Form.Version = http.StatusConflict, true, p.Callback.Version
		p.Changes = views.Differences(p.Callback, callback)
		if len(p.Changes) == 0 && len(Retype(p.Form, nil)) == 0 {
			return c.saved(w, r, p.Callback, true) // the same form was sent twice
		}
	default:
		return refused
	}
	p.Problems = append(p.Problems, Retype(p.Form, p.Problems)...)
	return c.show(w, r, status, p)
}

// check tries the URL of a form that is not saved yet, with its sign-in and
// headers, and shows the form as it was typed.
func (c callbackForms) check(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback) error {
	found := FillCallbackForm(&callback, p.Form, c.Store.Now())
	p.Problems = Retype(p.Form, nil) // where the whole page comes back, it lost them
	if p.CheckProblem = found.On("url"); p.CheckProblem != "" {
		return c.show(w, r, http.StatusUnprocessableEntity, p)
	}
	callback.Clean()
	if p.Callback.ID != 0 {
		stored, err := c.Store.CallbackWithSecrets(r.Context(), web.Scope(r), p.Callback.PublicID)
		if _, lost := errors.AsType[models.Problems](err); err != nil && !lost {
			return err
		}
		callback.Secrets = callback.Secrets.Over(stored.Secrets, callback.Settings)
	}
	if lacks := callback.Secrets.Lack(callback.Settings); len(lacks) > 0 {
		p.CheckProblem = lacks[0].Text
		return c.show(w, r, http.StatusUnprocessableEntity, p)
	}
	tried := c.Verifier.Try(r.Context(), callback)
	p.Tried = &tried
	return c.show(w, r, http.StatusOK, p)
}

// problems returns what was found wrong with a form, and what else the store
// would find: people mend all of it at once.
func (c callbackForms) problems(r *http.Request, p views.CallbackPage, found models.Problems, callback models.Callback) error {
	if len(found) == 0 {
		return nil
	}
	more, _ := errors.AsType[models.Problems](c.Store.CheckCallback(r.Context(), callback, p.Callback))
	for _, one := range more {
		if found.On(one.Field) == "" {
			found = append(found, one)
		}
	}
	return found
}
