package batch

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// deletedAnswer says that something was taken away.
type deletedAnswer struct {
	Message string `json:"message"`
	Status  bool   `json:"status"`
}

// verifiedAnswer says that the receiver of a callback answers.
type verifiedAnswer struct {
	Status string `json:"status"`
}

// IndexCallbacks lists the callbacks of the company.
func (a API) IndexCallbacks(w http.ResponseWriter, r *http.Request) error {
	callbacks, err := a.live(r)
	if err != nil {
		return err
	}
	entities := make([]callbackEntity, len(callbacks))
	for i, c := range callbacks {
		entities[i] = entityOf(c.ShownTo(web.Access(r).Actor))
	}
	return api.Write(w, http.StatusOK, entities)
}

// live returns the callbacks of the company that are active or will be.
func (a API) live(r *http.Request) ([]models.Callback, error) {
	filter := store.CallbackFilter{Kind: models.KindBatch, Company: company(r), Live: true}
	return a.Store.Callbacks(r.Context(), web.Scope(r), filter)
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
	return api.Write(w, http.StatusOK, entityOf(c.ShownTo(web.Access(r).Actor)))
}

// CreateCallback registers a callback whose URL answers.
func (a API) CreateCallback(w http.ResponseWriter, r *http.Request) error {
	body, err := readCallback(w, r)
	if err != nil {
		return err
	}
	c := models.Callback{Kind: models.KindBatch, CompanyID: company(r), IsActive: true}
	if err := body.readNew(&c); err != nil {
		return err
	}
	if err := a.checkTaken(r, c); err != nil {
		return err
	}
	if err := a.tryURL(r, c); err != nil {
		return err
	}
	if err := a.Store.CreateCallback(r.Context(), web.Access(r), &c); err != nil {
		return worded(err, c)
	}
	return api.Write(w, http.StatusOK, entityOf(c))
}

// UpdateCallback changes the fields that are sent, and leaves the others. A
// new URL or sign-in is tried first, as when a callback is created.
func (a API) UpdateCallback(w http.ResponseWriter, r *http.Request) error {
	body, err := readCallback(w, r)
	if err != nil {
		return err
	}
	var c models.Callback
	err = api.RetryConflict(r.Context(), func() error {
		if c, err = a.callbackToChange(r); err != nil {
			return err
		}
		before := c
		if body.renames(c.Name) {
			return refused("callback name cannot be changed")
		}
		if err := body.readInto(&c); err != nil {
			return err
		}
		if err := a.checkTaken(r, c); err != nil {
			return err
		}
		if err := a.tryChange(r, before, c); err != nil {
			return err
		}
		return a.Store.UpdateCallback(r.Context(), web.Access(r), &c)
	})
	if err != nil {
		return worded(err, c)
	}
	return api.Write(w, http.StatusOK, entityOf(c))
}

// tryChange tries a callback whose URL or sign-in is no longer the one before.
func (a API) tryChange(r *http.Request, before, c models.Callback) error {
	opened, err := a.Store.CallbackWithSecrets(r.Context(), web.Scope(r), c.PublicID)
	if _, lost := errors.AsType[models.Problems](err); err != nil && !lost {
		return err
	}
	c, lacks := c.WithKept(opened)
	if len(lacks) > 0 {
		return lacks
	}
	if c.URL == before.URL && sameSignIn(c.Settings, before.Settings) && c.Secrets.Password == opened.Secrets.Password {
		return nil
	}
	return a.tryURL(r, c)
}

func sameSignIn(a, b models.Settings) bool {
	return a.User == b.User && a.EmptyUser == b.EmptyUser && a.EmptyPassword == b.EmptyPassword
}

// tryURL calls the URL of a callback, which must answer.
func (a API) tryURL(r *http.Request, c models.Callback) error {
	if err := a.Store.RecordCheck(r.Context(), web.Access(r), c); err != nil {
		return err
	}
	if attempt := a.Verifier.Try(r.Context(), c); attempt.Cause != "" {
		return unreachable(c.URL)
	}
	return nil
}

// checkTaken refuses the name and the URL of another callback. The store checks
// again when it stores; checked here first, no receiver is called for a request
// that cannot succeed.
func (a API) checkTaken(r *http.Request, c models.Callback) error {
	callbacks, err := a.live(r)
	if err != nil {
		return err
	}
	for _, other := range callbacks {
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
	return api.Write(w, http.StatusOK, deletedAnswer{Message: "CallBack [" + c.Name + "] deleted successfully", Status: true})
}

// Verify tries the URL and the backup URL of a callback.
func (a API) Verify(w http.ResponseWriter, r *http.Request) error {
	c, err := a.callbackToChange(r)
	if err != nil {
		return err
	}
	verification, err := a.Verifier.Verify(r.Context(), web.Access(r), c.PublicID)
	if err != nil {
		return err
	}
	if failed, ok := verification.Failed(); ok {
		return unreachable(failed.URL)
	}
	return api.Write(w, http.StatusOK, verifiedAnswer{Status: "Successfully verified [" + c.Name + "]"})
}
