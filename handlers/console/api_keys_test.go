package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// TestAKeyIsShownOnce creates a key as somebody would, and looks for it
// everywhere afterwards.
func TestAKeyIsShownOnce(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	site := as(t, s, models.Manager, company.Owner())
	blank := site.get("/admin/api-keys/new?company="+company.PublicID).wants(t, 200)
	form := url.Values{
		"key": {blank.Find("[name=key]").AttrOr("value", "")}, "name": {" Web shop "}, "role": {"manager"},
		"reaches": {blank.Find("#reaches option[selected]").AttrOr("value", "")},
	}
	made := site.post("/admin/api-keys/new", form).wants(t, 200)
	clear := made.text("#secret")
	if got, err := s.APIKeyByToken(t.Context(), clear, "192.0.2.7"); err != nil || got.Name != "Web shop" || got.Role != models.Manager || got.Owner() != company.Owner() {
		t.Fatalf("the key %q is of %+v, %v", clear, got, err)
	}
	if got := made.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page is kept: %q", got)
	}
	if got := made.header.Values("Set-Cookie"); len(got) > 0 {
		t.Errorf("a cookie goes with it: %q", got)
	}
	shown := made.Find("#kept").AttrOr("href", "")
	again := site.post("/admin/api-keys/new", form).wants(t, http.StatusSeeOther)
	if to := again.header.Get("Location"); to != shown {
		t.Errorf("the form sent again leads to %q, want %q", to, shown)
	}
	told := site.get(shown).wants(t, 200)
	if got := told.text("#messages"); !strings.Contains(got, "cannot be shown again") {
		t.Errorf("says %q", got)
	}
	list := site.get("/admin/api-keys").wants(t, 200)
	for _, p := range []page{told, list, site.get(shown+"/revoke").wants(t, 200)} {
		if html, _ := p.Html(); strings.Contains(html, clear) || strings.Contains(html, clear[3:]) {
			t.Error("the key is shown again")
		}
	}
	if got := list.text("tbody tr"); !strings.HasPrefix(got, "Web shop Manager "+company.Name+" In use") || !strings.HasSuffix(got, "192.0.2.7") {
		t.Errorf("the list says %q", got)
	}
	if got := told.text("tbody"); !strings.Contains(got, "Created manager@northwind.example") {
		t.Errorf("the history says %q", got)
	}
}

func TestAKeyIsRevoked(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	k, clear := storetest.Key(t, s, models.Manager, company.Owner())
	site := as(t, s, models.Manager, company.Owner())
	at := "/admin/api-keys/" + k.ID.String()
	if asked := site.get(at+"/revoke").wants(t, 200); !asked.has("form[action='" + at + "/revoke'] button.danger") {
		t.Error("nothing to press")
	}
	for range 2 { // a second press finds it done
		if to := site.post(at+"/revoke", nil).wants(t, 303).header.Get("Location"); to != at {
			t.Errorf("leads to %q", to)
		}
	}
	if _, err := s.APIKeyByToken(t.Context(), clear, ""); err == nil {
		t.Error("the key still opens")
	}
	shown := site.get(at).wants(t, 200)
	if shown.text("h1 .status") != "Revoked" || shown.has("a[href$='/revoke']") || !strings.Contains(shown.text("main"), "Revoked manager@northwind.example") {
		t.Errorf("its page says %q", shown.text("main"))
	}
	if site.get("/admin/api-keys").wants(t, 200).has("tbody") || !site.get("/admin/api-keys?state=revoked").wants(t, 200).has("tbody") {
		t.Error("it stands in the wrong list")
	}
	site.get(at+"/revoke").wants(t, 303)
}

func TestKeyFormRefused(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	desk, other := storetest.Location(t, s, company), models.Company{Name: "Breda Baths", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	site := as(t, s, models.Manager, company.Owner())
	mine := "company:" + company.PublicID
	tests := map[string]struct{ name, role, reaches, field, want string }{
		"no name":                 {"", "viewer", mine, "name", "Enter the name of the key"},
		"no role":                 {"Shop", "", mine, "role", "Choose a role"},
		"a role above one's own":  {"Shop", "admin", "location:" + desk.PublicID, "role", "You cannot give more than you hold"},
		"nothing chosen":          {"Shop", "viewer", "", "reaches", "Select what the key reaches"},
		"the whole system":        {"Shop", "viewer", "system", "reaches", "Select what the key reaches"},
		"another company":         {"Shop", "viewer", "company:" + other.PublicID, "reaches", "Select what the key reaches"},
		"a location of nobody":    {"Shop", "viewer", "location:11e66c8a9440d1e6a2b7c3f0", "reaches", "Select what the key reaches"},
		"a name of several lines": {"Shop\nDoor", "viewer", mine, "name", "Name must be one line, without control characters"},
	}
	for name, test := range tests {
		back := site.post("/admin/api-keys/new", url.Values{"name": {test.name}, "role": {test.role}, "reaches": {test.reaches}}).wants(t, 422)
		if got := back.text("#" + test.field + "-error"); got != "Error: "+test.want {
			t.Errorf("%s: beside the field stands %q", name, got)
		}
		if !strings.HasPrefix(back.title(), "Error: Create key") || !back.has("#problem a[href='#"+test.field+"']") {
			t.Errorf("%s: title %q, summary %q", name, back.title(), back.text("#problem"))
		}
		if test.field != "name" && back.Find("#name").AttrOr("value", "") != test.name {
			t.Errorf("%s: the name is lost", name)
		}
		if html, _ := back.Html(); strings.Contains(html, other.Name) {
			t.Errorf("%s: names another company", name)
		}
	}
	if rows, err := s.APIKeys(t.Context(), models.Everything, store.APIKeyFilter{}); err != nil || len(rows) > 0 {
		t.Errorf("%d keys were made, %v", len(rows), err)
	}
}

// TestWhatAKeyMayReach reads the choices that people of several roles have.
func TestWhatAKeyMayReach(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	place := storetest.Location(t, s, company)
	tests := map[string]struct {
		role           models.Role
		of             models.Owner
		roles, reaches string
	}{
		"an admin":                 {models.Admin, models.Owner{}, "viewer operator manager admin", "Select,The whole system," + company.Name + "," + place.Name},
		"a manager of the company": {models.Manager, company.Owner(), "viewer operator manager", "Select," + company.Name + "," + place.Name},
		"an admin of a location":   {models.Admin, place.Owner(), "viewer operator manager admin", place.Name},
	}
	for name, test := range tests {
		user := storetest.User(t, s, strings.ReplaceAll(name, " ", "-")+"@northwind.example", test.role, test.of)
		form := open(t, s).signIn(user.Email).get("/admin/api-keys/new").wants(t, 200)
		values := func(selector string, value func(*goquery.Selection) string) string {
			var all []string
			for _, one := range form.Find(selector).EachIter() {
				all = append(all, value(one))
			}
			return strings.Join(all, ",")
		}
		if got := values("[name=role]", func(one *goquery.Selection) string { return one.AttrOr("value", "") }); got != strings.ReplaceAll(test.roles, " ", ",") {
			t.Errorf("%s gives %q", name, got)
		}
		if got := values("#reaches option", func(one *goquery.Selection) string { return one.Text() }); got != test.reaches {
			t.Errorf("%s: keys reach %q", name, got)
		}
	}
}

// TestKeysOfOthers looks at keys with less than the right to manage them.
func TestKeysOfOthers(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	place := storetest.Location(t, s, company)
	system, _ := storetest.Key(t, s, models.Admin, models.Owner{})
	wide, _ := storetest.Key(t, s, models.Manager, company.Owner())
	local, _ := storetest.Key(t, s, models.Viewer, place.Owner())
	viewer := as(t, s, models.Operator, company.Owner())
	if viewer.get("/admin/").has("a[href='/admin/api-keys']") {
		t.Error("an operator is led to keys")
	}
	for _, path := range []string{"", "/new", "/" + wide.ID.String()} {
		viewer.get("/admin/api-keys"+path).wants(t, http.StatusForbidden)
	}
	keeper := as(t, s, models.Manager, place.Owner())
	if got := keeper.get("/admin/api-keys").wants(t, 200).Find("tbody tr").Length(); got != 1 {
		t.Errorf("the manager of a location sees %d keys", got)
	}
	for _, k := range []models.APIKey{system, wide} {
		for _, path := range []string{"", "/revoke"} {
			keeper.get("/admin/api-keys/"+k.ID.String()+path).wants(t, http.StatusNotFound)
		}
		keeper.post("/admin/api-keys/"+k.ID.String()+"/revoke", nil).wants(t, http.StatusNotFound)
	}
	shown := keeper.get("/admin/api-keys/"+local.ID.String()).wants(t, 200)
	if shown.has("a[href^='/admin/companies']") || !shown.has("a[href='/admin/locations/"+place.PublicID+"']") {
		t.Error("the page of a key leads to the wrong places")
	}
	if rows, err := s.APIKeys(t.Context(), models.Everything, store.APIKeyFilter{Living: true}); err != nil || len(rows) != 3 {
		t.Errorf("%d keys live, %v", len(rows), err)
	}
}

func TestManyKeys(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	for range 51 {
		storetest.Key(t, s, models.Viewer, company.Owner())
	}
	site := as(t, s, models.Manager, company.Owner())
	first := site.get("/admin/api-keys").wants(t, 200)
	second := site.get(first.Find("#next").AttrOr("href", "")).wants(t, 200)
	if counts := []int{first.Find("tbody tr").Length(), second.Find("tbody tr").Length()}; !slices.Equal(counts, []int{50, 1}) || second.has("#next") {
		t.Errorf("pages of %d rows", counts)
	}
}
