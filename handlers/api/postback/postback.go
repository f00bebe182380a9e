// Package postback is the API of location postbacks, and of the records whose
// changes they report. Its paths, fields and texts are those of the fourth
// published document.
package postback

import (
	"fmt"
	"net/http"

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
	PublicURL string // scheme and host for links; "" means those of the request
}

// Site returns the way in, for programs that show a key in the header
// user-api-key, or as a bearer token. The headers user-id and developer-id,
// which old clients send along, are not looked at.
func (a API) Site() web.Site {
	routes := a.routes()
	return web.Site{
		Name:         "postback API",
		Prefixes:     []string{"/v2/"},
		Authenticate: api.SignIn(a.Store, api.Header("user-api-key")),
		OnError:      fail,
		Public:       api.OtherMethods(routes),
		Routes:       routes,
	}
}

// routes names every call.
func (a API) routes() []web.Route {
	const configs, config = "/v2/postbackconfigs", "/v2/postbackconfigs/{config}"
	return api.WithSlash(append([]web.Route{
		{Pattern: "GET " + configs, Need: models.CallbacksRead, Page: a.IndexConfigs},
		{Pattern: "POST " + configs, Need: models.CallbacksWrite, Page: a.CreateConfig},
		{Pattern: "GET " + config, Need: models.CallbacksRead, Owner: a.ownerOfConfig, Page: a.ShowConfig},
		{Pattern: "PUT " + config, Need: models.CallbacksWrite, Owner: a.ownerOfConfig, Page: a.UpdateConfig},
		{Pattern: "DELETE " + config, Need: models.CallbacksEnd, Owner: a.ownerOfConfig, Page: a.DeleteConfig},
	}, a.recordRoutes()...))
}

// config returns the postback that a path names.
func (a API) config(r *http.Request, in models.Scope) (models.Callback, error) {
	c, err := a.Store.Callback(r.Context(), in, r.PathValue("config"))
	if err != nil {
		return models.Callback{}, fmt.Errorf("find the postback of a path: %w", err)
	}
	if c.Kind != models.KindPostback {
		return models.Callback{}, models.ErrNotFound
	}
	return c, nil
}

func (a API) ownerOfConfig(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.config(r, in)
	return c.Owner(), err
}
