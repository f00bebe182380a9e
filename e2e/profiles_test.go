package e2e

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestProfilesThroughTheConsole adds a database and all that belongs to it as
// a person does: by keyboard only, with scripts and without. What becomes of
// its profiles arrives as JSON and as XML, or leaves a row that says why not.
func TestProfilesThroughTheConsole(t *testing.T) {
	t.Parallel()

	for _, scripts := range []string{"scripts on", "scripts off"} {
		t.Run(scripts, func(t *testing.T) {
			t.Parallel()
			rc := receive(t)
			p := start(t, "-allow-destinations", "127.0.0.1/32")
			company, _ := p.company("Northwind Gyms")
			p.user("manager@example.org", "manager", "-company", company)
			tb := open(t, 1440)
			if scripts == "scripts off" {
				tb.scriptsOff()
			}
			tb.visit(p.url + "/")
			tb.fill("E-mail", "manager@example.org")
			tb.fill("Password", password)
			tb.choose("Sign in")
			tb.choose("Companies")
			tb.choose("Northwind Gyms")
			tb.choose("Databases")
			tb.choose("Add database")
			tb.fill("Name", "Members")
			tb.choose("Add database")
			tb.choose("Add collection")
			tb.fill("Name", "Orders")
			tb.choose("Add collection")
			tb.choose("Add callback")
			tb.tabTo("Deleted")
			tb.press(" ")
			tb.fill("URL", rc.url+"/200/members")
			tb.choose("Save callback")
			tb.sees("Active now")
			tb.choose("Members")
			tb.choose("Orders")
			tb.choose("Add callback")
			tb.fill("URL", rc.url+"/200/orders")
			tb.tabTo("Format")
			tb.press(kb.Enter)
			tb.tabTo("JSON")
			tb.press(kb.ArrowDown)
			tb.choose("Save callback")
			tb.sees("POST, XML")
			tb.choose("Members")
			tb.addAndDelete(rc)
			tb.choose("Deliveries")
			tb.sees("it does not send this action, only created and updated")
			tb.shoot("profiles " + scripts)
		})
	}
}

// addAndDelete adds a profile to the database of the page, changes it, adds a
// subprofile and deletes them both.
func (tb *tab) addAndDelete(rc *receiver) {
	tb.t.Helper()
	arrives := func(path string, n int, want string) {
		tb.t.Helper()
		got := rc.wait(path, n)[n-1].body
		if !strings.Contains(got, want) {
			tb.t.Errorf("%s got %s, want %s", path, got, want)
		}
	}
	tb.choose("Add profile")
	tb.fill("Name of new field 1", "city")
	tb.fill("Value of new field 1", "Delft")
	tb.choose("Add more fields")
	if name := look[string](tb, "document.activeElement.id"); name != "field-2" {
		tb.t.Errorf("the focus is on %q", name)
	}
	tb.choose("Save profile")
	arrives("/200/members", 1, `"action":"create","fields":{"city":"Delft"},"updated":{},"interests":[]}`)
	tb.choose("Edit profile")
	tb.fill("city", "Gouda")
	tb.choose("Save profile")
	arrives("/200/members", 2, `"action":"update","fields":{"city":"Delft"},"updated":{"city":"Gouda"},"interests":[]}`)
	tb.choose("Add to Orders")
	tb.fill("Name of new field 1", "total")
	tb.fill("Value of new field 1", "24.50")
	tb.choose("Save subprofile")
	arrives("/200/orders", 1, "<action>create</action><fields><total>24.50</total></fields><updated/></subprofile>")
	tb.choose("Edit subprofile")
	tb.fill("total", "25")
	tb.leave("Save", kb.Enter) // Enter in a field saves
	arrives("/200/orders", 2, "<fields><total>24.50</total></fields><updated><total>25</total></updated>")
	tb.choose("Members")
	tb.choose("Profiles")
	id := look[string](tb, `document.querySelector("tbody th").innerText`)
	tb.choose(id)
	tb.choose("Delete")
	tb.sees("Its subprofile goes too")
	tb.choose("Delete profile")
	arrives("/200/orders", 3, "<action>delete</action><fields><total>25</total></fields>")
	if n := len(rc.at("/200/members")); n != 2 {
		tb.t.Errorf("the callback of the database got %d requests", n)
	}
}

// shelf is a company with a database, made through the console.
type shelf struct {
	o                                    person
	company, database, collection        string
	profile, subprofile, callback, inXML string // paths of pages
}

// form sends a form and returns where it leads.
func (s shelf) form(path string, form url.Values) string {
	s.o.t.Helper()
	got := s.o.post(path, form)
	to := got.header.Get("Location")
	if to == "" {
		s.o.t.Fatalf("%s is answered %d: %s", path, got.code, got.body)
	}
	return to
}

// stock makes a database with a collection, a profile, a subprofile and two
// callbacks.
func stock(o person, company, receiver string) shelf {
	s := shelf{o: o, company: "/admin/companies/" + company}
	s.database = s.form(s.company+"/databases/new", url.Values{"name": {"Members"}})
	s.form(s.database+"/collections/new", url.Values{"name": {"Orders"}})
	_, text := o.get(s.database)
	s.collection = page(o.t, text).Find(`th a[href^="/admin/collections/"]`).AttrOr("href", "")
	callback := url.Values{
		"url": {receiver + "/200/members"}, "actions": {"create", "update"}, "content_type": {"application/json"}, "condition": {"city == 'Delft'"},
		"attempts": {"2"}, "interval": {"5"}, "unit": {"minutes"}, "name": {"Member portal"},
	}
	s.callback = s.form(s.database+"/callbacks/new", callback)
	callback.Set("url", receiver+"/200/orders")
	callback.Set("content_type", "text/xml")
	callback.Set("condition", "")
	s.inXML = s.form(s.collection+"/callbacks/new", callback)
	s.profile = s.form(s.database+"/profiles/new", url.Values{
		"field_name": {"city", "password", strings.Repeat("a long name ", 9)}, "field_value": {"Delft", "hunter2", strings.Repeat("a long text ", 30)},
		"field_kind": {"text", "text", "text"}, "interests": {"football\nnews"},
	})
	s.subprofile = s.form(s.profile+"/subprofiles/"+strings.TrimPrefix(s.collection, "/admin/collections/")+"/new", url.Values{
		"field_name": {"total", "api token"}, "field_value": {"24.50", "hunter2"}, "field_kind": {"number", "text"},
	})
	return s
}

// tries runs a condition from the form of a new callback: its sample knows the
// collections of the database by their names.
func (s shelf) tries() {
	s.o.t.Helper()
	s.form(s.database+"/collections/new", url.Values{"name": {"Visits"}})
	_, text := s.o.get(s.database + "/callbacks/new")
	form := url.Values{"starts": {"profile"}, "resource": {"profile"}, "actions": {"create"}, "source": {page(s.o.t, text).Find("[name=source]").AttrOr("value", "")}}
	for condition, says := range map[string]string{
		"profile.Visits[0].total > 20 && city == 'Rotterdam'": "This event would be sent.",
		"profile.Visits[0].total > 30":                        "would not be sent.",
	} {
		form.Set("condition", condition)
		if got := s.o.post("/admin/condition/run", form); !strings.Contains(got.body, says) {
			s.o.t.Errorf("%s is answered %d: %s", condition, got.code, page(s.o.t, got.body).Find("#condition-result").Text())
		}
	}
}

// TestOddPagesOfADatabase runs axe over the pages of databases that the walk
// through the demo does not meet.
func TestOddPagesOfADatabase(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, _ := p.company("Northwind Gyms")
	admin := p.admin()
	empty := "/admin/companies/" + company + "/databases"
	s := stock(admin, company, rc.url)
	s.tries()
	long := url.Values{"name": {strings.Repeat("Averylongnamewithoutblanks", 4)}}
	bare := s.form(empty+"/new", long)
	s.form(s.database+"/collections/new", long)
	if sent := rc.wait("/200/orders", 1)[0].body; !strings.Contains(sent, "hunter2") {
		t.Errorf("sent %s", sent)
	}
	rc.wait("/200/members", 1)
	callback := func(path string) string { return strings.TrimPrefix(path, "/admin/callbacks/") }
	_, log := admin.get("/admin/deliveries?callback=" + callback(s.inXML))
	delivery := page(t, log).Find("tbody .c-when a").AttrOr("href", "")
	_, text := admin.get(delivery)
	if strings.Contains(text, "hunter2") || !strings.Contains(text, "Members › Orders") {
		t.Errorf("the delivery shows a secret, or not where it belongs: %s", page(t, text).Find("main").Text())
	}
	event := page(t, text).Find(`main a[href^="/admin/events/"]`).AttrOr("href", "")
	_, text = admin.get(event)
	if says := page(t, text).Find("main").Text(); !strings.Contains(says, "It asks for other event types") || strings.Contains(says, "hunter2") {
		t.Errorf("the event says %s", says)
	}
	paths := []string{ // what the walk through the demo does not meet: nothing, long names, open folds, secrets, XML
		bare, bare + "/delete", bare + "/profiles", s.database + "/profiles?q=7", s.profile, s.profile + "/edit", s.subprofile + "/edit",
		s.database + "/callbacks/new", s.collection + "/callbacks/new", s.callback + "/edit", s.inXML + "/edit", delivery, delivery + "?view=raw", event,
	}
	for _, width := range []int64{1440, 360} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tb := open(t, width)
			tb.cookie(p, admin)
			for _, path := range paths {
				if status := tb.visit(p.url + path); status != 200 {
					t.Errorf("%s answers %d", path, status)
				}
				look[bool](tb, `document.querySelectorAll("main details").forEach((one) => { one.open = true; }), true`)
				tb.judge(path, width)
			}
		})
	}
}
