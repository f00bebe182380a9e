package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// noon is the present of these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 30, 0, time.UTC)

func atNoon(o *store.Options) { o.Now = func() time.Time { return noon } }

// fixture is the console with a company and a location, and somebody who sits
// before it with a browser that runs no scripts.
type fixture struct {
	s        *store.Store
	company  models.Company
	location models.Location
	server   *httptest.Server
	client   *http.Client
	wakes    *atomic.Int64
}

// newFixture sits somebody down before a console of their own. Pages do not depend
// on the database, so it is SQLite.
func newFixture(t *testing.T) fixture {
	t.Helper()
	blocked := func(o *store.Options) {
		o.Blocked = func(_ context.Context, raw string) bool { return strings.Contains(raw, "169.254.") }
	}
	s := storetest.SQLite(t, atNoon, blocked)
	d := fixture{s: s, company: storetest.Company(t, s), wakes: new(atomic.Int64)}
	d.location = storetest.Location(t, s, d.company)
	return d.publishing(t, nil).as(t, models.Manager, d.company.Owner())
}

// publishing opens the console anew, with p to take its events.
func (d fixture) publishing(t *testing.T, p store.Publisher) fixture {
	t.Helper()
	site, err := Site(Base{Store: d.s, Publisher: p, Explainer: fakeExplainer{}, Conditions: fakeConditions{}, Wake: func() { d.wakes.Add(1) }, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return d.behind(t, site)
}

// behind opens the console anew, as site has it.
func (d fixture) behind(t *testing.T, site web.Site) fixture {
	t.Helper()
	mux := http.NewServeMux()
	web.Mount(mux, site)
	d.server = httptest.NewServer(web.Middleware(mux, nil))
	t.Cleanup(d.server.Close)
	return d
}

// stranger is the manager of another company.
func (d fixture) stranger(t *testing.T) fixture {
	t.Helper()
	other := models.Company{Name: "Elsewhere", Active: true}
	if err := d.s.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	return d.as(t, models.Manager, other.Owner())
}

// as signs somebody else in, in a browser of their own.
func (d fixture) as(t *testing.T, role models.Role, o models.Owner) fixture {
	t.Helper()
	user := storetest.User(t, d.s, string(role)+o.CompanyID.String()+o.LocationID.String()+"@example.org", role, o)
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

// page is what the browser shows.
type page struct {
	*goquery.Document
	status int
	path   string
	header http.Header
}

// get opens a page; headers are names and values in turn.
func (d fixture) get(t *testing.T, path string, headers ...string) page {
	t.Helper()
	return d.do(t, http.MethodGet, path, nil, headers...)
}

// post sends form to path and follows where it leads.
func (d fixture) post(t *testing.T, path string, form url.Values) page {
	t.Helper()
	return d.do(t, http.MethodPost, path, form)
}

func (d fixture) do(t *testing.T, method, path string, form url.Values, headers ...string) page {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", d.server.URL)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
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

// text is what one part of the page says, with single blanks.
func (p page) text(selector string) string {
	var words []string
	var collect func(*goquery.Selection)
	collect = func(part *goquery.Selection) {
		part.Contents().Each(func(_ int, child *goquery.Selection) {
			if goquery.NodeName(child) == "#text" {
				words = append(words, strings.Fields(child.Text())...)
			}
			collect(child)
		})
	}
	collect(p.Find(selector))
	return strings.Join(words, " ")
}

// fill opens a form, types values into it and sends it.
func (d fixture) fill(t *testing.T, path string, typed map[string]string) page {
	t.Helper()
	opened := d.get(t, path)
	if opened.status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, opened.status, opened.text("h1"))
	}
	form := opened.fields()
	for name, value := range typed {
		form.Del(name)
		if value != "" {
			form.Set(name, value)
		}
	}
	return d.post(t, path, form)
}

func (d fixture) postbacks() string {
	return "/admin/locations/" + d.location.PublicID + "/settings/postbacks"
}

func (d fixture) callbacks() string { return "/admin/companies/" + d.company.PublicID + "/callbacks" }

// event stores a company callback for person_added.
func (d fixture) event(t *testing.T, name string, start, end models.Millis) models.Callback {
	t.Helper()
	return d.store(t, models.Callback{
		Kind: models.KindEvent, CompanyID: d.company.ID, Name: name, URL: "https://crm.example/in", StartAt: start, EndAt: end,
		Types: []models.CallbackType{{Type: "person_added"}},
	})
}

// postback stores a postback for contacts with a sign-in.
func (d fixture) postback(t *testing.T, name string) models.Callback {
	t.Helper()
	return d.store(t, models.Callback{
		Kind: models.KindPostback, CompanyID: d.company.ID, LocationID: d.location.ID, Name: name,
		URL: "https://pos.example/receiver", IsActive: true, Types: []models.CallbackType{{Type: "contact.*"}},
		Settings: models.Settings{Actions: []models.Action{models.Create}, User: "pos"},
		Secrets:  models.Secrets{Password: "planted-secret"},
	})
}

func (d fixture) store(t *testing.T, c models.Callback) models.Callback {
	t.Helper()
	if err := d.s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatalf("store callback: %v", err)
	}
	return c
}

func (d fixture) read(t *testing.T, publicID string) models.Callback {
	t.Helper()
	c, err := d.s.Callback(t.Context(), models.Everything, publicID)
	if err != nil {
		t.Fatalf("read callback: %v", err)
	}
	return c
}

// on is a day in UTC.
func on(year int, month time.Month, day int) models.Millis {
	return models.At(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// fields are the values that the form of a page would send as it stands, in
// their order.
func (p page) fields() url.Values {
	values := url.Values{}
	p.Find("main form[method=post]").First().Find("input[name], textarea[name], select[name]").Each(func(_ int, one *goquery.Selection) {
		name, value := one.AttrOr("name", ""), one.AttrOr("value", "")
		_, checked := one.Attr("checked")
		switch kind := one.AttrOr("type", ""); {
		case (kind == "radio" || kind == "checkbox") && !checked:
			return
		case one.Is("textarea"):
			value = strings.ReplaceAll(one.Text(), "\n", "\r\n") // as browsers send it
		case one.Is("select"):
			if value = one.Find("option[selected]").AttrOr("value", ""); value == "" {
				value = one.Find("option").First().AttrOr("value", "")
			}
		}
		values.Add(name, value)
	})
	return values
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// discardingPublisher accepts events and delivers none.
type discardingPublisher struct{}

func (discardingPublisher) Publish(_ context.Context, _ []models.Change, events []models.Event) ([]models.Event, error) {
	return events, nil
}

// wants fails unless the page has this status.
func (p page) wants(t *testing.T, status int) page {
	t.Helper()
	if p.status != status {
		t.Fatalf("status %d, want %d; title %q; location %q", p.status, status, p.title(), p.header.Get("Location"))
	}
	return p
}

func (p page) title() string { return p.Find("title").Text() }

// has says whether the page has such an element.
func (p page) has(selector string) bool { return p.Find(selector).Length() > 0 }

// recordingPublisher stores changes and remembers their events.
type recordingPublisher struct {
	s      *store.Store
	events *[]models.Event
}

func (k recordingPublisher) Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error) {
	for i := range events {
		events[i].ID, events[i].PublicID, events[i].AcceptedAt = k.s.NewID(), store.NewUpperID(), models.At(k.s.Now())
	}
	if err := k.s.Accept(ctx, changes, events, nil); err != nil {
		return nil, err
	}
	*k.events = append(*k.events, events...)
	return events, nil
}
