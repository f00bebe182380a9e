package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// ownPages are the pages of this file's resources, for a company and one of
// its locations.
func ownPages(c models.Company, l models.Location) (open, writing []string) {
	company, location := "/admin/companies/"+c.PublicID, "/admin/locations/"+l.PublicID
	open = []string{
		"/admin/", "/admin/companies", "/admin/locations", company, company + "/locations", company + "/settings",
		location, location + "/settings",
	}
	return open, []string{"/admin/companies/new", company + "/locations/new"}
}

func TestViewerCannotChange(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	storetest.User(t, s, "lead@northwind.example", models.Manager, company.Owner())
	site := as(t, s, models.Viewer, company.Owner())
	open, writing := ownPages(company, location)
	for _, path := range open {
		shown := site.get(path).wants(t, 200)
		for _, control := range []string{"main form[method=post]", `a[href$="/new"]`, `a[href*="test-events"]`} {
			if shown.has(control) {
				t.Errorf("%s shows %s", path, control)
			}
		}
	}
	for _, path := range writing {
		site.get(path).wants(t, http.StatusForbidden)
	}
	refused := site.post("/admin/locations/"+location.PublicID+"/settings", url.Values{"name": {"Mine"}}).wants(t, http.StatusForbidden)
	if got, want := refused.text("main"), "You need the Manager role for "+location.Name+". Ask: lead@northwind.example."; !strings.Contains(got, want) {
		t.Errorf("says %q, want %q", got, want)
	}
	if refused.text("header.bar") == "" || refused.text("#profile") != "viewer@northwind.example" {
		t.Error("the error page has lost its header")
	}
	line := site.post("/admin/companies/"+company.PublicID+"/settings", nil, "HX-Request", "true").wants(t, http.StatusForbidden)
	if line.has("header.bar") || !strings.Contains(line.text(".note"), "Ask: lead@northwind.example") {
		t.Errorf("htmx gets %q", line.text("body"))
	}
}

// TestOneLocation looks at the console with a role for one location only: it
// speaks of no company that cannot be opened.
func TestOneLocation(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	site := as(t, s, models.Manager, location.Owner())
	at := "/admin/locations/" + location.PublicID
	for _, path := range []string{"/admin/", "/admin/locations", at, at + "/settings", at + "/settings/postbacks/new", "/admin/deliveries"} {
		shown := site.get(path).wants(t, http.StatusOK)
		if link := shown.Find(`a[href^="/admin/companies"]`); link.Length() > 0 {
			t.Errorf("%s leads to %s", path, link.AttrOr("href", ""))
		}
	}
	if got := site.get("/admin/").text(".lead"); !strings.Contains(got, "1 location") || strings.Contains(got, "compan") {
		t.Errorf("the overview counts %q", got)
	}
}

func TestAnotherCompanyDoesNotExist(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	other := models.Company{Name: "Breda Baths", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	site := as(t, s, models.Manager, other.Owner())
	open, _ := ownPages(company, location)
	for _, path := range open {
		want := http.StatusOK
		if strings.Contains(path, company.PublicID) || strings.Contains(path, location.PublicID) {
			want = http.StatusNotFound
		}
		answer := site.get(path).wants(t, want)
		if text := answer.text("body"); strings.Contains(text, company.Name) || strings.Contains(text, location.Name) {
			t.Errorf("%s names what is not theirs: %s", path, text)
		}
	}
	site.post("/admin/companies/"+company.PublicID+"/settings", url.Values{"name": {"Mine"}}).wants(t, 404)
	site.post("/admin/locations/"+location.PublicID+"/settings", url.Values{"name": {"Mine"}}).wants(t, 404)
	site.post("/admin/companies", url.Values{"name": {"Mine"}}).wants(t, http.StatusForbidden)
}

func TestLocationUserSeesTheLocationOnly(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	site := as(t, s, models.Operator, location.Owner())
	site.get("/admin/").wants(t, 200)
	shown := site.get("/admin/locations/"+location.PublicID).wants(t, 200)
	if got := shown.text(".lead"); !strings.HasPrefix(got, company.Name) {
		t.Errorf("lead: %q", got)
	}
	site.get("/admin/companies/"+company.PublicID).wants(t, 404)
	if shown.has(".crumbs a[href*=companies]") {
		t.Error("a crumb leads to a page that does not exist for them")
	}
}

func TestEveryPageCarriesThePolicy(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	site := as(t, s, models.Admin, models.Owner{})
	open, writing := ownPages(company, location)
	pages := append(append(open, writing...), "/admin/nothing", "/nothing")
	for _, path := range pages {
		shown := site.get(path)
		policy := shown.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
			if got := shown.header.Get(name); got != want {
				t.Errorf("%s: %s %q", path, name, got)
			}
		}
		if n := shown.Find("h1").Length(); n != 1 {
			t.Errorf("%s: %d titles", path, n)
		}
		if shown.has("[style], style, script:not([src]), [onclick]") {
			t.Errorf("%s has what its policy forbids", path)
		}
		seen := map[string]bool{}
		for _, one := range shown.Find("[id]").EachIter() {
			id, _ := one.Attr("id")
			if seen[id] {
				t.Errorf("%s has two of #%s", path, id)
			}
			seen[id] = true
		}
	}
}

func TestUnknownPage(t *testing.T) {
	t.Parallel()
	site := open(t, storetest.SQLite(t))
	gone := site.get("/admin/nothing").wants(t, 404)
	if got := gone.title(); got != "Page not found – Callboard" {
		t.Errorf("title: %q", got)
	}
	if gone.has("nav[aria-label=Main]") {
		t.Error("a stranger is shown the menu")
	}
	if to := site.get("/").wants(t, 303).header.Get("Location"); to != "/admin/" {
		t.Errorf("/ leads to %q", to)
	}
}

func TestFirstOverview(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	admin := as(t, s, models.Admin, models.Owner{})
	first := admin.get("/admin/").wants(t, 200)
	if got := first.text(".empty h2"); got != "No companies yet" || !first.has(`.empty a[href="/admin/companies/new"]`) {
		t.Errorf("the first page says %q", got)
	}
	location := storetest.Location(t, s, storetest.Company(t, s))
	second := admin.get("/admin/").wants(t, 200)
	if got := second.text(".empty h2"); got != "No callbacks yet" {
		t.Errorf("with a company it says %q", got)
	}
	if got := second.text(".figures dd a"); got != "0 0 0 0 0" {
		t.Errorf("figures: %q", got)
	}
	if got := second.text(".lead"); !strings.HasSuffix(got, "1 company 1 location") {
		t.Errorf("lead: %q", got)
	}
	if got := admin.get("/admin/locations/" + location.PublicID).text(".empty h2"); got != "No postbacks for "+location.Name+" yet" {
		t.Errorf("the location says %q", got)
	}
}
