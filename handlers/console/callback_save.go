package console

import (
	"errors"
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// submit stores the callback that the form of p makes, or shows p again with
// what is to be mended.
func (c callbackForms) submit(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback) error {
	if r.PostFormValue("check") != "" {
		return c.check(w, r, p, callback)
	}
	if err := c.resolveOverlap(r, &p.Form); err != nil {
		return err
	}
	refused := c.problems(r, p, fillCallbackForm(&callback, p.Form, c.Store.Now()), callback)
	mends := p.Callback.ID != 0 && affectsRequest(p.Callback, callback)
	if refused == nil {
		refused = c.save(r, &callback)
	}
	if refused == nil {
		c.Wake()
		if p.Callback.ID == 0 && callback.SignedAt != 0 && p.Form.Secret == "" {
			return callbackSecretPages(c).made(w, r, callback)
		}
		return c.leadToCallback(w, r, callback, mends)
	}
	return c.showProblems(w, r, p, callback, refused)
}

// offer adds to a message the way to send what failed of a callback again, for
// those who may.
func (c callbackForms) offer(r *http.Request, callback models.Callback, said *views.Message) error {
	failed := deliverylog.Filter{Callback: callback.PublicID}.WithStatus(models.Failed).With("test", "no")
	failures, err := c.Store.Failures(r.Context(), web.Access(r).Actor.Scope(models.DeliveriesResend), failed)
	if err != nil || failures.Count == 0 {
		return err
	}
	views.OfferResend(said, failures, failed)
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

// problems returns what was found wrong with a form, and what else the store
// would find: people mend all of it at once.
func (c callbackForms) problems(r *http.Request, p views.CallbackPage, problems models.Problems, callback models.Callback) error {
	if len(problems) == 0 {
		return nil
	}
	more, _ := errors.AsType[models.Problems](c.Store.CheckCallback(r.Context(), callback, p.Callback))
	for _, problem := range more {
		if problems.On(problem.Field) == "" {
			problems = append(problems, problem)
		}
	}
	return problems
}

// leadToCallback leads to the callback, and says where it stands now. After a change
// that may mend what failed, it offers to send that again.
func (c callbackForms) leadToCallback(w http.ResponseWriter, r *http.Request, callback models.Callback, mends bool) error {
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

// showProblems shows the form again with the reason why nothing was stored.
func (c callbackForms) showProblems(w http.ResponseWriter, r *http.Request, p views.CallbackPage, callback models.Callback, refused error) error {
	problems, status := models.Problems(nil), http.StatusUnprocessableEntity
	var overlap models.OverlapError
	switch {
	case errors.As(refused, &problems):
		p.Problems = onFormFields(problems, callback.Kind)
	case errors.As(refused, &overlap):
		p.Overlap = &views.Overlap{EventType: overlap.EventType, This: callback, Other: overlap.Other, Now: c.Store.Now()}
		p.Problems.Add("dates", p.Overlap.Text())
	case errors.Is(refused, models.ErrConflict) && p.Callback.ID != 0:
		status, p.Clash, p.Form.Version = http.StatusConflict, true, p.Callback.Version
		p.Changes = views.Differences(p.Callback, callback)
		if len(p.Changes) == 0 && len(retypeProblems(p.Form, nil)) == 0 {
			return c.leadToCallback(w, r, p.Callback, true) // the same form was sent twice
		}
	default:
		return refused
	}
	p.Problems = append(p.Problems, retypeProblems(p.Form, p.Problems)...)
	return c.show(w, r, status, p)
}

// affectsRequest says whether what a form changes may make requests succeed that failed
// before: where they go, how they sign in, and what they look like. The
// secrets of after are those that were typed.
func affectsRequest(before, after models.Callback) bool {
	was, is := before.Settings, after.Settings
	return before.URL != models.CleanURL(after.URL) || was.BackupURL != is.BackupURL ||
		was.User != is.User || was.EmptyUser != is.EmptyUser || was.EmptyPassword != is.EmptyPassword ||
		was.RedirectsOK != is.RedirectsOK || !after.Secrets.Empty() || !slices.Equal(was.Headers, is.Headers) ||
		before.Method() != after.Method() || before.ContentType() != after.ContentType() ||
		was.Expands != is.Expands || was.ProductID != is.ProductID || was.BatchSize != is.BatchSize
}
