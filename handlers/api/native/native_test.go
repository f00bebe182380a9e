package native_test

import (
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// pathValues puts ids in the place of the names in paths.
func (f *fixture) pathValues() *strings.Replacer {
	f.T.Helper()
	delivery := f.deliver(2)[0].String()
	return strings.NewReplacer(
		"/api/v1", "", "{company}", f.Company.PublicID, "{location}", f.Location.PublicID, "{callback}", f.register(signed),
		"{delivery}", delivery, "{event}", "e-0", "{key}", f.Store.NewID().String(), "{type}", "person_added",
		"{run}", f.startRun(delivery), "{database}", f.members.PublicID, "{collection}", f.orders.PublicID, "{record}", f.profile(`{"city":"Delft"}`),
	)
}

// calls are all calls in the order of the routes, with ids in their paths, and
// what each needs.
func (f *fixture) calls() iter.Seq2[string, models.Permission] {
	f.T.Helper()
	values := f.pathValues()
	return func(yield func(string, models.Permission) bool) {
		for _, route := range f.api.Routes() {
			if !yield(values.Replace(route.Pattern), route.Need) {
				return
			}
		}
	}
}

func TestEveryCallNeedsAKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for call := range f.calls() {
		method, path, _ := strings.Cut(call, " ")
		for _, key := range []string{"", "cb_" + strings.Repeat("x", 43)} {
			if got := f.send(request{key: key, method: method, path: path, body: "{}"}); got.Status != http.StatusUnauthorized {
				t.Errorf("%s with %q: %d", call, key, got.Status)
			}
		}
	}
}

// What lies outside the scope of a key does not exist; in lists of all it is
// left out.
func TestAnotherCompanyDoesNotExist(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other := storetest.Company(t, f.Store)
	_, key := storetest.Key(t, f.Store, models.Manager, other.Owner())
	_, local := storetest.Key(t, f.Store, models.Manager, storetest.Location(t, f.Store, other).Owner())
	lists := []string{"GET /companies", "GET /deliveries", "GET /statistics", "POST /companies", "GET /resends", "POST /resends", "GET /resend-preview"}
	for call := range f.calls() {
		method, path, _ := strings.Cut(call, " ")
		for _, k := range []string{key, local} {
			got := f.send(request{key: k, method: method, path: path, body: "{}"})
			if strings.Contains(got.Body, f.Company.PublicID) || strings.Contains(got.Body, "e-0") || strings.Contains(got.Body, "shop.example") {
				t.Errorf("%s tells %s", call, got.Body)
			}
			if got.Status != http.StatusNotFound && !slices.Contains(lists, call) {
				t.Errorf("%s: %d %s", call, got.Status, got.Body)
			}
		}
	}
}

func TestViewerOnlyReads(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, key := storetest.Key(t, f.Store, models.Viewer, f.Company.Owner())
	for call, need := range f.calls() {
		method, path, _ := strings.Cut(call, " ")
		got := f.send(request{key: key, method: method, path: path, body: "{}"})
		if may := models.Viewer.Allows(need); may != (got.Status < 300) || !may && got.Status != http.StatusForbidden && call != "POST /companies" {
			t.Errorf("%s: %d %s", call, got.Status, got.Body)
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, path := range []string{"/", "/nothing", "/companies/", "/callbacks"} {
		if got := f.call("GET", path, ""); got.Status != http.StatusNotFound && got.Status < 300 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	got := f.call("PUT", f.in("/events"), "{}").wants(t, http.StatusMethodNotAllowed)
	if got.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("allows %q", got.Header.Get("Allow"))
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
		got := f.send(request{method: method, path: "/openapi.json"}).wants(t, http.StatusMethodNotAllowed)
		if got.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s of the document: allows %q", method, got.Header.Get("Allow"))
		}
	}
}

// What of a query cannot be read, or comes once too often, is not passed over:
// it may be a filter.
func TestBrokenQueries(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(1)
	many := strings.Repeat("&status=failed", 20_000) // more than are read
	for _, path := range []string{"/deliveries?host=x%zz", "/deliveries?host=x;status=failed", "/companies?q=%", f.in("/events?type=x;"), "/resend-preview?status=failed%", "/deliveries?" + many} {
		if got := f.call("GET", path, ""); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `"errors":[{"field":"query"`) {
			t.Errorf("%.60s: %d %.200s", path, got.Status, got.Body)
		}
	}
	for _, path := range []string{"/companies", f.in("/locations"), f.in("/databases")} {
		f.call("GET", path+"?q="+strings.Repeat("_", 255), "").wants(t, http.StatusOK)
		if got := f.call("GET", path+"?q="+strings.Repeat("_", 60_000), "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"errors":[{"field":"q"`) {
			t.Errorf("%s: %.200s", path, got.Body)
		}
	}
	f.call("GET", "/deliveries?host=x%3B%25&status=failed", "").wants(t, http.StatusOK)
	for path, want := range map[string]string{
		"/deliveries?test=yes&callback=a&callback=b&test=no":             `{"field":"callback","detail":"callback takes one value"},{"field":"test","detail":"test takes one value"}`,
		"/resend-preview?rate=1&rate=2":                                  `{"field":"rate","detail":"rate takes one value"}`,
		f.in("/callbacks?kind=event&kind=webhook"):                       `{"field":"kind","detail":"kind takes one value"}`,
		f.in("/callbacks?live=yes"):                                      `{"field":"live","detail":"live must be true or false"}`,
		f.in("/events?location=a&location=b"):                            `{"field":"location","detail":"location takes one value"}`,
		f.in("/records?resource=contact&location=a&location=b"):          `{"field":"location","detail":"location takes one value"}`,
		"/statistics?company=" + f.Company.PublicID + "&company=another": `{"field":"company","detail":"company takes one value"}`,
	} {
		if got := f.call("GET", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"errors":[`+want+`]`) {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
	f.call("GET", "/deliveries?status=failed&status=queued&type=a&type=b", "").wants(t, http.StatusOK)
	f.call("GET", f.in("/callbacks?live=false"), "").wants(t, http.StatusOK)
}
