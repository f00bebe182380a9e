package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// TestADatabaseCallbackByItsForm adds one from a collection, changes it, and
// sends it a test event.
func TestADatabaseCallbackByItsForm(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	members := d.database(t, "Members")
	orders := d.collection(t, members, "Orders")
	at, err := d.s.Collection(t.Context(), models.Everything, strings.TrimPrefix(orders, "/admin/collections/"))
	if err != nil {
		t.Fatal(err)
	}
	opened := d.get(t, orders+"/callbacks/new")
	if n := opened.Find("#starts, #resource, select#type").Length(); n != 0 || !strings.Contains(opened.text("main"), "Belongs to Members › Orders, "+d.company.Name) {
		t.Errorf("the form offers %d other things: %s", n, opened.text("main"))
	}
	for _, preview := range []string{`"action": "create"`, "<action>create</action>"} {
		if !strings.Contains(opened.Find("main").Text(), preview) {
			t.Errorf("no preview of %s", preview)
		}
	}
	form := opened.fields()
	if form.Get("source") != at.ID.String() || form.Get("resource") != models.Subprofile {
		t.Errorf("the tester is told of %v", form)
	}
	refused := d.post(t, orders+"/callbacks/new", url.Values{"starts": {"change"}, "resource": {"contact"}, "condition": {"total >"}, "content_type": {"text/html"}})
	for id, want := range map[string]string{"url": "Enter a URL", "actions": "Select at least one of created, updated or deleted", "content_type": "Content type must be application/json or text/xml"} {
		if got := refused.text("#" + id + "-error"); refused.status != http.StatusUnprocessableEntity || got != "Error: "+want {
			t.Errorf("%s: %d %q", id, refused.status, got)
		}
	}
	form.Set("url", "https://shop.example/in")
	form.Set("content_type", "text/xml")
	form.Set("condition", "total > 10")
	form["actions"] = []string{"create", "delete"}
	made := d.post(t, orders+"/callbacks/new", form)
	if again := d.post(t, orders+"/callbacks/new", form); again.path != made.path {
		t.Errorf("sent twice, it leads to %s and %s", made.path, again.path)
	}
	for _, words := range []string{"Database callback", "subprofile created, deleted of Members › Orders", "total > 10", "POST, XML", "4 attempts, every 5 minutes"} {
		if !strings.Contains(made.text("main"), words) {
			t.Errorf("the page lacks %q: %s", words, made.text("main"))
		}
	}
	if crumbs := made.text(".crumbs"); !strings.HasSuffix(crumbs, "Databases Members Orders") {
		t.Errorf("crumbs %q", crumbs)
	}
	saved := d.fill(t, made.path+"/edit", map[string]string{"name": "Shop"})
	stored, err := d.s.Callback(t.Context(), models.Everything, strings.TrimPrefix(made.path, "/admin/callbacks/"))
	if err != nil {
		t.Fatal(err)
	}
	if stored.Name != "Shop" || stored.Kind != models.KindDatabase || stored.DatabaseRefID != at.ID || stored.Trigger().Type != "subprofile.*" || stored.ContentType() != "text/xml" ||
		!slices.Equal(stored.Settings.Actions, []models.Action{models.Create, models.Delete}) || stored.Settings.Condition != "total > 10" {
		t.Errorf("saved %d %q: %+v", saved.status, saved.text("#problem"), stored)
	}
	for _, list := range []string{"/admin/companies/" + d.company.PublicID + "/callbacks", orders} {
		if row := d.get(t, list).text("main tbody"); !strings.Contains(row, "Shop") || strings.Contains(row, "Members › Orders") == (list == orders) {
			t.Errorf("%s lists %q", list, row)
		}
	}
	d.tests(t, made.path, at)
	ended := d.post(t, made.path+"/end", nil)
	if gone := d.post(t, orders+"/delete", nil); gone.path != members.path {
		t.Errorf("the callback has ended (%d), its collection stays: %s", ended.status, gone.text("#problem"))
	}
	if left := d.get(t, made.path); left.status != http.StatusOK || left.Find(`main a[href*="/collections/"], .crumbs a[href*="/collections/"]`).Length() != 0 {
		t.Errorf("the page of a callback whose collection is gone: %d %s", left.status, left.text(".crumbs"))
	}
}

// tests sends a test event to a callback, and one to all of its collection.
func (d databaseFixture) tests(t *testing.T, callback string, at models.Collection) {
	t.Helper()
	for query, only := range map[string]bool{"callback=" + strings.TrimPrefix(callback, "/admin/callbacks/"): true, "collection=" + at.PublicID + "&to=collection:" + at.PublicID: false} {
		*d.events = nil
		form := d.get(t, "/admin/test-events/new?"+query)
		types := form.Find("select#type option").Length()
		values := url.Values{"to": {form.Find("main form[method=post] [name=to]").AttrOr("value", "")}, "type": {"subprofile.created"}, "data": {""}}
		sent := d.post(t, "/admin/test-events", values)
		if len(*d.events) != 1 || sent.status != http.StatusOK {
			t.Fatalf("%s: %d %q, %d events, %v", query, sent.status, sent.text("#problem"), len(*d.events), values)
		}
		e := (*d.events)[0]
		if e.DatabaseRefID != at.ID || !e.Test || e.Type != "subprofile.created" || (e.OnlyTo != 0) != only || types != map[bool]int{true: 2, false: 3}[only] {
			t.Errorf("%s: %+v, %d types", query, e, types)
		}
	}
}

// The other forms do not make database callbacks, whatever they are sent.
func TestOtherFormsKnowNoProfiles(t *testing.T) {
	t.Parallel()
	d := newDatabaseFixture(t)
	location := storetest.Location(t, d.s, d.company)
	for _, path := range []string{"/admin/locations/" + location.PublicID + "/settings/postbacks/new", "/admin/companies/" + d.company.PublicID + "/callbacks/new"} {
		if n := d.get(t, path).Find(`[value="profile"], [value="subprofile"]`).Length(); n != 0 {
			t.Errorf("%s offers profiles", path)
		}
		for _, starts := range []string{"profile", "change"} {
			got := d.post(t, path, url.Values{
				"starts": {starts}, "resource": {"profile"}, "actions": {"create"}, "url": {"https://shop.example/in"}, "content_type": {"application/json"},
			})
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s, %s: %d", path, starts, got.status)
			}
		}
	}
	all, err := d.s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: d.company.ID})
	if err != nil || len(all) != 0 {
		t.Errorf("%d callbacks, %v", len(all), err)
	}
}
