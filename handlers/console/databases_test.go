package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestADatabaseFromAddToDelete(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	list := "/admin/companies/" + d.company.PublicID + "/databases"
	if empty := d.get(t, list); !strings.Contains(empty.text("main"), "No databases in this company") {
		t.Errorf("empty: %q", empty.text("main"))
	}
	form := d.get(t, list+"/new").fields()
	nameless := d.post(t, list+"/new", form)
	if nameless.status != http.StatusUnprocessableEntity || nameless.text("#name-error") != "Error: Enter the name of the database" {
		t.Errorf("no name: %d %q", nameless.status, nameless.text("#name-error"))
	}
	form.Set("name", " Members ")
	made := d.post(t, list+"/new", form)
	if again := d.post(t, list+"/new", form); again.path != made.path {
		t.Errorf("sent twice, it leads to %s and %s", made.path, again.path)
	}
	orders := d.collection(t, made, "Orders")
	if row := d.get(t, list).text("tbody tr"); !strings.Contains(row, "Members") || !strings.HasSuffix(row, " 1 0 0") {
		t.Errorf("listed as %q", row)
	}
	if kept := d.get(t, made.path+"/delete"); !strings.Contains(kept.text("main"), "it still has 1 collection") || kept.Find("#delete").Length() != 0 {
		t.Errorf("in use: %q", kept.text("main"))
	}
	if refused := d.post(t, made.path+"/delete", nil); refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.text("#problem"), "It still has collections") {
		t.Errorf("in use, pressed: %d %q", refused.status, refused.text("#problem"))
	}
	renamed := d.fill(t, made.path+"/settings", map[string]string{"name": "Guests"})
	if renamed.text("h1") != "Guests" || !strings.Contains(renamed.text("#messages"), "Saved.") {
		t.Errorf("renamed: %q %q", renamed.text("h1"), renamed.text("#messages"))
	}
	clash := d.post(t, made.path+"/settings", url.Values{"name": {"Visitors"}, "version": {"1"}})
	if clash.status != http.StatusConflict || clash.Find("#name").AttrOr("value", "") != "Visitors" {
		t.Errorf("an old version: %d %q", clash.status, clash.text("#problem"))
	}
	if got := clash.text(".compare tbody"); got != "Name Guests Visitors" {
		t.Errorf("compares %q", got)
	}
	if gone := d.post(t, orders+"/delete", nil); gone.path != made.path || d.get(t, orders).status != http.StatusNotFound {
		t.Errorf("the collection is deleted: %s", gone.path)
	}
	if gone := d.post(t, made.path+"/delete", nil); gone.path != list || d.get(t, made.path).status != http.StatusNotFound {
		t.Errorf("the database is deleted: %s", gone.path)
	}
}

func TestWhoSeesDatabases(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	orders := d.collection(t, members, "Orders")
	one := d.fill(t, members.path+"/profiles/new", map[string]string{"field_name": "city", "field_value": "Delft"})
	child := d.fill(t, one.path+"/subprofiles/"+strings.TrimPrefix(orders, "/admin/collections/")+"/new", map[string]string{"field_name": "total", "field_value": "7"})
	list := "/admin/companies/" + d.company.PublicID + "/databases"
	reading := []string{list, members.path, orders, members.path + "/settings", orders + "/settings", members.path + "/profiles", orders + "/subprofiles", one.path, child.path}
	writing := []string{
		list + "/new", members.path + "/collections/new", members.path + "/delete", orders + "/delete", members.path + "/callbacks/new", orders + "/callbacks/new",
		members.path + "/profiles/new", one.path + "/edit", one.path + "/delete", child.path + "/edit", child.path + "/delete",
	}
	for role, sees := range map[models.Role]bool{models.Viewer: false, models.Operator: true} {
		other := d.signedInAs(t, role, d.company)
		for _, path := range reading {
			page := other.get(t, path)
			if page.status != http.StatusOK || page.Find(`main form[method=post], main a[href$="/new"], main a[href$="/edit"], main a[href$="/delete"]`).Length() > 0 {
				t.Errorf("a %s at %s: %d, %q", role, path, page.status, page.text("main"))
			}
			if strings.Contains(page.text("main"), "Delft") && !sees {
				t.Errorf("a %s reads what a profile holds at %s", role, path)
			}
		}
		if page := other.get(t, one.path); strings.Contains(page.text("main"), "Delft") != sees {
			t.Errorf("a %s reads %q", role, page.text("main"))
		}
		for _, path := range append(writing, members.path+"/settings") {
			got := other.post(t, path, url.Values{"name": {"x"}}).status
			if path != members.path+"/settings" && got == http.StatusForbidden {
				got = other.get(t, path).status
			}
			if got != http.StatusForbidden {
				t.Errorf("a %s gets %d from %s", role, got, path)
			}
		}
	}
	stranger := models.Company{Name: "Contoso", Active: true}
	if err := d.s.CreateCompany(t.Context(), storetest.Access(), &stranger); err != nil {
		t.Fatal(err)
	}
	outside := d.signedInAs(t, models.Admin, stranger)
	for _, path := range append(reading, writing...) {
		if page := outside.get(t, path); page.status != http.StatusNotFound || strings.Contains(page.Text(), "Members") {
			t.Errorf("another company gets %d from %s", page.status, path)
		}
	}
}
