package event_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/event"
	"callboard/models"
	"callboard/models/store/storetest"
	"callboard/web"
)

// needs says what each call needs. TestEveryRouteChecksItsKey asks for all.
var needs = map[string]models.Permission{
	"GET callbacks":               models.CallbacksRead,
	"POST callbacks":              models.CallbacksWrite,
	"GET callbacks/{callback}":    models.CallbacksRead,
	"PUT callbacks/{callback}":    models.CallbacksWrite,
	"DELETE callbacks/{callback}": models.CallbacksEnd,
	"POST callback_events/test":   models.TestsSend,
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
		_, operator := storetest.Key(t, w.store, models.Operator, w.company.Owner())
		routes := event.API{Store: w.store}.Site().Routes
		if len(routes) != 4*len(needs) {
			t.Errorf("%d routes: two paths, with and without a slash, make %d", len(routes), 4*len(needs))
		}
		for _, route := range routes {
			method, path, _ := strings.Cut(route.Pattern, " ")
			_, call, _ := strings.Cut(path, "/config/")
			need := needs[method+" "+strings.TrimSuffix(call, "/{$}")]
			path = strings.NewReplacer("{company}", w.company.PublicID, "{callback}", id, "{$}", "").Replace(path)
			for _, key := range []string{"", "cb_wrong"} {
				w.callAs(key, method, path, `{}`).want(t, 401, errors("The API key is missing or not valid"))
			}
			for _, key := range []string{stranger, local} {
				w.callAs(key, method, path, `{}`).want(t, 404, errors("Not found"))
			}
			for role, key := range map[models.Role]string{models.Viewer: viewer, models.Operator: operator} {
				if got := w.callAs(key, method, path, `{}`); (got.status == http.StatusForbidden) == role.Allows(need) {
					t.Errorf("a %s gets %d from %s", role, got.status, route.Pattern)
				}
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

// TestPanic looks at a fault in the program: here, a publisher that is not
// there.
func TestPanic(t *testing.T) {
	t.Parallel()
	w := makeWorld(t, "")
	w.mux = http.NewServeMux()
	web.Mount(w.mux, event.API{Store: w.store}.Site())
	got := w.call("POST", "callback_events/test", `{"event_type":"person_added"}`)
	if got.status != http.StatusInternalServerError || !strings.HasPrefix(got.body, `{"errors":[{"message":"Something went wrong on our side. Reference `) {
		t.Errorf("%d %s", got.status, got.body)
	}
}
