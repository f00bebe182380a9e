// Package event is the API of company callbacks: one event type, one URL, a
// date range. Its paths, fields and texts are those of the first two published
// documents.
package event

import (
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// API answers the calls. It knows the event callbacks of the company as a
// whole: its entity has no word for a location, so those of a location, and
// callbacks of other kinds, do not exist here.
type API struct {
	Store     *store.Store
	Publisher store.Publisher
}

// Site returns the way in, for programs that show a key as a bearer token or
// as the password of HTTP Basic.
func (a API) Site() web.Site {
	routes := a.routes()
	return web.Site{
		Name:         "event API",
		Prefixes:     []string{"/companies/"},
		Authenticate: api.SignIn(a.Store),
		OnError:      fail,
		Public:       api.OtherMethods(routes),
		Routes:       routes,
	}
}

// routes names each call under both published paths, with and without a slash
// at its end.
func (a API) routes() []web.Route {
	var routes []web.Route
	for _, base := range []string{"/companies/{company}/config", "/companies/{company}/mobiledb/config"} {
		callbacks, callback := base+"/callbacks", base+"/callbacks/{callback}"
		routes = append(
			routes,
			web.Route{Pattern: "GET " + callbacks, Need: models.CallbacksRead, Owner: a.ownerOfCompany, Page: a.Index},
			web.Route{Pattern: "POST " + callbacks, Need: models.CallbacksWrite, Owner: a.ownerOfCompany, Page: a.Create},
			web.Route{Pattern: "GET " + callback, Need: models.CallbacksRead, Owner: a.ownerOfCallback, Page: a.Show},
			web.Route{Pattern: "PUT " + callback, Need: models.CallbacksWrite, Owner: a.ownerOfCallback, Page: a.Update},
			web.Route{Pattern: "DELETE " + callback, Need: models.CallbacksEnd, Owner: a.ownerOfCallback, Page: a.Delete},
			web.Route{Pattern: "POST " + base + "/callback_events/test", Need: models.TestsSend, Owner: a.ownerOfCompany, Page: a.Test},
		)
	}
	return api.WithSlash(routes)
}

// ownerOfCompany is the lookup of the company that a path names.
func (a API) ownerOfCompany(r *http.Request, in models.Scope) (models.Owner, error) {
	company, err := a.company(r, in)
	return company.Owner(), err
}

// ownerOfCallback is the lookup of the callback that a path names.
func (a API) ownerOfCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.callback(r, in)
	return c.Owner(), err
}

// company returns the company of the path. To a key of one of its locations
// it does not exist (see Store.Company): nothing here belongs to a location.
func (a API) company(r *http.Request, in models.Scope) (models.Company, error) {
	company, err := a.Store.Company(r.Context(), in, r.PathValue("company"))
	if err != nil {
		return models.Company{}, fmt.Errorf("find the company of a path: %w", err)
	}
	return company, nil
}

// callback returns the callback of the path, ended ones too.
func (a API) callback(r *http.Request, in models.Scope) (models.Callback, error) {
	company, err := a.company(r, in)
	if err != nil {
		return models.Callback{}, err
	}
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("callback"))
	if err != nil {
		return models.Callback{}, fmt.Errorf("find the callback of a path: %w", err)
	}
	if c.Kind != models.KindEvent || c.Owner() != company.Owner() {
		return models.Callback{}, models.ErrNotFound
	}
	return c, nil
}
