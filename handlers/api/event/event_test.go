package event_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/event"
	"callboard/models"
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
	f := newFixture(t)
	id := f.create(`{"event_type":"person_added","destination":{"url":"http://some.url/secret"}}`)
	stranger := f.NewKey(models.Admin, f.NewCompany("Contoso").Owner())
	local := f.NewKey(models.Admin, f.Location.Owner())
	viewer := f.NewKey(models.Viewer, f.Company.Owner())
	operator := f.NewKey(models.Operator, f.Company.Owner())
	routes := event.API{Store: f.Store}.Site().Routes
	if len(routes) != 4*len(needs) {
		t.Errorf("%d routes: two paths, with and without a slash, make %d", len(routes), 4*len(needs))
	}
	for _, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		_, call, _ := strings.Cut(path, "/config/")
		need := needs[method+" "+strings.TrimSuffix(call, "/{$}")]
		path = strings.NewReplacer("{company}", f.Company.PublicID, "{callback}", id, "{$}", "").Replace(path)
		for _, key := range []string{"", "cb_wrong"} {
			f.CallAs(key, method, path, `{}`).Want(t, 401, errors("The API key is missing or not valid"))
		}
		for _, key := range []string{stranger, local} {
			f.CallAs(key, method, path, `{}`).Want(t, 404, errors("Not found"))
		}
		for role, key := range map[models.Role]string{models.Viewer: viewer, models.Operator: operator} {
			if got := f.CallAs(key, method, path, `{}`); (got.Status == http.StatusForbidden) == role.Allows(need) {
				t.Errorf("a %s gets %d from %s", role, got.Status, route.Pattern)
			}
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{"/companies/", "/companies/x", f.path(""), f.path("callbacks/a/b"), f.path("callback_events")} {
		f.CallAs("", "GET", path, "").Want(t, 404, errors("Not found"))
	}
	tests := map[string]struct{ call, allow string }{
		"list":  {"DELETE " + f.path("callbacks"), "GET, HEAD, POST"},
		"slash": {"PATCH " + f.path("callbacks/"), "GET, HEAD, POST"},
		"one":   {"POST " + f.path("callbacks/x"), "GET, HEAD, PUT, DELETE"},
		"test":  {"GET " + f.path("callback_events/test"), "POST"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			method, path, _ := strings.Cut(tt.call, " ")
			got := f.Call(method, path, "")
			got.Want(t, 405, errors("This address knows only "+tt.allow))
			if allow := got.Header.Get("Allow"); allow != tt.allow {
				t.Errorf("Allow: %s, want %s", allow, tt.allow)
			}
		})
	}
	f.call("GET", "callbacks/00000000", "").Want(t, 404, errors("Not found"))
	f.Call("GET", "/companies/0123456789abcdef01234567/config/callbacks", "").Want(t, 404, errors("Not found"))
	got := f.call("POST", "callbacks", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`)
	got.Want(t, 413, errors("The body must be 1 MiB or smaller"))
}

// TestPanic looks at a fault in the program: here, a publisher that is not
// there.
func TestPanic(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.Serve(event.API{Store: f.Store}.Site())
	got := f.call("POST", "callback_events/test", `{"event_type":"person_added"}`)
	if got.Status != http.StatusInternalServerError || !strings.HasPrefix(got.Body, `{"errors":[{"message":"Something went wrong on our side. Reference `) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
