package postback_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/storetest"
)

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		config, contact := w.create("/v2/postbackconfigs", w.seed(seedConfig)), w.create("/v2/contacts", w.seed(seedContact))
		owners := w.strangers(t)
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.location.Owner())
		_, system := storetest.Key(t, w.store, models.Admin, models.Owner{})
		routes := postback.API{Store: w.store}.Door().Routes
		if len(routes) != 18 {
			t.Errorf("%d routes: nine calls, with and without a slash make 18", len(routes))
		}
		for _, route := range routes {
			call := strings.NewReplacer("{config}", config, "{contact}", contact, "{$}", "").Replace(route.Pattern)
			method, path, _ := strings.Cut(call, " ")
			w.callAs("", method, path, `{}`).want(t, 401, one("user-api-key", "The API key is missing or not valid."))
			w.callAs("cb_wrong", method, path, `{}`).want(t, 401, one("user-api-key", "The API key is missing or not valid."))
			for name, key := range owners {
				got := w.callAs(key, method, path, `{}`)
				if strings.Contains(got.body, "127.0.0.1") || strings.Contains(got.body, "Jones") {
					t.Errorf("%s sees %s from %s", name, got.body, call)
				}
				if route.Of != nil {
					got.want(t, 404, one("id", "Not found."))
				}
			}
			if got := w.callAs(viewer, method, path, `{}`); (got.status == http.StatusForbidden) == models.Viewer.Allows(route.Need) {
				t.Errorf("a viewer gets %d from %s", got.status, call)
			}
			if got := w.callAs(system, method, path, `{}`); got.status == http.StatusForbidden || got.status >= 500 {
				t.Errorf("a key of the whole system gets %d from %s", got.status, call)
			}
			if method == http.MethodDelete { // deleted by the key of the whole system
				config, contact = w.create("/v2/postbackconfigs", w.seed(seedConfig)), w.create("/v2/contacts", w.seed(seedContact))
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
		for _, path := range []string{"/v2/", "/v2/x", "/v2/postbackconfigs/a/b", "/v2/transactions", "/v2/accountvaults/1"} {
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
		w.call("GET", "/v2/postbackconfigs/"+c.PublicID, "").want(t, 404, one("id", "Not found."))
	})
}
