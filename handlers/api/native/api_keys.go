package native

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

func (a API) keyRoutes(d Base) []web.Route {
	return []web.Route{
		{Pattern: "GET /companies/{company}/keys", Need: models.KeysManage, Owner: d.OfCompany, Page: a.ListKeys},
		{Pattern: "POST /companies/{company}/keys", Need: models.KeysManage, Owner: d.OfCompany, Page: a.CreateKey},
		{Pattern: "DELETE /companies/{company}/keys/{key}", Need: models.KeysManage, Owner: d.OfCompany, Page: a.RevokeKey},
	}
}

// ListKeys lists the living keys of a company and its locations, newest first.
func (a API) ListKeys(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	before, err := p.After()
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
	keys, next := Cut(p, keys, func(k models.APIKeyRow) models.ID { return k.ID })
	entities := make([]api.Ordered, len(keys))
	for i, k := range keys {
		entities[i] = keyEntity(k.APIKey, k.LocationPublicID)
	}
	return WriteList(w, entities, next)
}

func keyEntity(k models.APIKey, location string) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: k.ID.String()},
		{Name: "name", Value: k.Name},
		{Name: "role", Value: k.Role},
		{Name: "location", Value: OrNull(location)},
		{Name: "created_at", Value: Date(k.CreatedAt)},
		{Name: "last_used_at", Value: Date(k.LastUsedAt)},
		{Name: "last_used_from", Value: OrNull(k.LastUsedFrom)},
	}
}

// CreateKey makes a key for a company or one of its locations. The answer
// holds it, for the only time.
func (a API) CreateKey(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	k, role, location := models.APIKey{CompanyID: company.ID}, "", ""
	f := api.Fields{Object: given, Say: Say}
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
	return api.Write(w, http.StatusCreated, append(keyEntity(k, location), api.Member{Name: "key", Value: clear}))
}

// RevokeKey shuts a key out from now on.
func (a API) RevokeKey(w http.ResponseWriter, r *http.Request) error {
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
