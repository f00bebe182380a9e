package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/web"
)

func TestUntidyPathsAreNotFoundByTheirDoor(t *testing.T) {
	t.Parallel()
	site := func(name string, prefixes ...string) web.Site {
		return web.Site{
			Name: name, Prefixes: prefixes,
			OnError: func(w http.ResponseWriter, _ *http.Request, _ error) {
				w.Header().Set("X-Door", name)
				w.WriteHeader(http.StatusNotFound)
			},
			Public: []web.Route{{Pattern: "GET " + prefixes[0] + "things", Page: func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("X-Door", name+" things")
				return nil
			}}},
		}
	}
	handler := web.Mount(http.NewServeMux(), site("console", "/admin/", "/"), site("API", "/v2/"))
	tests := map[string]string{
		"/v2/things":             "API things",
		"/v2/other":              "API",
		"/v2":                    "API",
		"//v2/things":            "API",
		"/v2//things":            "API",
		"/v2/things//":           "API",
		"/v2/./things":           "API",
		"/./v2/things":           "API",
		"/v2/../admin/things":    "API",
		"/v2/x/../things":        "API",
		"/v2x//things":           "console",
		"/admin/things":          "console things",
		"/admin":                 "console",
		"//admin/things":         "console",
		"//evil.example/":        "console",
		"/admin/../v2/things":    "console",
		"/v2/%2e%2e/admin/":      "API",
		"/v2/a%2fb":              "API",
		"/static/../etc/passwd":  "console",
		"/admin/things/%2f%2f/x": "console",
	}
	for path, want := range tests {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			if method != "GET" && want != "API" {
				continue
			}
			w := httptest.NewRecorder()
			r := httptest.NewRequest(method, "http://cb.example"+path, nil)
			handler.ServeHTTP(w, r)
			if got := w.Header().Get("X-Door"); got != want || w.Header().Get("Location") != "" {
				t.Errorf("%s %s: answered by %q with %d %v, want %q", method, path, got, w.Code, w.Header(), want)
			}
		}
	}
}

func TestPathsThatAreWrittenOtherwise(t *testing.T) {
	t.Parallel()
	site := web.Site{
		Prefixes: []string{"/thing/"}, OnError: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusNotFound) },
		Canonical: func(path string) string {
			if rest, ok := strings.CutPrefix(path, "/v1/Things/"); ok {
				return "/thing/" + rest
			}
			return path
		},
		Public: []web.Route{{Pattern: "GET /thing/{id}", Page: func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("X-Id", r.PathValue("id"))
			return nil
		}}},
	}
	handler := web.Mount(http.NewServeMux(), site)
	for path, want := range map[string]string{"/v1/Things/7": "7", "/v1/Things/a%2Fb": "a/b", "/thing/7": "7", "/v1/Things//7": "", "/v1/./Things/7": "", "/v1/Things/7/x": ""} {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		if handler.ServeHTTP(w, r); w.Header().Get("X-Id") != want || (w.Code == 200) != (want != "") || want != "" && r.Pattern != "GET /thing/{id}" {
			t.Errorf("%s: %d %q, route %q", path, w.Code, w.Header().Get("X-Id"), r.Pattern)
		}
	}
}
