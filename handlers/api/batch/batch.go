// Package batch is the API of batch callbacks and their subscriptions. Its
// paths, fields and texts are those of the third published document. A
// callback is known by its name, and belongs to the company of the key.
package batch

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

// base is what all paths of this API begin with.
const base = "/rest/api/v1.3/notifications"

// API answers the calls.
type API struct {
	Store     *store.Store
	Verifier  store.Verifier
	PublicURL string // scheme and host that tokens are for; "" means those of the request
}

// Site returns the way in, for programs that show a key as it is, or as a
// bearer token.
func (a API) Site() web.Site {
	routes, open := a.routes(), api.WithSlash([]web.Route{{Pattern: "POST " + tokenPath, Page: a.CreateAuthToken}})
	return web.Site{
		Name:         "batch API",
		Prefixes:     []string{"/rest/"}, // other versions too: their programs read JSON
		Authenticate: api.SignIn(a.Store, bareKey),
		OnError:      fail,
		Public:       append(api.OtherMethods(append(slices.Clip(routes), open...)), open...),
		Routes:       routes,
	}
}

// bareKey finds a key in "Authorization: KEY".
func bareKey(r *http.Request) string {
	key := strings.TrimSpace(r.Header.Get("Authorization"))
	if strings.Contains(key, " ") {
		return ""
	}
	return key
}

// routes names every call.
func (a API) routes() []web.Route {
	const callbacks, callback = base + "/callbacks", base + "/callbacks/{callback}"
	const subscriptions, subscription = base + "/subscriptions", base + "/subscriptions/{subscription}"
	routes := []web.Route{
		{Pattern: "GET " + callbacks, Need: models.CallbacksRead, Page: a.IndexCallbacks},
		{Pattern: "POST " + callbacks, Need: models.CallbacksWrite, Page: a.CreateCallback},
		{Pattern: "GET " + callback, Need: models.CallbacksRead, Page: a.ShowCallback},
		{Pattern: "PUT " + callback, Need: models.CallbacksWrite, Page: a.UpdateCallback},
		{Pattern: "DELETE " + callback, Need: models.CallbacksEnd, Page: a.DeleteCallback},
		{Pattern: "GET " + callback + "/actions/verify", Need: models.CallbacksVerify, Page: a.Verify},
		{Pattern: "GET " + callback + "/subscriptions", Need: models.CallbacksRead, Page: a.IndexOfCallback},

		{Pattern: "GET " + subscriptions, Need: models.CallbacksRead, Page: a.IndexSubscriptions},
		{Pattern: "POST " + subscriptions, Need: models.CallbacksWrite, Page: a.CreateSubscription},
		{Pattern: "GET " + subscription, Need: models.CallbacksRead, Page: a.ShowSubscription},
		{Pattern: "PUT " + subscription, Need: models.CallbacksWrite, Page: a.UpdateSubscription},
		{Pattern: "DELETE " + subscription, Need: models.CallbacksWrite, Page: a.DeleteSubscription},

		{Pattern: "GET " + base + "/eventList", Need: models.CallbacksRead, Page: a.EventList},
	}
	for i := range routes {
		routes[i].Owner = ownCompany
	}
	return api.WithSlash(routes)
}

// ownCompany is the Lookup of every path: the company of the key. A key for
// the whole system, or for one location, has none.
func ownCompany(_ *http.Request, in models.Scope) (models.Owner, error) {
	if in.All || len(in.Companies) != 1 {
		return models.Owner{}, web.ForbiddenError{Need: models.CallbacksRead}
	}
	return models.Owner{CompanyID: in.Companies[0]}, nil
}

// company returns the company of the key.
func company(r *http.Request) models.ID { return web.Scope(r).Companies[0] }

// missing says that there is nothing of this name: "CallBack", "Subscription".
type missing struct{ what, name string }

func (m missing) Error() string { return m.what + " [" + m.name + "] not found" }

func (m missing) Unwrap() error { return models.ErrNotFound }

// callback returns the callback of the key's company with this name.
func (a API) callback(r *http.Request, name string) (models.Callback, error) {
	c, err := a.Store.CallbackNamed(r.Context(), web.Scope(r), store.Name{Company: company(r), Text: name})
	if errors.Is(err, models.ErrNotFound) || err == nil && c.Kind != models.KindBatch {
		return c, missing{"CallBack", name}
	}
	return c, err
}

// callbackToChange returns the callback that the path names, or EndedError.
func (a API) callbackToChange(r *http.Request) (models.Callback, error) {
	c, err := a.callback(r, r.PathValue("callback"))
	if err == nil && c.Ended(models.At(a.Store.Now())) {
		err = models.EndedError{PublicID: c.PublicID, Name: c.Name}
	}
	return c, err
}

// subscription returns the one that the path names.
func (a API) subscription(r *http.Request) (models.Subscription, error) {
	name := store.Name{Company: company(r), Text: r.PathValue("subscription")}
	s, err := a.Store.Subscription(r.Context(), web.Scope(r), store.SubscriptionFilter{Company: company(r), Named: &name})
	if errors.Is(err, models.ErrNotFound) {
		return s, missing{"Subscription", name.Text}
	}
	return s, err
}
