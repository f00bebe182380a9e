package event

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// Index lists the callbacks that are active or will be.
func (a API) Index(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r, web.Scope(r))
	if err != nil {
		return err
	}
	live := store.CallbackFilter{Kind: models.KindEvent, Company: company.ID, OnlyWide: true, Live: true}
	callbacks, err := a.Store.Callbacks(r.Context(), web.Scope(r), live)
	if err != nil {
		return err
	}
	entities := make([]callbackEntity, len(callbacks))
	for i, c := range callbacks {
		entities[i] = a.entity(r, c)
	}
	return api.Write(w, http.StatusOK, entities)
}

// Show answers with one callback.
func (a API) Show(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, web.Scope(r))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, a.entity(r, c))
}

// Create registers a callback.
func (a API) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := a.company(r, web.Scope(r))
	if err != nil {
		return err
	}
	body, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{Kind: models.KindEvent, CompanyID: company.ID, StartAt: models.At(a.Store.Now())}
	if err := readInto(body, &c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return api.ShowInTheWay(r, err)
	}
	return api.Write(w, http.StatusCreated, a.entity(r, c))
}

// Update replaces what a create sets. Only dates that are not named stay as
// they are.
func (a API) Update(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	var c models.Callback
	err = api.RetryConflict(r.Context(), func() error {
		if c, err = a.callback(r, web.Scope(r)); err != nil {
			return err
		}
		if c.Ended(models.At(a.Store.Now())) {
			return models.EndedError{PublicID: c.PublicID}
		}
		if err := readInto(body, &c); err != nil {
			return err
		}
		return moved(a.Store.UpdateCallback(r.Context(), web.Access(r), &c))
	})
	if err != nil {
		return api.ShowInTheWay(r, err)
	}
	return api.Write(w, http.StatusOK, a.entity(r, c))
}

// Delete ends a callback now. One that has ended stays as it is.
func (a API) Delete(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, web.Scope(r))
	if err != nil {
		return err
	}
	c, err = a.Store.EndCallback(r.Context(), web.Access(r), c.PublicID, false)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, a.entity(r, c))
}
