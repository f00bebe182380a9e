package database

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// IndexOfDatabase lists the callbacks of a database.
func (a API) IndexOfDatabase(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.index(w, r, models.DatabaseRef{Database: d})
}

// IndexOfCollection lists the callbacks of a collection.
func (a API) IndexOfCollection(w http.ResponseWriter, r *http.Request) error {
	c, err := a.collection(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.index(w, r, models.DatabaseRef{Collection: c})
}

func (a API) index(w http.ResponseWriter, r *http.Request, of models.DatabaseRef) error {
	asked, err := readPlainWindow(r)
	if err != nil {
		return err
	}
	filter := store.CallbackFilter{Kind: models.KindDatabase, Company: companyOf(of), DatabaseRefID: of.ID()}
	callbacks, err := a.Store.Callbacks(r.Context(), web.Scope(r), filter)
	if err != nil {
		return err
	}
	entities := make([]callbackEntity, len(callbacks))
	for i, c := range callbacks {
		entities[i] = entity(c.ShownTo(web.Access(r).Actor), of)
	}
	return writeList(w, asked, len(entities), partOf(asked, entities))
}

func companyOf(of models.DatabaseRef) models.ID {
	if of.Collection.ID != 0 {
		return of.Collection.CompanyID
	}
	return of.Database.CompanyID
}

// CreateOfDatabase registers a callback for the profiles of a database.
func (a API) CreateOfDatabase(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	return notFoundAs(a.create(w, r, models.DatabaseRef{Database: d}), noDatabase)
}

// CreateOfCollection registers a callback for the subprofiles of a collection.
func (a API) CreateOfCollection(w http.ResponseWriter, r *http.Request) error {
	c, err := a.collection(r, web.Scope(r))
	if err != nil {
		return err
	}
	return notFoundAs(a.create(w, r, models.DatabaseRef{Collection: c}), noCollection)
}

// create registers a callback. Only its URL has to be given.
func (a API) create(w http.ResponseWriter, r *http.Request, of models.DatabaseRef) error {
	body, err := readCallback(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{
		Kind: models.KindDatabase, CompanyID: companyOf(of), DatabaseRefID: of.ID(), IsActive: true,
		StartAt: models.At(a.Store.Now()), Types: []models.CallbackType{{Type: of.Resource() + ".*"}},
	}
	c.Settings.Actions = everyAction()
	if err := readInto(body, &c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return err
	}
	return created(w, r, "callback", c.PublicID)
}

// ShowCallback answers with one callback.
func (a API) ShowCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, web.Scope(r))
	if err != nil {
		return err
	}
	refs, err := a.Store.DatabaseRefs(r.Context(), web.Scope(r), []models.ID{c.DatabaseRefID})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, entity(c.ShownTo(web.Access(r).Actor), refs[c.DatabaseRefID]))
}

// UpdateCallback changes the fields that are sent, and leaves the others.
func (a API) UpdateCallback(w http.ResponseWriter, r *http.Request) error {
	body, err := readCallback(w, r)
	if err != nil {
		return err
	}
	err = api.RetryConflict(r.Context(), func() error {
		c, err := a.callback(r, web.Scope(r))
		if err != nil {
			return err
		}
		if err := readInto(body, &c); err != nil {
			return err
		}
		return a.Store.UpdateCallback(r.Context(), web.Access(r), &c)
	})
	if err != nil {
		return notFoundAs(err, noCallback)
	}
	return changed(w, r, "callback", r.PathValue("callback"))
}

// DeleteCallback takes a callback away, and cancels what waits for it.
func (a API) DeleteCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, web.Scope(r))
	if err != nil {
		return err
	}
	if err := a.Store.DeleteCallback(r.Context(), web.Access(r), c.PublicID); err != nil {
		return notFoundAs(err, noCallback)
	}
	return deleted(w, "callback", c.PublicID)
}
