package native

import (
	"cmp"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// callbackRoutes are the calls on callbacks.
func (a API) callbackRoutes() []web.Route {
	const ofCompany, callback = "/companies/{company}/callbacks", "/callbacks/{callback}"
	return []web.Route{
		{Pattern: "GET " + ofCompany, Need: models.CallbacksRead, Owner: a.ofPart, Page: a.listCallbacks},
		{Pattern: "POST " + ofCompany, Need: models.CallbacksWrite, Owner: a.ofPart, Page: a.createCallback},
		{Pattern: "GET " + callback, Need: models.CallbacksRead, Owner: a.ofCallback, Page: a.showCallback},
		{Pattern: "PATCH " + callback, Need: models.CallbacksWrite, Owner: a.ofCallback, Page: a.updateCallback},
		{Pattern: "DELETE " + callback, Need: models.CallbacksEnd, Owner: a.ofCallback, Page: a.deleteCallback},
		{Pattern: "POST " + callback + "/pause", Need: models.CallbacksPause, Owner: a.ofCallback, Page: a.pauseCallback},
		{Pattern: "POST " + callback + "/resume", Need: models.CallbacksPause, Owner: a.ofCallback, Page: a.resumeCallback},
		{Pattern: "POST " + callback + "/end", Need: models.CallbacksEnd, Owner: a.ofCallback, Page: a.endCallback},
		{Pattern: "POST " + callback + "/test", Need: models.TestsSend, Owner: a.ofCallback, Page: a.sendTestEvent},
		{Pattern: "POST " + callback + "/verify", Need: models.CallbacksVerify, Owner: a.ofCallback, Page: a.verifyCallback},
		{Pattern: "POST " + callback + "/secret", Need: models.CallbacksWrite, Owner: a.ofCallback, Page: a.rotateSecret},
		{Pattern: "DELETE " + callback + "/secret", Need: models.CallbacksWrite, Owner: a.ofCallback, Page: a.removeSecret},
	}
}

// callback returns the callback that the path names.
func (a API) callback(r *http.Request) (models.Callback, error) {
	return a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
}

// ofCallback is the lookup of paths with {callback}.
func (a API) ofCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("callback"))
	return c.Owner(), err
}

// listCallbacks lists the callbacks of a company and its locations, oldest
// first: all kinds, or one; those that live, or all; those of one location,
// database or collection, or of all.
func (a API) listCallbacks(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	f, err := a.callbackFilter(r)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.After, err = p.after(); err != nil {
		return err
	}
	rows, err := a.Store.Callbacks(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	rows, next := cutPage(p, rows, func(c models.Callback) models.ID { return c.ID })
	callbacks, err := a.callbacksOf(r, rows)
	if err != nil {
		return err
	}
	return writeList(w, callbacks, next)
}

// callbackFilter reads which callbacks a list shall show.
func (a API) callbackFilter(r *http.Request) (store.CallbackFilter, error) {
	company, err := a.company(r)
	if err != nil {
		return store.CallbackFilter{}, err
	}
	query, err := queryFields(r)
	if err != nil {
		return store.CallbackFilter{}, err
	}
	kind, live := "", ""
	query.Text("kind", &kind)
	query.Text("live", &live)
	f := store.CallbackFilter{Company: company.ID, Kind: models.Kind(kind), Live: live == "true"}
	if kind != "" && !slices.Contains(models.Kinds(), f.Kind) {
		query.Refuse("kind", mustBeAKind())
	}
	if live != "" && live != "true" && live != "false" {
		query.Refuse("live", "must be true or false")
	}
	parts := a.lookup(r, company.ID)
	f.Location = parts.location(&query, "location").ID
	f.DatabaseRefID = parts.databaseRef(&query, "database", "collection").ID()
	return f, cmp.Or(parts.err, query.Problems.Err())
}

// showCallback answers with one callback.
func (a API) showCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r)
	if err != nil {
		return err
	}
	return a.writeCallback(w, r, http.StatusOK, c)
}

// writeCallback writes one callback, with its secret when that was just made.
func (a API) writeCallback(w http.ResponseWriter, r *http.Request, status int, c models.Callback) error {
	callbacks, err := a.callbacksOf(r, []models.Callback{c})
	if err != nil {
		return err
	}
	return api.Write(w, status, callbacks[0])
}

// createCallback registers a callback. The answer holds the secret of a signed
// one, for the only time.
func (a API) createCallback(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r)
	if err != nil {
		return err
	}
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{CompanyID: company.ID, IsActive: true, StartAt: models.At(a.Store.Now())}
	if err := a.newCallbackReader(r, body).readNew(&c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return api.ShowInTheWay(r, renameFields(err, callbackMembers))
	}
	w.Header().Set("Location", BasePath+"/callbacks/"+c.PublicID)
	return a.writeCallback(w, r, http.StatusCreated, c)
}

// updateCallback changes what is given, and leaves the rest as it is.
func (a API) updateCallback(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	version := func(c models.Callback) int64 { return c.Version }
	c, err := change(r, body, version, func() (models.Callback, error) { return a.callback(r) }, func(c *models.Callback) error {
		if c.Ended(models.At(a.Store.Now())) {
			return models.EndedError{PublicID: c.PublicID}
		}
		reader := a.newCallbackReader(r, body)
		if err := cmp.Or(reader.checkUnchanged(*c), reader.read(c)); err != nil {
			return err
		}
		return api.ShowInTheWay(r, renameFields(a.Store.UpdateCallback(r.Context(), web.Access(r), c), callbackMembers))
	})
	if err != nil {
		return err
	}
	a.Wake()
	return a.writeCallback(w, r, http.StatusOK, c)
}

// deleteCallback takes a callback away: a dated one ends now and can still be
// read, the others are gone.
func (a API) deleteCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r)
	if err != nil {
		return err
	}
	if c.Kind.Traits().Dated {
		_, err = a.Store.EndCallback(r.Context(), web.Access(r), c.PublicID, false)
	} else {
		err = a.Store.DeleteCallback(r.Context(), web.Access(r), c.PublicID)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
