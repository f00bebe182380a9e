package postback_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// needs says what each call needs. TestEveryRouteChecksItsKey asks for all.
var needs = map[string]models.Permission{
	"GET /v2/postbackconfigs":             models.CallbacksRead,
	"POST /v2/postbackconfigs":            models.CallbacksWrite,
	"GET /v2/postbackconfigs/{config}":    models.CallbacksRead,
	"PUT /v2/postbackconfigs/{config}":    models.CallbacksWrite,
	"DELETE /v2/postbackconfigs/{config}": models.CallbacksEnd,
}

// needed returns what a call needs; those on records are alike.
func needed(pattern string) models.Permission {
	pattern = strings.TrimSuffix(pattern, "/{$}")
	if need, named := needs[pattern]; named {
		return need
	}
	if strings.HasPrefix(pattern, "GET ") {
		return models.DeliveriesPayload
	}
	return models.EventsWrite
}

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	config, stored := f.create("/v2/postbackconfigs", f.seed(seedConfig)), f.createAll()
	owners := f.strangers()
	viewer := f.NewKey(models.Viewer, f.Location.Owner())
	operator := f.NewKey(models.Operator, f.Location.Owner())
	system := f.NewKey(models.Admin, models.Owner{})
	routes := postback.API{Store: f.Store}.Site().Routes
	if want := 2 * (len(needs) + 5*len(stored)); len(routes) != want {
		t.Errorf("%d routes: with and without a slash make %d", len(routes), want)
	}
	for _, route := range routes {
		resource := strings.Split(route.Pattern, "/")[2]
		call := strings.NewReplacer("{config}", config, "{record}", stored[resource], "{$}", "").Replace(route.Pattern)
		method, path, _ := strings.Cut(call, " ")
		f.CallAs("", method, path, `{}`).Want(t, 401, sentence("user-api-key", "The API key is missing or not valid."))
		f.CallAs("cb_wrong", method, path, `{}`).Want(t, 401, sentence("user-api-key", "The API key is missing or not valid."))
		for name, key := range owners {
			got := f.CallAs(key, method, path, `{}`)
			if strings.Contains(got.Body, "127.0.0.1") || strings.Contains(got.Body, "Jones") {
				t.Errorf("%s sees %s from %s", name, got.Body, call)
			}
			if route.Owner != nil {
				got.Want(t, 404, sentence("id", "Not found."))
			}
		}
		need := needed(route.Pattern)
		for role, key := range map[models.Role]string{models.Viewer: viewer, models.Operator: operator} {
			if got := f.CallAs(key, method, path, `{}`); (got.Status == http.StatusForbidden) == role.Allows(need) {
				t.Errorf("a %s gets %d from %s", role, got.Status, call)
			}
		}
		if got := f.CallAs(system, method, path, `{}`); got.Status == http.StatusForbidden || got.Status >= 500 {
			t.Errorf("a key of the whole system gets %d from %s", got.Status, call)
		}
		if method == http.MethodDelete { // deleted by the key of the whole system
			config, stored = f.create("/v2/postbackconfigs", f.seed(seedConfig)), f.createAll()
		}
	}
}

// strangers are admins of another company, and of another location.
func (f *fixture) strangers() map[string]string {
	f.T.Helper()
	return map[string]string{
		"another company":  f.NewKey(models.Admin, f.NewCompany("Contoso").Owner()),
		"another location": f.NewKey(models.Admin, f.NewLocation("Utrecht").Owner()),
	}
}

func TestKeyOfALocation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Key = f.NewKey(models.Manager, f.Location.Owner())
	id := f.create("/v2/postbackconfigs", f.seed(seedConfig))
	f.create("/v2/contacts", f.seed(seedContact))
	if _, all := f.list(t, ""); all.Meta.Pagination.TotalCount != 1 {
		t.Errorf("%d in the list", all.Meta.Pagination.TotalCount)
	}
	f.Call("DELETE", "/v2/postbackconfigs/"+id, "").Want(t, 204, "")
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{"/v2/", "/v2/x", "/v2/postbackconfigs/a/b", "/v2/tags", "/v2/contact/1"} {
		f.CallAs("", "GET", path, "").Want(t, 404, sentence("id", "Not found."))
	}
	got := f.Call("PATCH", "/v2/postbackconfigs/x", "")
	got.Want(t, 405, sentence("method", "This address knows only GET, HEAD, PUT, DELETE."))
	if allow := got.Header.Get("Allow"); allow != "GET, HEAD, PUT, DELETE" {
		t.Errorf("Allow: %s", allow)
	}
	f.Call("DELETE", "/v2/contacts", "").Want(t, 405, sentence("method", "This address knows only GET, HEAD, POST."))
	// A company callback is no postback.
	c := models.Callback{
		Kind: models.KindEvent, CompanyID: f.Company.ID, URL: "https://shop.test", StartAt: models.At(apitest.Now),
		Types: []models.CallbackType{{Type: "person_added"}},
	}
	if err := f.Store.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		f.Call(method, "/v2/postbackconfigs/"+c.PublicID, wrapped(`{}`)).Want(t, 404, sentence("id", "Not found."))
	}
}

// TestPrivateAddress looks at what only the store can refuse.
func TestPrivateAddress(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(o *store.Options) {
		o.Blocked = func(_ context.Context, url string) bool { return strings.Contains(url, "127.0.0.1") }
	})
	got := f.Call("POST", "/v2/postbackconfigs", f.seed(seedConfig))
	if got.Status != 422 || !strings.HasPrefix(got.Body, `{"errors":{"url":["`) || !strings.HasSuffix(got.Body, `."]}}`) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	id := f.create("/v2/postbackconfigs", f.seed(strings.Replace(seedConfig, "127.0.0.1", "shop.test", 1)))
	f.Call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"url":"https://127.0.0.1/"}`)).Want(t, 422, got.Body)
}
