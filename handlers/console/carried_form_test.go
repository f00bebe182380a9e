package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// A session that ends while somebody fills a form in loses nothing that they typed:
// it goes through the sign-in page to the same person, who sends it. Secrets are
// typed again, and somebody else gets none of it.
func TestSessionEndsInAForm(t *testing.T) {
	t.Parallel()
	now := noon
	s := storetest.SQLite(t, func(o *store.Options) { o.Now = func() time.Time { return now } })
	company := storetest.Company(t, s)
	storetest.User(t, s, "other@northwind.example", models.Manager, company.Owner())
	site := as(t, s, models.Manager, company.Owner())
	path := "/admin/companies/" + company.PublicID + "/settings"
	typed := url.Values{"name": {"Northwind ‘Renamed’"}, "version": {"1"}, "active": {"yes"}, "password": {"planted-secret"}}
	now = now.Add(13 * time.Hour)

	asked := site.post(path, typed).wants(t, http.StatusUnauthorized)
	if got := asked.text("main"); !strings.Contains(got, "What you typed is kept, but nothing was changed yet") {
		t.Errorf("says %q", got)
	}
	if html, _ := asked.Html(); strings.Contains(html, "Renamed") || strings.Contains(html, "planted-secret") {
		t.Error("the sign-in page shows what was typed")
	}
	carried := asked.Find("[name=carried]").AttrOr("value", "")
	wrong := site.post("/admin/login", url.Values{"email": {"manager@northwind.example"}, "password": {"wrong"}, "carried": {carried}}).wants(t, 422)
	if got := wrong.Find("[name=carried]").AttrOr("value", ""); got != carried {
		t.Error("a wrong password loses it")
	}
	signIn := func(email, carried string) page {
		return open(t, s).post("/admin/login", url.Values{"email": {email}, "password": {storetest.Password}, "carried": {carried}})
	}
	signIn("other@northwind.example", carried).wants(t, http.StatusSeeOther)
	signIn("manager@northwind.example", carried+"x").wants(t, http.StatusSeeOther)

	shown := site.post("/admin/login", url.Values{"email": {"manager@northwind.example"}, "password": {storetest.Password}, "carried": {carried}}).wants(t, 200)
	if got := shown.Find("form").AttrOr("action", ""); got != path {
		t.Errorf("would go to %q", got)
	}
	kept := shown.fields()
	if kept.Get("name") != typed.Get("name") || kept.Get("version") != "1" || kept.Has("password") {
		t.Errorf("kept %v", kept)
	}
	if c, err := s.CompanyByID(t.Context(), models.Everything, company.ID); err != nil || c.Name != company.Name {
		t.Errorf("it was sent before they said so: %q, %v", c.Name, err)
	}
	site.post(path, kept).wants(t, http.StatusSeeOther)
	if c, err := s.CompanyByID(t.Context(), models.Everything, company.ID); err != nil || c.Name != typed.Get("name") {
		t.Errorf("the company is called %q, %v", c.Name, err)
	}
}

// With scripts the page stays, and says what happened; without a session that is
// known the sign-in page comes as for every page.
func TestSessionEndsOnAPage(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site := open(t, s)
	storetest.User(t, s, "viewer@northwind.example", models.Viewer, models.Owner{})
	part := site.post("/admin/api-keys/new", url.Values{"name": {"A"}}, "HX-Request", "true").wants(t, http.StatusUnauthorized)
	if got := part.text("body"); !strings.Contains(got, "your text is still here") || part.header.Get("HX-Redirect") != "" {
		t.Errorf("says %q and leads to %q", got, part.header.Get("HX-Redirect"))
	}
	if to := site.post("/admin/api-keys/new", url.Values{"name": {"A"}}).wants(t, http.StatusSeeOther).header.Get("Location"); to != "/admin/login" {
		t.Errorf("leads to %q", to)
	}
}
