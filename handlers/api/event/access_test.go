package event_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/event"
	"callboard/models"
	"callboard/models/storetest"
)

// calls returns every route of the table with the ids of the world in it.
func (w *world) calls(id string) map[string]models.Permission {
	all := map[string]models.Permission{}
	for _, route := range (event.API{Store: w.store}).Door().Routes {
		pattern := strings.NewReplacer("{company}", w.company.PublicID, "{callback}", id, "{$}", "").Replace(route.Pattern)
		all[pattern] = route.Need
	}
	return all
}

func TestEveryRouteChecksItsKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create(`{"event_type":"person_added","destination":{"url":"http://some.url/secret"}}`)
		other := models.Company{Name: "Contoso", Active: true}
		if err := w.store.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		_, stranger := storetest.Key(t, w.store, models.Admin, other.Owner())
		_, local := storetest.Key(t, w.store, models.Admin, w.location.Owner())
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.company.Owner())
		calls := w.calls(id)
		if len(calls) != 24 {
			t.Errorf("%d routes: six calls, two paths, with and without a slash make 24", len(calls))
		}
		for call, need := range calls {
			method, path, _ := strings.Cut(call, " ")
			w.callAs("", method, path, `{}`).want(t, 401, errors("The API key is missing or not valid"))
			w.callAs("cb_wrong", method, path, `{}`).want(t, 401, errors("The API key is missing or not valid"))
			for _, key := range []string{stranger, local} {
				w.callAs(key, method, path, `{}`).want(t, 404, errors("Not found"))
			}
			if got := w.callAs(viewer, method, path, `{}`); (got.status == http.StatusForbidden) == models.Viewer.Allows(need) {
				t.Errorf("a viewer gets %d from %s", got.status, call)
			}
		}
	})
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/companies/", "/companies/x", w.path(""), w.path("callbacks/a/b"), w.path("callback_events")} {
			w.callAs("", "GET", path, "").want(t, 404, errors("Not found"))
		}
		tests := map[string]struct{ call, allow string }{
			"list":  {"DELETE " + w.path("callbacks"), "GET, HEAD, POST"},
			"slash": {"PATCH " + w.path("callbacks/"), "GET, HEAD, POST"},
			"one":   {"POST " + w.path("callbacks/x"), "GET, HEAD, PUT, DELETE"},
			"test":  {"GET " + w.path("callback_events/test"), "POST"},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				method, path, _ := strings.Cut(tt.call, " ")
				got := w.callAs(w.key, method, path, "")
				got.want(t, 405, errors("This address knows only "+tt.allow))
				if allow := got.header.Get("Allow"); allow != tt.allow {
					t.Errorf("Allow: %s, want %s", allow, tt.allow)
				}
			})
		}
		w.call("GET", "callbacks/00000000", "").want(t, 404, errors("Not found"))
		w.callAs(w.key, "GET", "/companies/0123456789abcdef01234567/config/callbacks", "").want(t, 404, errors("Not found"))
		got := w.call("POST", "callbacks", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`)
		got.want(t, 413, errors("The body must be 1 MiB or smaller"))
	})
}
