// Package native is the API of Callboard itself: every kind of callback, the
// delivery log, and the events that are published, under /api/v1.
package native

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// Base is where all paths of the API begin.
const Base = "/api/v1"

// API answers the calls.
type API struct {
	Store     *store.Store
	Publisher api.Publisher
	Wake      func() // tells the engine that a delivery came due
}

// Door returns the way in, for programs that show a key as a bearer token.
func (a API) Door() web.Door {
	routes := a.Routes()
	return web.Door{
		Name:     "native API",
		Prefixes: []string{"/api/"},
		Who:      api.SignIn(a.Store, api.Bearer),
		Fail:     fail,
		Public:   api.Others(routes),
		Routes:   routes,
	}
}

// Routes are all calls that need a key. A POST may name itself, so that it is
// done once though it is sent twice.
func (a API) Routes() []web.Route {
	routes := slices.Concat(a.ownerRoutes(), a.eventRoutes(), a.typeRoutes(), a.callbackRoutes(), a.deliveryRoutes(), a.keyRoutes())
	for i, route := range routes {
		routes[i].Pattern = strings.Replace(route.Pattern, " /", " "+Base+"/", 1)
		if strings.HasPrefix(route.Pattern, "POST ") {
			routes[i].Page = a.once(route.Page)
		}
	}
	return routes
}

// ofSystem is the lookup of what belongs to no company.
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
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
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

// ofLocation is the lookup of paths with {location}.
func (a API) ofLocation(r *http.Request, in models.Scope) (models.Owner, error) {
	location, err := a.Store.Location(r.Context(), in, r.PathValue("location"))
	return location.Owner(), err
}

// ofCallback is the lookup of paths with {callback}.
func (a API) ofCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("callback"))
	return c.Owner(), err
}

// date writes a moment in RFC 3339, UTC, to the millisecond; null for none.
func date(t models.Millis) any {
	if t == 0 {
		return nil
	}
	return t.Time().Format("2006-01-02T15:04:05.000Z")
}

// orNull writes a text, and null where there is none.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
