// Package native is the API of Callboard itself: every kind of callback, the
// delivery log, and the events that are published, under /api/v1.
package native

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/schema"
	"callboard/models/store"
	"callboard/web"
)

// BasePath is where all paths of the API begin.
const BasePath = "/api/v1"

// API answers the calls.
type API struct {
	Store     *store.Store
	Publisher store.Publisher
	Verifier  store.Verifier
	Wake      func()        // tells the engine that a delivery came due
	Schemas   *schema.Cache // of companies' own event types
}

// Site returns the way in, for programs that show a key as a bearer token.
func (a API) Site() web.Site {
	routes, open := a.Routes(), web.Route{Pattern: "GET " + BasePath + "/openapi.json", Page: a.openAPI()}
	return web.Site{
		Name:         "native API",
		Prefixes:     []string{"/api/"},
		Check:        checkQuery,
		Authenticate: api.SignIn(a.Store),
		OnError:      fail,
		Public:       append(api.OtherMethods(append(slices.Clip(routes), open)), open),
		Routes:       routes,
	}
}

// checkQuery refuses a query that is broken somewhere, or has two values where
// one is taken: with a part of it passed over, a list would be another one than
// its reader meant.
func checkQuery(_ http.ResponseWriter, r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return models.Problems{{Field: "query", Code: models.Malformed, Text: "query cannot be read: it has a stray % or ;, or too many values"}}
	}
	var problems models.Problems
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if _, several := deliverylog.Takes(name); !several && len(query[name]) > 1 {
			problems.Note(name, models.Malformed, say(name, "takes one value"))
		}
	}
	return problems.Err()
}

// Routes are all calls that need a key. A POST may name itself, so that it is
// done once though it is sent twice.
func (a API) Routes() []web.Route {
	routes := slices.Concat(
		a.companyRoutes(), a.locationRoutes(), a.eventRoutes(), a.eventTypeRoutes(), a.databaseRoutes(), a.collectionRoutes(),
		a.recordRoutes(), a.callbackRoutes(), a.deliveryRoutes(), a.statisticsRoutes(), a.resendRoutes(), a.apiKeyRoutes(),
	)
	for i, route := range routes {
		routes[i].Pattern = strings.Replace(route.Pattern, " /", " "+BasePath+"/", 1)
		if strings.HasPrefix(route.Pattern, "POST ") {
			routes[i].Page = a.idempotent(route.Page)
		}
	}
	return routes
}
