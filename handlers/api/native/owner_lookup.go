package native

import (
	"errors"
	"net/http"

	"callboard/models"
	"callboard/web"
)

// ofSystem is the lookup of the owner of what belongs to no company.
func ofSystem(*http.Request, models.Scope) (models.Owner, error) { return models.Owner{}, nil }

// ofCompany is the lookup of paths with {company}.
func (a API) ofCompany(r *http.Request, in models.Scope) (models.Owner, error) {
	company, err := a.Store.Company(r.Context(), in, r.PathValue("company"))
	return company.Owner(), err
}

// ofPart is the lookup of paths with {company} that the key of one of its
// locations may use as well, for what belongs to that location.
func (a API) ofPart(r *http.Request, in models.Scope) (models.Owner, error) {
	owner, err := a.ofCompany(r, in)
	if !errors.Is(err, models.ErrNotFound) || len(in.Locations) == 0 {
		return owner, err
	}
	company, err := a.company(r)
	if err != nil {
		return models.Owner{}, err
	}
	for _, id := range in.Locations {
		location, err := a.Store.LocationByID(r.Context(), in, id)
		if err == nil && location.CompanyID == company.ID {
			return location.Owner(), nil
		}
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return models.Owner{}, err
		}
	}
	return models.Owner{}, models.ErrNotFound
}

// company returns the company that the path names to those whom a lookup let
// in, be it for one of its locations only.
func (a API) company(r *http.Request) (models.Company, error) {
	return a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
}

// can says whether whoever makes the request r holds p for what belongs to o.
func can(r *http.Request, p models.Permission, o models.Owner) bool {
	return web.Access(r).Actor.Can(p, o)
}
