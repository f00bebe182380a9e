package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store/storetest"
)

// filler fills in the names in paths.
func (w *world) filler() *strings.Replacer {
	w.t.Helper()
	delivery := w.deliver(2)[0].String()
	return strings.NewReplacer(
		"/api/v1", "", "{company}", w.company.PublicID, "{location}", w.location.PublicID, "{callback}", w.register(signed),
		"{delivery}", delivery, "{event}", "e-0", "{key}", w.store.NewID().String(), "{type}", "person_added",
		"{run}", w.startRun(delivery), "{database}", w.members.PublicID, "{collection}", w.orders.PublicID, "{record}", w.profile(`{"city":"Delft"}`),
	)
}

// paths are all calls, the names in their paths filled in.
func (w *world) paths(t *testing.T) map[string]models.Permission {
	t.Helper()
	fill, calls := w.filler(), map[string]models.Permission{}
	for _, route := range w.api.Routes() {
		calls[fill.Replace(route.Pattern)] = route.Need
	}
	return calls
}

func TestEveryCallNeedsAKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for call := range w.paths(t) {
			method, path, _ := strings.Cut(call, " ")
			for _, key := range []string{"", "cb_" + strings.Repeat("x", 43)} {
				if got := w.send(request{key: key, method: method, path: path, body: "{}"}); got.status != http.StatusUnauthorized {
					t.Errorf("%s with %q: %d", call, key, got.status)
				}
			}
		}
	})
}

// What lies outside the scope of a key does not exist; in lists of all it is
// left out.
func TestAnotherCompanyDoesNotExist(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		other := storetest.Company(t, w.store)
		_, key := storetest.Key(t, w.store, models.Manager, other.Owner())
		_, local := storetest.Key(t, w.store, models.Manager, storetest.Location(t, w.store, other).Owner())
		lists := []string{"GET /companies", "GET /deliveries", "GET /statistics", "POST /companies", "GET /resends", "POST /resends", "GET /resend-preview"}
		for call := range w.paths(t) {
			method, path, _ := strings.Cut(call, " ")
			for _, k := range []string{key, local} {
				got := w.send(request{key: k, method: method, path: path, body: "{}"})
				if strings.Contains(got.body, w.company.PublicID) || strings.Contains(got.body, "e-0") || strings.Contains(got.body, "shop.example") {
					t.Errorf("%s tells %s", call, got.body)
				}
				if got.status != http.StatusNotFound && !contains(lists, call) {
					t.Errorf("%s: %d %s", call, got.status, got.body)
				}
			}
		}
	})
}

func contains(list []string, one string) bool {
	for _, entry := range list {
		if entry == one {
			return true
		}
	}
	return false
}

func TestViewerOnlyReads(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, key := storetest.Key(t, w.store, models.Viewer, w.company.Owner())
		for call, need := range w.paths(t) {
			method, path, _ := strings.Cut(call, " ")
			got := w.send(request{key: key, method: method, path: path, body: "{}"})
			if may := models.Viewer.Allows(need); may != (got.status < 300) || !may && got.status != http.StatusForbidden && call != "POST /companies" {
				t.Errorf("%s: %d %s", call, got.status, got.body)
			}
		}
	})
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, path := range []string{"/", "/nothing", "/companies/", "/callbacks"} {
			if got := w.call("GET", path, ""); got.status != http.StatusNotFound && got.status < 300 {
				t.Errorf("%s: %d", path, got.status)
			}
		}
		got := w.call("PUT", w.in("/events"), "{}").wants(t, http.StatusMethodNotAllowed)
		if got.header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("allows %q", got.header.Get("Allow"))
		}
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
			got := w.send(request{method: method, path: "/openapi.json"}).wants(t, http.StatusMethodNotAllowed)
			if got.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s of the document: allows %q", method, got.header.Get("Allow"))
			}
		}
	})
}

// What of a query cannot be read, or comes once too often, is not passed over:
// it may be a filter.
func TestBrokenQueries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(1)
		many := strings.Repeat("&status=failed", 20_000) // more than are read
		for _, path := range []string{"/deliveries?host=x%zz", "/deliveries?host=x;status=failed", "/companies?q=%", w.in("/events?type=x;"), "/resend-preview?status=failed%", "/deliveries?" + many} {
			if got := w.call("GET", path, ""); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `"errors":[{"field":"query"`) {
				t.Errorf("%.60s: %d %.200s", path, got.status, got.body)
			}
		}
		w.call("GET", "/deliveries?host=x%3B%25&status=failed", "").wants(t, http.StatusOK)
		for path, want := range map[string]string{
			"/deliveries?test=yes&callback=a&callback=b&test=no":             `{"field":"callback","detail":"callback takes one value"},{"field":"test","detail":"test takes one value"}`,
			"/resend-preview?rate=1&rate=2":                                  `{"field":"rate","detail":"rate takes one value"}`,
			w.in("/callbacks?kind=event&kind=webhook"):                       `{"field":"kind","detail":"kind takes one value"}`,
			w.in("/callbacks?live=yes"):                                      `{"field":"live","detail":"live must be true or false"}`,
			w.in("/events?location=a&location=b"):                            `{"field":"location","detail":"location takes one value"}`,
			w.in("/records?resource=contact&location=a&location=b"):          `{"field":"location","detail":"location takes one value"}`,
			"/statistics?company=" + w.company.PublicID + "&company=another": `{"field":"company","detail":"company takes one value"}`,
		} {
			if got := w.call("GET", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"errors":[`+want+`]`) {
				t.Errorf("%s: %s", path, got.body)
			}
		}
		w.call("GET", "/deliveries?status=failed&status=queued&type=a&type=b", "").wants(t, http.StatusOK)
		w.call("GET", w.in("/callbacks?live=false"), "").wants(t, http.StatusOK)
	})
}

// hostile are values that databases, JSON readers or people trip over.
var hostile = []string{
	`null`, `""`, `0`, `1e999`, `-1`, `[]`, `{}`, `[null]`, `[[]]`, `[{}]`, `"a\u0000b"`, `"\ud800"`, `true`, `99999999999999999999`,
	`"😀"`, `"` + strings.Repeat("x", 70_000) + `"`, `"'; DROP TABLE callbacks; --"`, `"<script>alert(1)</script>"`, `"*"`, `"https://x.test/\r\nX: y"`,
	`{"user":1,"password":[],"url":{},"name":[],"delays_s":[9223372036854775807],"mode":7,"locations":[7],"start":{},"end":[],"secret":{},"location":7}`,
	`["*","` + strings.Repeat("y", 200) + `"]`, `{"mode":"only","locations":["a\u0000","` + strings.Repeat("z", 100) + `"]}`,
	`[{"name":"Host","value":"x"},{"name":"a\u0000","value":"\n","secret":true}]`,
}

// Whatever comes, the answer is JSON (see send) and no fault of ours.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	members := []string{
		"kind", "name", "version", "owner", "types", "actions", "filter", "destination", "headers", "sign_in", "signing", "retry", "timeout_s", "dates",
		"coverage", "replaces", "expands", "active", "id", "type", "occurred_at", "location_id", "data", "before", "reason", "overlap_s", "secret",
		"keep_waiting", "role", "location", "code", "time_zone", "sample", "schema", "words",
		"resource", "database", "collection", "profile", "fields", "interests", "database_id", "collection_id",
	}
	each(t, func(t *testing.T, w *world) {
		calls := w.paths(t)
		base := map[string]string{"callbacks": `"kind":"webhook","types":["*"],"destination":{"url":"https://x.example/"}`, "events": `"type":"person_added","data":{}`}
		for call := range calls {
			method, path, _ := strings.Cut(call, " ")
			if method == "GET" || method == "DELETE" || strings.HasSuffix(path, "/end") {
				continue
			}
			for i, member := range members {
				body := `{"` + member + `":` + hostile[(i+len(call))%len(hostile)] + `}`
				if extra := base[path[strings.LastIndexByte(path, '/')+1:]]; extra != "" && !strings.Contains(extra, `"`+member+`"`) {
					body = "{" + extra + "," + body[1:]
				}
				w.survives(method, path, body)
			}
		}
		for _, value := range hostile {
			for _, member := range members {
				given, err := api.ParseObject([]byte(`{"` + member + `":` + value + `}`))
				if err == nil && given.Has(member) {
					w.survives("POST", w.in("/callbacks"), `{"`+member+`":`+value+`,"kind":"webhook"}`)
				}
			}
		}
		for _, segment := range []string{"%00", "%ff", "%F0%9F%98%80", "%27", "..%2f..%2f", strings.Repeat("x", 5000), "a%20b"} {
			for _, path := range []string{"/companies/", "/callbacks/", "/deliveries/", "/locations/", w.in("/events/"), w.in("/events?type="), w.in("/events?location="), w.in("/events?cursor="), "/deliveries?q=", "/deliveries?cursor=", "/companies?q=", "/companies?cursor=", "/statistics?company="} {
				w.survives("GET", path+segment, "")
			}
		}
	})
}

func (w *world) survives(method, path, body string) {
	w.t.Helper()
	if got := w.call(method, path, body); got.status >= http.StatusInternalServerError {
		w.t.Errorf("%s %.80s with %.300s answers %d %s", method, path, body, got.status, got.body)
	}
}
