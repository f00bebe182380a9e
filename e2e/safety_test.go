package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"callboard/delivery"
	"callboard/handlers/api/database"
	"callboard/handlers/api/event"
	"callboard/handlers/api/postback"
	"callboard/handlers/console"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// TestEveryRouteKeepsStrangersOut walks the table of routes: whoever belongs
// to another company meets nothing of this one, and a Viewer changes nothing.
func TestEveryRouteKeepsStrangersOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here := settle(t, s)
		doors := here.doors(t)
		handler := web.Middleware(web.Mount(http.NewServeMux(), doors...), nil)
		walked := 0
		for _, door := range doors {
			for _, route := range door.Routes {
				walked++
				method, path := here.path(t, route.Pattern)
				send := func(asker string) *httptest.ResponseRecorder {
					request := httptest.NewRequest(method, path, strings.NewReader(""))
					here.sign(request, door, asker)
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, request)
					return w
				}
				stranger := send("stranger")
				if route.Owner != nil && !denies(door, stranger, http.StatusNotFound) && here.names(path) {
					t.Errorf("%s: a stranger is answered %d", route.Pattern, stranger.Code)
				}
				for _, secret := range here.secrets {
					if strings.Contains(stranger.Body.String(), secret) {
						t.Errorf("%s: a stranger reads %q", route.Pattern, secret)
					}
				}
				nobody := send("nobody")
				if !denies(door, nobody, http.StatusUnauthorized) && nobody.Code != http.StatusSeeOther {
					t.Errorf("%s: nobody is answered %d", route.Pattern, nobody.Code)
				}
				viewer := send("viewer")
				if route.Need != "" && !models.Viewer.Allows(route.Need) && !denies(door, viewer, http.StatusForbidden) {
					t.Errorf("%s: a Viewer is answered %d", route.Pattern, viewer.Code)
				}
			}
		}
		if walked < 40 {
			t.Errorf("walked %d routes: the table is not the whole one", walked)
		}
	})
}

// house is a company with one of everything, and those who come to it.
type house struct {
	store   *store.Store
	ids     map[string]string // path values by name
	secrets []string          // what no stranger may read
	cookies map[string]string // of people
	keys    map[string]string // of programs
}

// settle fills a store with a company, a neighbour, and people of both.
func settle(t *testing.T, s *store.Store) house {
	t.Helper()
	ctx, by := t.Context(), models.System("test")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	here, there := models.Company{Name: "Hidden Gyms", Active: true}, models.Company{Name: "Neighbour", Active: true}
	must(s.CreateCompany(ctx, by, &here))
	must(s.CreateCompany(ctx, by, &there))
	place := models.Location{CompanyID: here.ID, Name: "Hidden Harbour", Code: "HID-01", TimeZone: "UTC", Active: true}
	must(s.CreateLocation(ctx, by, &place))
	company := models.Callback{
		Kind: models.KindEvent, CompanyID: here.ID, Name: "Hidden callback", URL: "https://hidden.example/crm", IsActive: true,
		StartAt: models.At(s.Now()), Types: []models.CallbackType{{Type: "person_added"}},
	}
	must(s.CreateCallback(ctx, by, &company))
	local := models.Callback{
		Kind: models.KindPostback, CompanyID: here.ID, LocationID: place.ID, Name: "Hidden till", URL: "https://hidden.example/till",
		IsActive: true, Types: []models.CallbackType{{Type: "contact.*"}},
		Settings: models.Settings{Actions: []models.Action{models.Create}},
	}
	must(s.CreateCallback(ctx, by, &local))
	h := house{store: s, cookies: map[string]string{}, keys: map[string]string{}}
	h.secrets = []string{"Hidden", "HID-01", "hidden.example", here.PublicID, place.PublicID, company.PublicID, local.PublicID}
	h.ids = map[string]string{
		"company": here.PublicID, "location": place.PublicID, "callback": company.PublicID, "config": local.PublicID,
	}
	h.happen(t, company, local)
	h.batch(t, here.ID)
	h.others(t, local)
	h.kept(t, here.ID)
	h.shelve(t, here.ID)
	person, err := s.CreateUser(ctx, by, models.NewUser{Email: "hidden@hidden.example", Password: "correct horse battery", Grant: models.Grant{Role: models.Viewer, CompanyID: here.ID}})
	must(err)
	h.ids["user"], h.ids["grant"] = person.ID.String(), person.Grants[0].ID.String()
	for name, owner := range map[string]models.Company{"viewer": here, "stranger": there} {
		role := models.Viewer
		if name == "stranger" {
			role = models.Manager
		}
		user, err := s.CreateUser(ctx, by, models.NewUser{Email: name + "@example.org", Password: "correct horse battery", Grant: models.Grant{Role: role, CompanyID: owner.ID}})
		must(err)
		h.cookies[name], err = s.StartSession(ctx, user.ID, "192.0.2.1", "test")
		must(err)
		h.keys[name], err = s.CreateAPIKey(ctx, by, &models.APIKey{Name: name, Role: role, CompanyID: owner.ID})
		must(err)
	}
	return h
}

// happen publishes an event and a contact, so that there is a delivery.
func (h *house) happen(t *testing.T, company, local models.Callback) {
	t.Helper()
	known, _ := models.EventTypeNamed("person_added")
	contact := models.Record{
		ID: h.store.NewID(), PublicID: "0123456789abcdef01234567", CompanyID: local.CompanyID, LocationID: local.LocationID,
		Resource: "contact", Data: []byte(`{"last_name":"Hidden"}`), Version: 1,
	}
	engine := h.engine()
	events, err := engine.Publish(t.Context(), nil, []models.Event{{
		CompanyID: company.CompanyID, Type: "person_added", Data: known.Sample, Test: true,
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.Publish(t.Context(), []models.Change{{Access: models.System("test"), Action: models.Create, Record: contact}}, []models.Event{{
		CompanyID: contact.CompanyID, LocationID: contact.LocationID, Type: "contact.created", Action: models.Create,
		RecordID: contact.PublicID, Data: contact.Data,
	}})
	if err != nil {
		t.Fatal(err)
	}
	page, err := h.store.Deliveries(t.Context(), models.Everything, deliverylog.Filter{})
	if err != nil || len(page.Rows) != 2 {
		t.Fatalf("%d deliveries, %v", len(page.Rows), err)
	}
	h.ids["delivery"], h.ids["event"], h.ids["contact"] = page.Rows[0].ID.String(), events[0].ID.String(), contact.PublicID
	h.ids["resource"], h.ids["record"] = "contacts", contact.PublicID
	h.secrets = append(h.secrets, h.ids["delivery"], events[0].PublicID, contact.PublicID)
}

func (h *house) engine() *delivery.Engine {
	return delivery.New(h.store, delivery.NewSender(delivery.NewGuard(nil), nil), nil)
}

func (h *house) doors(t *testing.T) []web.Site {
	t.Helper()
	engine := h.engine()
	pages, err := console.Site(console.Base{Store: h.store, Publisher: engine, Wake: func() {}, SetupToken: "token"})
	if err != nil {
		t.Fatal(err)
	}
	return []web.Site{
		pages, event.API{Store: h.store, Publisher: engine}.Site(), postback.API{Store: h.store, Publisher: engine}.Site(),
		database.API{Store: h.store, Publisher: engine}.Site(),
	}
}

var pathValue = regexp.MustCompile(`\{([a-z]+)(?:\.\.\.)?\}`)

// path fills the values of a pattern in with what lives in the house.
func (h *house) path(t *testing.T, pattern string) (method, path string) {
	t.Helper()
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	return method, pathValue.ReplaceAllStringFunc(path, func(name string) string {
		name = strings.Trim(name, "{.}")
		if name == "callback" && ofBatches(pattern) {
			name = "batch"
		}
		if name == "callback" && ofDatabases(pattern) {
			name = "watcher"
		}
		if name == "record" {
			name = recordIn(pattern)
		}
		if _, known := h.ids[name]; !known && name != "n" && name != "number" && name != "rest" {
			t.Fatalf("%s: say in settle what {%s} is", pattern, name)
		}
		return h.ids[name]
	})
}

// names says whether a path names a thing of the house.
func (h *house) names(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool {
		return part != "" && slices.Contains(h.secrets, part)
	})
}

// sign puts the cookie or key of an asker on a request.
func (h *house) sign(r *http.Request, door web.Site, asker string) {
	if door.Name == "console" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	switch {
	case asker == "nobody":
	case door.Name == "console":
		r.AddCookie(&http.Cookie{Name: "callboard_session", Value: h.cookies[asker]})
	default:
		r.Header.Set("Authorization", "Bearer "+h.keys[asker])
	}
}

func TestFormsOfOtherSites(t *testing.T) {
	t.Parallel()

	p := start(t)
	admin := p.admin()
	headers := map[string]http.Header{
		"a form of another site":   {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
		"an old browser elsewhere": {"Origin": {"https://evil.example"}},
		"a sister domain":          {"Sec-Fetch-Site": {"same-site"}},
	}
	for name, header := range headers {
		got := admin.ask(http.MethodPost, "/admin/companies/new", url.Values{"name": {"Forged"}}, header)
		if got.code != http.StatusForbidden {
			t.Errorf("%s: answered %d", name, got.code)
		}
	}
	if _, list := admin.get("/admin/companies"); strings.Contains(list, "Forged") {
		t.Error("a forged form made a company")
	}
}

func TestGuessingPasswords(t *testing.T) {
	t.Parallel()

	p := start(t)
	const email = "someone@example.org"
	p.user(email, "admin")
	for range 5 {
		if _, got := p.signIn(email, "wrong wrong wrong"); got.code != http.StatusUnprocessableEntity {
			t.Fatalf("a wrong password is answered %d", got.code)
		}
	}
	for _, guess := range []string{"wrong again", password} {
		if someone, got := p.signIn(email, guess); got.code != http.StatusTooManyRequests || someone.cookie != "" {
			t.Errorf("the sixth try is answered %d", got.code)
		}
	}
}
