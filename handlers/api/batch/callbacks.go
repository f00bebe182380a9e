package batch

import (
	"errors"
	"net/http"
	"net/url"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// entity writes a callback. The password is never given back.
func entity(c models.Callback) api.Ordered {
	self := base + "/callbacks/" + url.PathEscape(c.Name)
	link := func(rel, method string) api.Ordered {
		return api.Ordered{{Name: "rel", Value: rel}, {Name: "href", Value: self}, {Name: "method", Value: method}}
	}
	var backup any
	if c.Settings.BackupURL != "" {
		backup = c.Settings.BackupURL
	}
	return api.Ordered{
		{Name: "name", Value: c.Name},
		{Name: "url", Value: c.URL},
		{Name: "backupUrl", Value: backup},
		{Name: "batchSize", Value: c.Settings.BatchSize},
		{Name: "links", Value: []api.Ordered{link("self", "PUT"), link("getCallBack", "GET"), link("deleteCallBack", "DELETE")}},
	}
}

// done is the answer to a call that took something away.
func done(message string) api.Ordered {
	return api.Ordered{{Name: "message", Value: message}, {Name: "status", Value: true}}
}

// IndexCallbacks lists the callbacks of the company.
func (a API) IndexCallbacks(w http.ResponseWriter, r *http.Request) error {
	found, err := a.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Kind: models.KindBatch, Company: company(r), Live: true})
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(found))
	for i, c := range found {
		entities[i] = entity(c)
	}
	return api.Write(w, http.StatusOK, entities)
}

// ShowCallback answers with one callback, or verifies it: one of the two ways
// in which clients ask for that.
func (a API) ShowCallback(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Query().Get("action") == "verify" {
		owner := models.Owner{CompanyID: company(r)}
		if !web.Access(r).Actor.Can(models.CallbacksVerify, owner) {
			return web.ForbiddenError{Need: models.CallbacksVerify, Owner: owner}
		}
		return a.Verify(w, r)
	}
	c, err := a.callback(r, r.PathValue("callback"))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, entity(c))
}

// CreateCallback registers a callback whose URL answers.
func (a API) CreateCallback(w http.ResponseWriter, r *http.Request) error {
	given, err := readCallback(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{Kind: models.KindBatch, CompanyID: company(r), IsActive: true}
	if err := given.create(&c); err != nil {
		return err
	}
	if err := a.free(r, c); err != nil {
		return err
	}
	if err := a.connect(r, c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return refusal(err, c)
	}
	return api.Write(w, http.StatusOK, entity(c))
}

// UpdateCallback changes the fields that are given, and leaves the others. A
// new URL or sign-in is tried first, as when a callback is created.
func (a API) UpdateCallback(w http.ResponseWriter, r *http.Request) error {
	given, err := readCallback(w, r)
	if err != nil {
		return err
	}
	var c models.Callback
	err = api.Again(r.Context(), func() error {
		if c, err = a.changeable(r); err != nil {
			return err
		}
		before := c
		if err := given.fill(&c); err != nil {
			return err
		}
		if err := a.free(r, c); err != nil {
			return err
		}
		if err := a.reconnect(r, before, c); err != nil {
			return err
		}
		return a.Store.UpdateCallback(r.Context(), web.Access(r), &c)
	})
	if err != nil {
		return refusal(err, c)
	}
	return api.Write(w, http.StatusOK, entity(c))
}

// reconnect tries a callback whose URL or sign-in is no longer the one before.
func (a API) reconnect(r *http.Request, before, c models.Callback) error {
	opened, err := a.Store.CallbackWithSecrets(r.Context(), web.Scope(r), c.PublicID)
	if _, lost := errors.AsType[models.Problems](err); err != nil && !lost {
		return err
	}
	c.Secrets = c.Secrets.Over(opened.Secrets, c.Settings)
	if err := c.Secrets.Lack(c.Settings).Err(); err != nil {
		return err
	}
	if c.URL == before.URL && c.Settings.User == before.Settings.User && c.Secrets.Password == opened.Secrets.Password {
		return nil
	}
	return a.connect(r, c)
}

// connect tries the URL of a callback.
func (a API) connect(r *http.Request, c models.Callback) error {
	if failed := a.Verifier.Try(r.Context(), c); failed.Cause != "" {
		return unreachable(c.URL)
	}
	return nil
}

// free says whether name and URL are nobody else's. The store looks again when
// it stores; asked here, nobody is called on behalf of a doomed request.
func (a API) free(r *http.Request, c models.Callback) error {
	found, err := a.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Kind: models.KindBatch, Company: company(r), Live: true})
	if err != nil {
		return err
	}
	for _, other := range found {
		switch {
		case other.ID == c.ID:
		case other.Name == c.Name:
			return refused("Callback with name [" + c.Name + "] already exists")
		case other.URL == c.URL:
			return refused("Callback url [" + c.URL + "] already exists")
		}
	}
	return nil
}

// DeleteCallback takes a callback away, unless subscriptions use it.
func (a API) DeleteCallback(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callback(r, r.PathValue("callback"))
	if err != nil {
		return err
	}
	if err := a.Store.DeleteCallback(r.Context(), web.Access(r), c.PublicID); err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, done("CallBack ["+c.Name+"] deleted successfully"))
}

// Verify tries the URL and the backup URL of a callback.
func (a API) Verify(w http.ResponseWriter, r *http.Request) error {
	c, err := a.changeable(r)
	if err != nil {
		return err
	}
	tried, err := a.Verifier.Verify(r.Context(), web.Access(r), c.PublicID)
	if err != nil {
		return err
	}
	if failed, any := tried.Failed(); any {
		return unreachable(failed.URL)
	}
	return api.Write(w, http.StatusOK, api.Ordered{{Name: "status", Value: "Successfully verified [" + c.Name + "]"}})
}
