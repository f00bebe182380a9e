package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

func (a API) callbackRoutes() []web.Route {
	const one = "/callbacks/{callback}"
	of := a.ofCallback
	return []web.Route{
		{Pattern: "GET /companies/{company}/callbacks", Need: models.CallbacksRead, Of: a.ofPart, Page: a.ListCallbacks},
		{Pattern: "POST /companies/{company}/callbacks", Need: models.CallbacksWrite, Of: a.ofPart, Page: a.CreateCallback},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Of: of, Page: a.ShowCallback},
		{Pattern: "PATCH " + one, Need: models.CallbacksWrite, Of: of, Page: a.UpdateCallback},
		{Pattern: "DELETE " + one, Need: models.CallbacksEnd, Of: of, Page: a.DeleteCallback},
		{Pattern: "POST " + one + "/pause", Need: models.CallbacksPause, Of: of, Page: a.Pause},
		{Pattern: "POST " + one + "/resume", Need: models.CallbacksPause, Of: of, Page: a.Resume},
		{Pattern: "POST " + one + "/end", Need: models.CallbacksEnd, Of: of, Page: a.End},
		{Pattern: "POST " + one + "/test", Need: models.TestsSend, Of: of, Page: a.Test},
		{Pattern: "POST " + one + "/secret", Need: models.CallbacksWrite, Of: of, Page: a.RotateSecret},
		{Pattern: "DELETE " + one + "/secret", Need: models.CallbacksWrite, Of: of, Page: a.RemoveSecret},
	}
}

// ListCallbacks lists the callbacks of a company and its locations, oldest
// first: all kinds, or one; those that live, or all.
func (a API) ListCallbacks(w http.ResponseWriter, r *http.Request) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	query := r.URL.Query()
	f := store.CallbackFilter{Company: company.ID, Kind: models.Kind(query.Get("kind")), Live: query.Get("live") == "true", Limit: p.limit + 1}
	if f.After, err = p.after(); err != nil {
		return err
	}
	found, err := a.Store.Callbacks(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	next := ""
	if len(found) > p.limit {
		found = found[:p.limit]
		next = found[p.limit-1].ID.String()
	}
	rows, err := a.callbackEntities(r, found)
	if err != nil {
		return err
	}
	return writeList(w, rows, next)
}

// ShowCallback answers with one callback.
func (a API) ShowCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// answer writes one callback, with its secret when that was just made.
func (a API) answer(w http.ResponseWriter, r *http.Request, c models.Callback) error {
	entities, err := a.callbackEntities(r, []models.Callback{c})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, entities[0])
}

// CreateCallback registers a callback. The answer holds the secret of a
// signed one, for the only time.
func (a API) CreateCallback(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{CompanyID: company.ID, IsActive: true, StartAt: models.At(a.Store.Now())}
	reader := a.reader(r, given)
	if err := reader.create(&c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return reader.named(err)
	}
	entities, err := a.callbackEntities(r, []models.Callback{c})
	if err != nil {
		return err
	}
	w.Header().Set("Location", Base+"/callbacks/"+c.PublicID)
	return api.Write(w, http.StatusCreated, entities[0])
}

// UpdateCallback changes what is given, and leaves the rest as it is. With
// the version that was read, a change by somebody else meanwhile is a
// conflict; without it the last write wins.
func (a API) UpdateCallback(w http.ResponseWriter, r *http.Request) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	var c models.Callback
	change := func() error {
		if c, err = a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback")); err != nil {
			return err
		}
		if c.Ended(models.At(a.Store.Now())) {
			return models.EndedError{PublicID: c.PublicID}
		}
		reader := a.reader(r, given)
		if err := reader.update(&c); err != nil {
			return err
		}
		return reader.named(a.Store.UpdateCallback(r.Context(), web.Access(r), &c))
	}
	if given.Blank("version") {
		err = api.Again(r.Context(), change)
	} else {
		err = change()
	}
	if err != nil {
		return err
	}
	a.Wake()
	return a.answer(w, r, c)
}

// DeleteCallback takes a callback away: a dated one ends now and can still be
// read, the others are gone.
func (a API) DeleteCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
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
