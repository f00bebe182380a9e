// Package database is the API of database callbacks, and of the profiles whose
// changes they report. Its paths, fields and texts are those of the fifth
// published document.
package database

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// API answers the calls. What lies outside a key's scope, and callbacks of
// other kinds, do not exist here.
type API struct {
	Store     *store.Store
	Publisher store.Publisher
}

// Site returns the way in, for programs that show a key in the query, as
// access_token, or as a bearer token.
func (a API) Site() web.Site {
	routes := api.WithSlash(a.routes())
	return web.Site{
		Name:         "database API",
		Prefixes:     prefixes(),
		Canonical:    canonical,
		Authenticate: api.SignIn(a.Store, queryToken),
		OnError:      fail,
		Public:       api.OtherMethods(routes),
		Routes:       routes,
	}
}

// accessToken is the parameter that a key may come in. It is the reason why
// nothing may log a query.
const accessToken = "access_token"

// queryToken finds a key in "?access_token=KEY".
func queryToken(r *http.Request) string { return strings.TrimSpace(r.URL.Query().Get(accessToken)) }

// versions may stand before every path. Under "/v2" the postback API answers
// what does not begin with one of our resources.
var versions = []string{"v1", "v2", "v3", "v4"}

// resources are the words that paths begin with. Each is known by its plural
// as well.
var resources = []string{"database", "collection", "callback", "profile", "subprofile"}

func prefixes() []string {
	all := []string{"/v1/", "/v3/", "/v4/"}
	for _, resource := range resources {
		all = append(all, "/"+resource+"/")
	}
	return all
}

// canonical returns the path of the routes: without a version, and with the
// resource in small letters and in the singular. A path that is not ours stays
// as it is.
func canonical(path string) string {
	version, rest := versionOf(path)
	first, others, nested := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	word, err := url.PathUnescape(first)
	word = strings.ToLower(word)
	for _, resource := range resources {
		if err == nil && (word == resource || word == resource+"s") {
			if nested {
				return "/" + resource + "/" + others
			}
			return "/" + resource
		}
	}
	if version == "/v2" {
		return path
	}
	return version + rest
}

// versionOf cuts the version from the front of a path: "/v1", or "" when there
// is none.
func versionOf(path string) (version, rest string) {
	whole, ok := strings.CutPrefix(path, "/")
	first, _, _ := strings.Cut(whole, "/")
	if lower := strings.ToLower(first); ok && slices.Contains(versions, lower) {
		return "/" + lower, whole[len(first):]
	}
	return "", path
}

// routes names every call by its first name. Reading a profile needs more than
// reading a callback, because a profile is what a delivery carries.
func (a API) routes() []web.Route {
	const callback, interests = "/callback/{callback}", "/profile/{profile}/interests"
	const ofDatabase, ofCollection, profiles = "/database/{database}/callbacks", "/collection/{collection}/callbacks", "/database/{database}/profiles"
	const within = "/profile/{profile}/subprofiles/{collection}"
	update := followed(a.ownerOfCallback, models.CallbacksRead, a.ShowCallback, a.UpdateCallback)
	routes := []web.Route{
		{Pattern: "GET /database", Need: models.CallbacksRead, Page: a.IndexDatabases},
		{Pattern: "GET /database/{database}", Need: models.CallbacksRead, Owner: a.ownerOfDatabase, Page: a.ShowDatabase},
		{Pattern: "GET /database/{database}/collections", Need: models.CallbacksRead, Owner: a.ownerOfDatabase, Page: a.IndexCollections},
		{Pattern: "GET " + ofDatabase, Need: models.CallbacksRead, Owner: a.ownerOfDatabase, Page: a.IndexOfDatabase},
		{Pattern: "POST " + ofDatabase, Need: models.CallbacksWrite, Owner: a.ownerOfDatabase, Page: a.CreateOfDatabase},
		{Pattern: "GET " + ofCollection, Need: models.CallbacksRead, Owner: a.ownerOfCollection, Page: a.IndexOfCollection},
		{Pattern: "POST " + ofCollection, Need: models.CallbacksWrite, Owner: a.ownerOfCollection, Page: a.CreateOfCollection},

		{Pattern: "GET " + callback, Need: models.CallbacksRead, Owner: a.ownerOfCallback, Page: a.ShowCallback},
		{Pattern: "POST " + callback, Need: models.CallbacksWrite, Owner: a.ownerOfCallback, Page: update},
		{Pattern: "PUT " + callback, Need: models.CallbacksWrite, Owner: a.ownerOfCallback, Page: update},
		{Pattern: "DELETE " + callback, Need: models.CallbacksEnd, Owner: a.ownerOfCallback, Page: a.DeleteCallback},

		{Pattern: "GET " + profiles, Need: models.DeliveriesPayload, Owner: a.ownerOfDatabase, Page: a.IndexProfiles},
		{Pattern: "POST " + profiles, Need: models.EventsWrite, Owner: a.ownerOfDatabase, Page: a.CreateProfile},
		{Pattern: "PUT " + profiles, Need: models.EventsWrite, Owner: a.ownerOfDatabase, Page: a.UpdateProfiles},
		{Pattern: "GET " + within, Need: models.DeliveriesPayload, Owner: a.ownerOf(models.Profile), Page: a.IndexSubprofiles},
		{Pattern: "POST " + within, Need: models.EventsWrite, Owner: a.ownerOf(models.Profile), Page: a.CreateSubprofile},

		{Pattern: "GET " + interests, Need: models.DeliveriesPayload, Owner: a.ownerOf(models.Profile), Page: a.ShowInterests},
		{Pattern: "PUT " + interests, Need: models.EventsWrite, Owner: a.ownerOf(models.Profile), Page: a.ReplaceInterests},
		{Pattern: "POST " + interests, Need: models.EventsWrite, Owner: a.ownerOf(models.Profile), Page: a.AddInterests},
	}
	return slices.Concat(routes, a.recordRoutes(models.Profile), a.recordRoutes(models.Subprofile))
}

// recordRoutes names the calls on one profile, or on one subprofile.
func (a API) recordRoutes(resource string) []web.Route {
	record, owner := "/"+resource+"/{"+resource+"}", a.ownerOf(resource)
	update := followed(owner, models.DeliveriesPayload, a.show(resource), a.update(resource))
	return []web.Route{
		{Pattern: "GET " + record, Need: models.DeliveriesPayload, Owner: owner, Page: a.show(resource)},
		{Pattern: "PUT " + record, Need: models.EventsWrite, Owner: owner, Page: update},
		{Pattern: "POST " + record, Need: models.EventsWrite, Owner: owner, Page: update},
		{Pattern: "DELETE " + record, Need: models.EventsWrite, Owner: owner, Page: a.remove(resource)},
		{Pattern: "GET " + record + "/fields", Need: models.DeliveriesPayload, Owner: owner, Page: a.showFields(resource)},
		{Pattern: "PUT " + record + "/fields", Need: models.EventsWrite, Owner: owner, Page: a.update(resource)},
		{Pattern: "POST " + record + "/fields", Need: models.EventsWrite, Owner: owner, Page: a.update(resource)},
	}
}

// database returns the database that a path names.
func (a API) database(r *http.Request, in models.Scope) (models.Database, error) {
	d, err := a.Store.Database(r.Context(), in, r.PathValue("database"))
	return d, notFoundAs(err, noDatabase)
}

func (a API) ownerOfDatabase(r *http.Request, in models.Scope) (models.Owner, error) {
	d, err := a.database(r, in)
	return d.Owner(), err
}

// collection returns the collection that a path names.
func (a API) collection(r *http.Request, in models.Scope) (models.Collection, error) {
	c, err := a.Store.Collection(r.Context(), in, r.PathValue("collection"))
	return c, notFoundAs(err, noCollection)
}

func (a API) ownerOfCollection(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.collection(r, in)
	return c.Owner(), err
}

// callback returns the callback that a path names.
func (a API) callback(r *http.Request, in models.Scope) (models.Callback, error) {
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("callback"))
	if err == nil && c.Kind != models.KindDatabase {
		return models.Callback{}, noCallback
	}
	return c, notFoundAs(err, noCallback)
}

func (a API) ownerOfCallback(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.callback(r, in)
	return c.Owner(), err
}

// notFoundAs turns models.ErrNotFound into what there is not, in the words of
// this API. Other errors stay as they are.
func notFoundAs(err error, what missing) error {
	if errors.Is(err, models.ErrNotFound) {
		return what
	}
	return err
}
