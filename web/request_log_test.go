package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/web"
)

// TestRequestLog is not parallel: it looks at the program's log.
func TestRequestLog(t *testing.T) {
	for name, tt := range map[string]struct {
		method, path string
		level        slog.Level
		has, lacks   string
	}{
		"no query, no cookie":       {"GET", "/admin/setup?token=planted-secret", slog.LevelDebug, `route="GET /admin/setup" status=200`, "planted-secret"},
		"who asks, and from where":  {"POST", "/admin/companies", slog.LevelInfo, `address=192.0.2.1 actor="person 0000000000007"`, "ann@example.org"},
		"what was looked at":        {"GET", "/admin/deliveries/4f", slog.LevelInfo, `actor="person 0000000000007" delivery=4f`, "ann@example.org"},
		"a record of the APIs":      {"GET", "/profile/77", slog.LevelInfo, "record=77", "delivery="},
		"a page that shows nothing": {"GET", "/admin/companies", slog.LevelInfo, "", "GET"},
	} {
		t.Run(name, func(t *testing.T) {
			var lines bytes.Buffer
			before := slog.Default()
			slog.SetDefault(slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: tt.level})))
			t.Cleanup(func() { slog.SetDefault(before) })
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Header.Set("Cookie", "callboard_session=planted-secret")
			loggedSite().ServeHTTP(httptest.NewRecorder(), r)
			if got := lines.String(); !strings.Contains(got, tt.has) || strings.Contains(got, tt.lacks) {
				t.Errorf("log: %s", got)
			}
		})
	}
}

// loggedSite is a site at which everybody is the admin Ann.
func loggedSite() http.Handler {
	nothing := func(http.ResponseWriter, *http.Request) error { return nil }
	ann := models.Actor{Kind: models.PersonActor, ID: 7, Name: "ann@example.org", Grants: []models.Grant{{Role: models.Admin}}}
	return web.Middleware(web.Mount(http.NewServeMux(), web.Site{
		Prefixes:     []string{"/"},
		Authenticate: func(*http.Request) (models.Actor, error) { return ann, nil },
		OnError:      func(http.ResponseWriter, *http.Request, error) {},
		Public:       []web.Route{{Pattern: "GET /admin/setup", Page: nothing}},
		Routes: []web.Route{
			{Pattern: "POST /admin/companies", Page: nothing},
			{Pattern: "GET /admin/companies", Page: nothing},
			{Pattern: "GET /profile/{profile}", Need: models.DeliveriesPayload, Page: nothing},
			{Pattern: "GET /admin/deliveries/{delivery}", Page: func(_ http.ResponseWriter, r *http.Request) error {
				web.NoteRead(r, slog.String("delivery", r.PathValue("delivery")))
				return nil
			}},
		},
	}), nil)
}
