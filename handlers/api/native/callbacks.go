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

// Callbacks answers the calls.
type Callbacks struct {
	Base
	Verifier store.Verifier
}

// callbackRoutes are the calls on callbacks.
func callbackRoutes(d Base, v store.Verifier) []web.Route {
	const one = "/callbacks/{callback}"
	a := Callbacks{d, v}
	of := a.ofCallback
	return []web.Route{
		{Pattern: "GET /companies/{company}/callbacks", Need: models.CallbacksRead, Owner: a.OfPart, Page: a.Index},
		{Pattern: "POST /companies/{company}/callbacks", Need: models.CallbacksWrite, Owner: a.OfPart, Page: a.Create},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: of, Page: a.Show},
		{Pattern: "PATCH " + one, Need: models.CallbacksWrite, Owner: of, Page: a.Update},
		{Pattern: "DELETE " + one, Need: models.CallbacksEnd, Owner: of, Page: a.Delete},
		{Pattern: "POST " + one + "/pause", Need: models.CallbacksPause, Owner: of, Page: a.Pause},
		{Pattern: "POST " + one + "/resume", Need: models.CallbacksPause, Owner: of, Page: a.Resume},
		{Pattern: "POST " + one + "/end", Need: models.CallbacksEnd, Owner: of, Page: a.End},
		{Pattern: "POST " + one + "/test", Need: models.TestsSend, Owner: of, Page: a.Test},
		{Pattern: "POST " + one + "/verify", Need: models.CallbacksVerify, Owner: of, Page: a.Verify},
		{Pattern: "POST " + one + "/secret", Need: models.CallbacksWrite, Owner: of, Page: a.RotateSecret},
		{Pattern: "DELETE " + one + "/secret", Need: models.CallbacksWrite, Owner: of, Page: a.RemoveSecret},
	}
}

// ofCallback is the lookup of paths with {callback}.
func (a Callbacks) ofCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("callback"))
	return c.Owner(), err
}

// Index lists the callbacks of a company and its locations, oldest first: all
// kinds, or one; those that live, or all; those of one location, database or
// collection, or of all.
func (a Callbacks) Index(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	f, err := a.filter(r, company.ID)
	if err != nil {
		return err
	}
	f.Limit = p.Limit + 1
	if f.After, err = p.After(); err != nil {
		return err
	}
	found, err := a.Store.Callbacks(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	found, next := Cut(p, found, func(c models.Callback) models.ID { return c.ID })
	rows, err := a.callbackEntities(r, found)
	if err != nil {
		return err
	}
	return writeList(w, rows, next)
}

// filter reads which callbacks a list shall show.
func (a Callbacks) filter(r *http.Request, company models.ID) (store.CallbackFilter, error) {
	query := r.URL.Query()
	f := store.CallbackFilter{Company: company, Kind: models.Kind(query.Get("kind"))}
	find, fields := a.Lookup(r, company), api.Fields{Say: Say}
	named := func(member string) Named { return Named{Member: member, ID: query.Get(member)} }
	if f.Kind != "" && !slices.Contains(models.Kinds(), f.Kind) {
		fields.Refuse("kind", oneOfTexts())
	}
	switch query.Get("live") {
	case "", "false":
	case "true":
		f.Live = true
	default:
		fields.Refuse("live", "must be true or false")
	}
	f.Location = find.Location(&fields, named("location")).ID
	f.DatabaseRefID = find.Source(&fields, named("database"), named("collection")).ID()
	return f, cmp.Or(find.Err, fields.Problems.Err())
}

// Show answers with one callback.
func (a Callbacks) Show(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// answer writes one callback, with its secret when that was just made.
func (a Callbacks) answer(w http.ResponseWriter, r *http.Request, c models.Callback) error {
	entities, err := a.callbackEntities(r, []models.Callback{c})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, entities[0])
}

// Create registers a callback. The answer holds the secret of a
// signed one, for the only time.
func (a Callbacks) Create(w http.ResponseWriter, r *http.Request) error {
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
		return named(err, members)
	}
	entities, err := a.callbackEntities(r, []models.Callback{c})
	if err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/callbacks/"+c.PublicID)
	return api.Write(w, http.StatusCreated, entities[0])
}

// Update changes what is given, and leaves the rest as it is. With
// the version that was read, a change by somebody else meanwhile is a
// conflict; without it the last write wins.
func (a Callbacks) Update(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var c models.Callback
	err = Change(r, f, func() (int64, error) {
		c, err = a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
		return c.Version, err
	}, func() error {
		if c.Ended(models.At(a.Store.Now())) {
			return models.EndedError{PublicID: c.PublicID}
		}
		reader := a.reader(r, f.Object)
		if err := cmp.Or(reader.stays(c), reader.read(&c)); err != nil {
			return err
		}
		return named(a.Store.UpdateCallback(r.Context(), web.Access(r), &c), members)
	})
	if err != nil {
		return err
	}
	a.Wake()
	return a.answer(w, r, c)
}

// Delete takes a callback away: a dated one ends now and can still be
// read, the others are gone.
func (a Callbacks) Delete(w http.ResponseWriter, r *http.Request) error {
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
