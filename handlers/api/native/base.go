package native

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// BasePath is where all paths of the API begin.
const BasePath = "/api/v1"

// Base is what a call works at. Every resource is a struct that embeds it.
type Base struct {
	Store     *store.Store
	Publisher store.Publisher
	Wake      func() // tells the engine that a delivery came due
}

// OfSystem is the lookup of what belongs to no company.
func OfSystem(*http.Request, models.Scope) (models.Owner, error) { return models.Owner{}, nil }

// OfCompany is the lookup of paths with {company}.
func (d Base) OfCompany(r *http.Request, in models.Scope) (models.Owner, error) {
	company, err := d.Store.Company(r.Context(), in, r.PathValue("company"))
	return company.Owner(), err
}

// OfPart is the lookup of paths with {company} that the key of one of its
// locations may use as well, for what belongs to that location.
func (d Base) OfPart(r *http.Request, in models.Scope) (models.Owner, error) {
	owner, err := d.OfCompany(r, in)
	if !errors.Is(err, models.ErrNotFound) || len(in.Locations) == 0 {
		return owner, err
	}
	company, err := d.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return models.Owner{}, err
	}
	for _, id := range in.Locations {
		location, err := d.Store.LocationByID(r.Context(), in, id)
		if err == nil && location.CompanyID == company.ID {
			return location.Owner(), nil
		}
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return models.Owner{}, err
		}
	}
	return models.Owner{}, models.ErrNotFound
}

// OfLocation is the lookup of paths with {location}.
func (d Base) OfLocation(r *http.Request, in models.Scope) (models.Owner, error) {
	location, err := d.Store.Location(r.Context(), in, r.PathValue("location"))
	return location.Owner(), err
}

// Company returns the company that the path names to those whom a lookup let
// in, be it for one of its locations only.
func (d Base) Company(r *http.Request) (models.Company, error) {
	return d.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
}

// Can says whether the asker of r holds p for what belongs to o.
func Can(r *http.Request, p models.Permission, o models.Owner) bool {
	return web.Access(r).Actor.Can(p, o)
}
