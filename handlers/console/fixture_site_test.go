package console

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/static"
	"callboard/web"
)

// setupToken opens the set-up page of every site.
const setupToken = "let-me-in"

// site is a running console and one browser that looks at it.
type site struct {
	t       *testing.T
	address string
	browser *http.Client
}

// open runs the console on s, without an engine behind it.
func open(t *testing.T, s *store.Store) *site {
	t.Helper()
	return openWith(t, Base{Store: s, Publisher: discardingPublisher{}, Wake: func() {}, SetupToken: setupToken, Version: "test"})
}

func openWith(t *testing.T, d Base) *site {
	t.Helper()
	pages, err := Site(d)
	if err != nil {
		t.Fatalf("open the console: %v", err)
	}
	mux := http.NewServeMux()
	web.Mount(mux, pages)
	mux.Handle("GET /static/", static.Handler())
	server := httptest.NewServer(web.Middleware(mux, nil))
	t.Cleanup(server.Close)
	return &site{t: t, address: server.URL, browser: newBrowser(t)}
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatalf("make a cookie jar: %v", err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// signIn signs the browser in with the password that storetest gives.
func (s *site) signIn(email string) *site {
	s.t.Helper()
	s.post("/admin/login", url.Values{"email": {email}, "password": {storetest.Password}}).wants(s.t, http.StatusSeeOther)
	return s
}

// as opens the console on st and signs a new person in who has a role for
// what belongs to o.
func as(t *testing.T, st *store.Store, role models.Role, o models.Owner) *site {
	t.Helper()
	user := storetest.User(t, st, string(role)+"@northwind.example", role, o)
	return open(t, st).signIn(user.Email)
}

func (s *site) get(path string, headers ...string) page {
	s.t.Helper()
	return s.send(http.MethodGet, path, nil, headers...)
}

func (s *site) post(path string, form url.Values, headers ...string) page {
	s.t.Helper()
	return s.send(http.MethodPost, path, form, headers...)
}

// send asks for a page; headers are names and values in turn.
func (s *site) send(method, path string, form url.Values, headers ...string) page {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatalf("make a request: %v", err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.address)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	document, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		s.t.Fatalf("read %s: %v", path, err)
	}
	return page{document, answer.StatusCode, answer.Request.URL.Path, answer.Header}
}
