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
	"callboard/web"
)

// databaseFixture is somebody before the console of a company, in a browser that runs no
// scripts.
type databaseFixture struct {
	s       *store.Store
	company models.Company
	server  *httptest.Server
	client  *http.Client
	events  *[]models.Event
}

func newDatabaseFixture(t *testing.T) databaseFixture {
	t.Helper()
	s := storetest.SQLite(t)
	d := databaseFixture{s: s, company: storetest.Company(t, s), events: &[]models.Event{}}
	site, err := Site(Base{Store: s, Publisher: recordingPublisher{s, d.events}, Wake: func() {}, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	web.Mount(mux, site)
	d.server = httptest.NewServer(web.Middleware(mux, nil))
	t.Cleanup(d.server.Close)
	return d.signedInAs(t, models.Manager, d.company)
}

// signedInAs signs somebody else in, in a browser of their own.
func (d databaseFixture) signedInAs(t *testing.T, role models.Role, of models.Company) databaseFixture {
	t.Helper()
	user := storetest.User(t, d.s, string(role)+of.PublicID+"@example.org", role, of.Owner())
	token, err := d.s.StartSession(t.Context(), user.ID, "127.0.0.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	here, _ := url.Parse(d.server.URL)
	jar.SetCookies(here, []*http.Cookie{{Name: "callboard_session", Value: token, Path: "/admin"}})
	d.client = &http.Client{Jar: jar}
	return d
}

func (d databaseFixture) get(t *testing.T, path string) page {
	return d.do(t, http.MethodGet, path, nil)
}

// post sends form to path and follows where it leads.
func (d databaseFixture) post(t *testing.T, path string, form url.Values) page {
	return d.do(t, http.MethodPost, path, form)
}

func (d databaseFixture) do(t *testing.T, method, path string, form url.Values) page {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", d.server.URL)
	answer, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	document, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{document, answer.StatusCode, answer.Request.URL.Path, answer.Header}
}

// fill opens a form, types values into it and sends it. "field_name.1" is the
// second input of that name.
func (d databaseFixture) fill(t *testing.T, path string, typed map[string]string) page {
	t.Helper()
	opened := d.get(t, path)
	if opened.status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, opened.status, opened.text("h1"))
	}
	form := opened.fields()
	for name, value := range typed {
		name, at, _ := strings.Cut(name, ".")
		i := 0
		if at != "" {
			i = int(at[0] - '0')
		}
		for len(form[name]) <= i {
			form[name] = append(form[name], "")
		}
		form[name][i] = value
	}
	return d.post(t, path, form)
}

// database adds a database by its form, and returns its page.
func (d databaseFixture) database(t *testing.T, name string) page {
	t.Helper()
	made := d.fill(t, "/admin/companies/"+d.company.PublicID+"/databases/new", map[string]string{"name": name})
	if made.status != http.StatusOK || made.text("h1") != name {
		t.Fatalf("%d %s %q", made.status, made.path, made.text("#problem"))
	}
	return made
}

// collection adds a collection to the database of a page, and returns the
// path of its page.
func (d databaseFixture) collection(t *testing.T, of page, name string) string {
	t.Helper()
	made := d.fill(t, of.path+"/collections/new", map[string]string{"name": name})
	var path string
	made.Find(`main th a[href^="/admin/collections/"]`).Each(func(_ int, link *goquery.Selection) {
		if link.Text() == name {
			path = link.AttrOr("href", "")
		}
	})
	if path == "" {
		t.Fatalf("%d %s %q: no link to %s", made.status, made.path, made.text("main"), name)
	}
	return path
}
