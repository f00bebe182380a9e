// Package native is the API of Callboard itself: every kind of callback, the
// delivery log, and the events that are published, under /api/v1.
package native

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/handlers/api/native/document"
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
		Public:   append(api.Others(routes), web.Route{Pattern: "GET " + Base + "/openapi.json", Page: a.OpenAPI}),
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

// The number of rows of a page: unless it is asked for, and at most.
const (
	pageSize = 50
	pageMost = 200
)

// page is which part of a list is asked for.
type page struct {
	limit  int
	cursor string // "" for the first
}

// pageOf reads limit and cursor.
func pageOf(r *http.Request) (page, error) {
	p := page{limit: pageSize}
	query := r.URL.Query()
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > pageMost {
			return p, models.Problems{{Field: "limit", Code: models.OutOfRange, Text: "limit must be between 1 and 200"}}
		}
		p.limit = n
	}
	raw, err := base64.RawURLEncoding.DecodeString(query.Get("cursor"))
	if err != nil {
		return p, errCursor
	}
	p.cursor = string(raw)
	return p, nil
}

var errCursor = models.Problems{{Field: "cursor", Code: models.Malformed, Text: "cursor must be the next_cursor of an answer"}}

// after returns the row id that the cursor names, zero on the first page.
func (p page) after() (models.ID, error) {
	if p.cursor == "" {
		return 0, nil
	}
	id, err := models.ParseID(p.cursor)
	if err != nil {
		return 0, errCursor
	}
	return id, nil
}

// writeList answers with one page of a list. next is the cursor of the one
// behind it, "" for none.
func writeList(w http.ResponseWriter, rows []api.Ordered, next string) error {
	if rows == nil {
		rows = []api.Ordered{}
	}
	var cursor any
	if next != "" {
		cursor = base64.RawURLEncoding.EncodeToString([]byte(next))
	}
	return api.Write(w, http.StatusOK, api.Ordered{{Name: "data", Value: rows}, {Name: "next_cursor", Value: cursor}})
}

// OpenAPI answers with the description of this API. It needs no key.
func (a API) OpenAPI(w http.ResponseWriter, _ *http.Request) error {
	return api.Write(w, http.StatusOK, document.Of(Base, a.Routes()))
}
