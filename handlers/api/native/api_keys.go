package native

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// apiKeyRoutes are the calls on API keys.
func (a API) apiKeyRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /companies/{company}/keys", Need: models.KeysManage, Owner: a.ofCompany, Page: a.listAPIKeys},
		{Pattern: "POST /companies/{company}/keys", Need: models.KeysManage, Owner: a.ofCompany, Page: a.createAPIKey},
		{Pattern: "DELETE /companies/{company}/keys/{key}", Need: models.KeysManage, Owner: a.ofCompany, Page: a.revokeAPIKey},
	}
}

// listAPIKeys lists the living keys of a company and its locations, newest first.
func (a API) listAPIKeys(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	before, err := p.after()
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	keys, err := a.Store.APIKeys(r.Context(), web.Scope(r), store.APIKeyFilter{Company: company.ID, Living: true, Before: before, Limit: p.Limit + 1})
	if err != nil {
		return err
	}
	keys, next := cutPage(p, keys, func(k models.APIKeyRow) models.ID { return k.ID })
	entities := make([]APIKey, len(keys))
	for i, key := range keys {
		entities[i] = apiKeyOf(key.APIKey, key.LocationPublicID)
	}
	return writeList(w, entities, next)
}

// APIKey is a key of a company or one of its locations, without the key
// itself.
type APIKey struct {
	ID           string      `json:"id"`
	Name         string      `json:"name"`
	Role         models.Role `json:"role"`
	Location     *string     `json:"location"`
	CreatedAt    Date        `json:"created_at"`
	LastUsedAt   *Date       `json:"last_used_at"`
	LastUsedFrom *string     `json:"last_used_from"`
}

// CreatedAPIKey is a key that was just made.
type CreatedAPIKey struct {
	APIKey
	Key string `json:"key" description:"The key itself, for the only time."`
}

// NewAPIKey asks for a key of the company, or of one of its locations.
type NewAPIKey struct {
	Name     string      `json:"name"`
	Role     models.Role `json:"role"`
	Location *string     `json:"location,omitzero"`
}

// apiKeyOf writes a key of the location with this public id; "" for one of the
// company as a whole.
func apiKeyOf(k models.APIKey, location string) APIKey {
	return APIKey{
		ID: k.ID.String(), Name: k.Name, Role: k.Role, Location: orNull(location), CreatedAt: dateOf(k.CreatedAt),
		LastUsedAt: dateOrNull(k.LastUsedAt), LastUsedFrom: orNull(k.LastUsedFrom),
	}
}

// createAPIKey makes a key for a company or one of its locations. The answer
// holds it, for the only time.
func (a API) createAPIKey(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	f, err := readBody(w, r)
	if err != nil {
		return err
	}
	k, role, location := models.APIKey{CompanyID: company.ID}, "", ""
	f.Text("name", &k.Name)
	f.Text("role", &role)
	f.Text("location", &location)
	k.Role = models.Role(role)
	if location != "" {
		l, err := a.Store.Location(r.Context(), web.Scope(r), location)
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return err
		}
		if l.CompanyID != company.ID {
			f.Refuse("location", "must be a location of the company")
		}
		k.LocationID = l.ID
	}
	if err := f.Problems.Err(); err != nil {
		return err
	}
	clear, err := a.Store.CreateAPIKey(r.Context(), web.Access(r), &k)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusCreated, CreatedAPIKey{APIKey: apiKeyOf(k, location), Key: clear})
}

// revokeAPIKey shuts a key out from now on.
func (a API) revokeAPIKey(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	id, err := models.ParseID(r.PathValue("key"))
	if err != nil {
		return models.ErrNotFound
	}
	by := web.Access(r)
	by.Scope = models.Scope{Companies: []models.ID{company.ID}} // the path names the company
	if err := a.Store.RevokeAPIKey(r.Context(), by, id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
