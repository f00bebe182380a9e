package console

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// callbackRoutes are the pages on which people tend callbacks and postbacks.
func callbackRoutes(d Base) []web.Route {
	lists, forms, of := callbackPages{d}, callbackForms{d}, d.ofCallback
	return slices.Concat([]web.Route{
		{Pattern: "GET /admin/companies/{company}/callbacks", Need: models.CallbacksRead, Owner: d.ofCompany, Page: lists.Company},
		{Pattern: "GET /admin/companies/{company}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofCompany, Page: forms.New},
		{Pattern: "POST /admin/companies/{company}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofCompany, Page: forms.Create},
		{Pattern: "GET /admin/locations/{location}/settings/postbacks", Need: models.CallbacksRead, Owner: d.ofLocation, Page: lists.Location},
		{Pattern: "GET /admin/locations/{location}/settings/postbacks/new", Need: models.CallbacksWrite, Owner: d.ofLocation, Page: forms.New},
		{Pattern: "POST /admin/locations/{location}/settings/postbacks/new", Need: models.CallbacksWrite, Owner: d.ofLocation, Page: forms.Create},
		{Pattern: "GET /admin/databases/{database}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofDatabase, Page: forms.New},
		{Pattern: "POST /admin/databases/{database}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofDatabase, Page: forms.Create},
		{Pattern: "GET /admin/collections/{collection}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofCollection, Page: forms.New},
		{Pattern: "POST /admin/collections/{collection}/callbacks/new", Need: models.CallbacksWrite, Owner: d.ofCollection, Page: forms.Create},
		{Pattern: "GET /admin/callbacks/{callback}", Need: models.CallbacksRead, Owner: of, Page: lists.Show},
		{Pattern: "GET /admin/callbacks/{callback}/edit", Need: models.CallbacksWrite, Owner: of, Page: forms.Edit},
		{Pattern: "POST /admin/callbacks/{callback}/edit", Need: models.CallbacksWrite, Owner: of, Page: forms.Update},
	}, verificationRoutes(d), subscriptionRoutes(d), callbackPauseRoutes(d), callbackEndRoutes(d), callbackSecretRoutes(d))
}

// ofCallback is the Lookup of paths with {callback}, a public id.
func (d Base) ofCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	callback, err := d.Store.Callback(r.Context(), in, r.PathValue("callback"))
	return callback.Owner(), err
}

// callbackPages show callbacks.
type callbackPages struct{ Base }

// Company lists all callbacks of a company, those of its locations too.
func (c callbackPages) Company(w http.ResponseWriter, r *http.Request) error {
	list, err := c.list(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Callbacks(c.frame(w, r, views.NavCompanies), list))
}

// Location is the Postback config of a location.
func (c callbackPages) Location(w http.ResponseWriter, r *http.Request) error {
	list, err := c.list(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Postbacks(c.frame(w, r, views.NavLocations), list))
}

func (c callbackPages) list(r *http.Request) (views.CallbackList, error) {
	p, err := c.pageOwnerNamed(r)
	if err != nil {
		return views.CallbackList{}, err
	}
	callbacks, err := c.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Company: p.company.ID, Location: p.location.ID})
	if err != nil {
		return views.CallbackList{}, err
	}
	rows, err := c.callbackRows(r, callbacks)
	return views.CallbackList{
		Company: p.company, Location: p.location, Rows: rows,
		MayAdd: can(r, models.CallbacksWrite, p.owner()), Now: c.Store.Now(),
	}, err
}

// Show is the page of one callback.
func (c callbackPages) Show(w http.ResponseWriter, r *http.Request) error {
	callback, p, err := c.callbackNamed(r)
	if err != nil {
		return err
	}
	_, held, err := c.Store.Waiting(r.Context(), readScope(r), callback.ID)
	if err != nil {
		return err
	}
	owner := callback.Owner()
	replaced, err := c.replaced(r, callback)
	if err != nil {
		return err
	}
	replacements, err := c.replacements(r, callback)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Callback(c.frame(w, r, p.nav()), views.CallbackSummary{
		Company: p.company, Location: p.location, DatabaseRef: p.databaseRef, Callback: callback.ShownTo(web.Access(r).Actor), Replaced: replaced, Replacements: replacements, Held: held, Activity: c.activityOf(r, callback), Now: c.Store.Now(),
		MayTest: can(r, models.TestsSend, owner), MayWrite: can(r, models.CallbacksWrite, owner),
		MayPause: can(r, models.CallbacksPause, owner), MayEnd: can(r, models.CallbacksEnd, owner),
	}))
}

// replaced names the company's callback whose place another one takes.
func (c callbackPages) replaced(r *http.Request, callback models.Callback) (string, error) {
	if callback.Settings.Replaces == 0 {
		return "", nil
	}
	other, err := c.Store.CallbackByID(r.Context(), models.Everything, callback.Settings.Replaces)
	if errors.Is(err, models.ErrNotFound) {
		return "a callback that is gone", nil
	}
	return other.Title(), err
}

// replacements are the callbacks of locations that take the place of one of the
// company, as far as the reader sees them.
func (c callbackPages) replacements(r *http.Request, callback models.Callback) ([]models.Callback, error) {
	if !callback.Kind.Traits().Wide || callback.LocationID != 0 {
		return nil, nil
	}
	all, err := c.Store.Callbacks(r.Context(), readScope(r), store.CallbackFilter{Company: callback.CompanyID, Live: true})
	return slices.DeleteFunc(all, func(other models.Callback) bool { return other.Settings.Replaces != callback.ID }), err
}

// activityOf is what the log says about a callback. What cannot be read is logged
// and left out, so that the rest still shows.
func (c callbackPages) activityOf(r *http.Request, callback models.Callback) views.Activity {
	shown := deliverylog.Filter{Callback: callback.PublicID}
	said := c.activity(r, callback.Owner(), shown, shown)
	said.Day = nil // of the owner, not of the callback
	day, err := c.Store.Summary(r.Context(), readScope(r), callback.Owner(), callback.ID)
	if err != nil {
		slog.ErrorContext(r.Context(), "callback without its counts", "reference", web.Reference(r), "error", err)
		return said
	}
	said.Day = &day
	return said
}
