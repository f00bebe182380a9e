package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"callboard/models/store/storetest"
	"callboard/web"
)

const publicURL = "https://callboard.example"

// A browser that is refused is told from where it came, and where to go.
func TestFormsAndWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		public, host, headers string
		status                int    // 0 for a form that is taken
		says                  string // words of the refusal
	}{
		"from here":                          {"", "127.0.0.1:8080", "Origin: http://127.0.0.1:8080", 0, ""},
		"from here, in other words":          {"", "pos.example", "Sec-Fetch-Site: same-origin", 0, ""},
		"through a proxy":                    {publicURL, "callboard.example", "Origin: https://callboard.example", 0, ""},
		"through a proxy that rewrites Host": {publicURL, "backend:8080", "Origin: https://callboard.example", 0, ""},
		"through a proxy that drops a port":  {publicURL + ":8443", "callboard.example", "Origin: https://callboard.example:8443", 0, ""},
		"on the machine itself":              {publicURL, "localhost:8080", "Origin: http://localhost:8080", 0, ""},
		"on the machine, by address":         {publicURL, "[::1]:8080", "Origin: http://[::1]:8080", 0, ""},
		"from another site":                  {"", "127.0.0.1:8080", "Origin: https://evil.example\nSec-Fetch-Site: cross-site", 403, "sent from another site"},
		"from a sister domain":               {publicURL, "callboard.example", "Sec-Fetch-Site: same-site", 403, "sent from another site"},
		"from nowhere":                       {"", "127.0.0.1:8080", "", 403, "does not say from which page it comes"},
		"from a page that hides itself":      {"", "callboard.lan", "Origin: null", 403, "Referrer-Policy: no-referrer"},
		"through a proxy nobody told us of":  {"", "backend:8080", "Origin: http://callboard.lan", 403, "Your browser is at http://callboard.lan, but the request came here as one for backend:8080"},
		"what to do about that proxy":        {"", "backend:8080", "Origin: http://callboard.lan", 403, "starts it with -public-url http://callboard.lan"},
		"through a proxy with another name":  {"http://callboard.lan", "backend:8080", "Origin: http://other.lan", 403, "at http://other.lan, and Callboard at http://callboard.lan (-public-url)"},
		"without TLS":                        {publicURL, "callboard.example", "Origin: http://callboard.example", 403, "Open https://callboard.example instead"},
		"without TLS, past the proxy":        {publicURL, "10.0.0.5:8080", "Origin: http://10.0.0.5:8080", 403, "Open https://callboard.example instead"},
		"under a name of somebody else":      {publicURL, "evil.example", "Origin: https://evil.example", 421, "this page was asked for at evil.example"},
		"an origin that is no site":          {"", "127.0.0.1:8080", "Origin: http://a b<script>", 403, "sent from another site"},
	}
	s := storetest.SQLite(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var public *url.URL
			if tt.public != "" {
				public, _ = url.Parse(tt.public)
			}
			console, err := web.NewConsole(s, public, "test")
			if err != nil {
				t.Fatal(err)
			}
			r, w := httptest.NewRequest(http.MethodPost, "/admin/login", nil), httptest.NewRecorder()
			r.Host = tt.host
			for line := range strings.SplitSeq(tt.headers, "\n") {
				if name, value, _ := strings.Cut(line, ": "); name != "" {
					r.Header.Set(name, value)
				}
			}
			refused := console.Check(w, r)
			if tt.status == 0 {
				if refused != nil {
					t.Errorf("refused: %v", refused)
				}
				return
			}
			console.Fail(w, r, refused)
			if body := w.Body.String(); w.Code != tt.status || !strings.Contains(body, tt.says) || strings.Contains(body, "<script>") {
				t.Errorf("answered %d: %s", w.Code, body)
			}
			if leads := strings.Contains(w.Body.String(), `href="`+tt.public+`">Open`); leads != (tt.public != "") {
				t.Errorf("leads to %q: %t", tt.public, leads)
			}
		})
	}
}

// Pages are shown under our own names alone, and where no proxy stands before us under
// any.
func TestPagesUnderOtherNames(t *testing.T) {
	t.Parallel()
	s, public := storetest.SQLite(t), &url.URL{Scheme: "https", Host: "callboard.example"}
	behind, err := web.NewConsole(s, public, "test")
	if err != nil {
		t.Fatal(err)
	}
	alone, err := web.NewConsole(s, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	for host, ours := range map[string]bool{
		"callboard.example": true, "CALLBOARD.example:443": true, "localhost": true, "callboard.localhost:8080": true, "callboard:8080": true,
		"10.1.2.3:8080": true, "[2001:db8::7]": true, "evil.example": false, "callboard.example.evil.example": false, "localhost.evil.example:8080": false,
	} {
		r := request()
		r.Host = host
		if got := behind.Check(httptest.NewRecorder(), r) == nil; got != ours {
			t.Errorf("%s is ours: %t", host, got)
		}
		if err := alone.Check(httptest.NewRecorder(), r); err != nil {
			t.Errorf("without -public-url %s is refused: %v", host, err)
		}
	}
}

// What browsers are told for all time is told only where it is true for all ports.
func TestTransportSecurity(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{
		"": "", "http://callboard.lan": "", publicURL: "max-age=15552000", publicURL + ":8443": "",
	} {
		u, _ := url.Parse(public)
		if public == "" {
			u = nil
		}
		w := httptest.NewRecorder()
		web.Middleware(http.NotFoundHandler(), u).ServeHTTP(w, request("X-Forwarded-Proto", "http"))
		if got := w.Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("%s: %q", public, got)
		}
	}
}
