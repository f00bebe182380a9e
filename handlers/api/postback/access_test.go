package postback_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

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
	each(t, func(t *testing.T, w *world) {
		config, stored := w.create("/v2/postbackconfigs", w.seed(seedConfig)), w.createAll()
		owners := w.strangers(t)
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.location.Owner())
		_, operator := storetest.Key(t, w.store, models.Operator, w.location.Owner())
		_, system := storetest.Key(t, w.store, models.Admin, models.Owner{})
		routes := postback.API{Store: w.store}.Site().Routes
		if want := 2 * (len(needs) + 4*len(stored)); len(routes) != want {
			t.Errorf("%d routes: with and without a slash make %d", len(routes), want)
		}
		for _, route := range routes {
			resource := strings.Split(route.Pattern, "/")[2]
			call := strings.NewReplacer("{config}", config, "{record}", stored[resource], "{$}", "").Replace(route.Pattern)
			method, path, _ := strings.Cut(call, " ")
			w.callAs("", method, path, `{}`).want(t, 401, one("user-api-key", "The API key is missing or not valid."))
			w.callAs("cb_wrong", method, path, `{}`).want(t, 401, one("user-api-key", "The API key is missing or not valid."))
			for name, key := range owners {
				got := w.callAs(key, method, path, `{}`)
				if strings.Contains(got.body, "127.0.0.1") || strings.Contains(got.body, "Jones") {
					t.Errorf("%s sees %s from %s", name, got.body, call)
				}
				if route.Owner != nil {
					got.want(t, 404, one("id", "Not found."))
				}
			}
			need := needed(route.Pattern)
			for role, key := range map[models.Role]string{models.Viewer: viewer, models.Operator: operator} {
				if got := w.callAs(key, method, path, `{}`); (got.status == http.StatusForbidden) == role.Allows(need) {
					t.Errorf("a %s gets %d from %s", role, got.status, call)
				}
			}
			if got := w.callAs(system, method, path, `{}`); got.status == http.StatusForbidden || got.status >= 500 {
				t.Errorf("a key of the whole system gets %d from %s", got.status, call)
			}
			if method == http.MethodDelete { // deleted by the key of the whole system
				config, stored = w.create("/v2/postbackconfigs", w.seed(seedConfig)), w.createAll()
			}
		}
	})
}

// strangers are admins of another company, and of another location.
func (w *world) strangers(t *testing.T) map[string]string {
	t.Helper()
	company := models.Company{Name: "Contoso", Active: true}
	if err := w.store.CreateCompany(t.Context(), storetest.Access(), &company); err != nil {
		t.Fatal(err)
	}
	location := models.Location{CompanyID: w.company.ID, Name: "Utrecht", Active: true}
	if err := w.store.CreateLocation(t.Context(), storetest.Access(), &location); err != nil {
		t.Fatal(err)
	}
	_, ofCompany := storetest.Key(t, w.store, models.Admin, company.Owner())
	_, ofLocation := storetest.Key(t, w.store, models.Admin, location.Owner())
	return map[string]string{"another company": ofCompany, "another location": ofLocation}
}

func TestKeyOfALocation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, w.key = storetest.Key(t, w.store, models.Manager, w.location.Owner())
		id := w.create("/v2/postbackconfigs", w.seed(seedConfig))
		w.create("/v2/contacts", w.seed(seedContact))
		if _, all := w.list(t, ""); all.Meta.Pagination.TotalCount != 1 {
			t.Errorf("%d in the list", all.Meta.Pagination.TotalCount)
		}
		w.call("DELETE", "/v2/postbackconfigs/"+id, "").want(t, 204, "")
	})
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/v2/", "/v2/x", "/v2/postbackconfigs/a/b", "/v2/tags", "/v2/contact/1"} {
			w.callAs("", "GET", path, "").want(t, 404, one("id", "Not found."))
		}
		got := w.call("PATCH", "/v2/postbackconfigs/x", "")
		got.want(t, 405, one("method", "This address knows only GET, HEAD, PUT, DELETE."))
		if allow := got.header.Get("Allow"); allow != "GET, HEAD, PUT, DELETE" {
			t.Errorf("Allow: %s", allow)
		}
		w.call("GET", "/v2/contacts", "").want(t, 405, one("method", "This address knows only POST."))
		// A company callback is no postback.
		c := models.Callback{
			Kind: models.KindEvent, CompanyID: w.company.ID, URL: "https://shop.test", StartAt: models.At(now),
			Types: []models.CallbackType{{Type: "person_added"}},
		}
		if err := w.store.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			w.call(method, "/v2/postbackconfigs/"+c.PublicID, wrapped(`{}`)).want(t, 404, one("id", "Not found."))
		}
	})
}

// TestPrivateAddress looks at what only the store can refuse.
func TestPrivateAddress(t *testing.T) {
	t.Parallel()
	w := makeWorld(t, "", func(o *store.Options) {
		o.Blocked = func(_ context.Context, url string) bool { return strings.Contains(url, "127.0.0.1") }
	})
	got := w.call("POST", "/v2/postbackconfigs", w.seed(seedConfig))
	if got.status != 422 || !strings.HasPrefix(got.body, `{"errors":{"url":["`) || !strings.HasSuffix(got.body, `."]}}`) {
		t.Errorf("%d %s", got.status, got.body)
	}
	id := w.create("/v2/postbackconfigs", w.seed(strings.Replace(seedConfig, "127.0.0.1", "shop.test", 1)))
	w.call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"url":"https://127.0.0.1/"}`)).want(t, 422, got.body)
}
