package console

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// Nothing depends on the answer of the URL of another kind; it is told all the
// same.
func TestCheckOfAnotherKind(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	c := models.Callback{
		Kind: models.KindEvent, CompanyID: company.ID, URL: "https://crm.example/in", Types: []models.CallbackType{{Type: "person_added"}},
	}
	if err := s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	path := "/admin/callbacks/" + c.PublicID + "/verification"
	if got := site.get(path).wants(t, 200).text("main"); !strings.Contains(got, "The URL was not checked yet.") || strings.Contains(got, "erif") {
		t.Errorf("before: %s", got)
	}
	for code, want := range map[int]string{200: "answered 200", 401: "did not accept"} {
		outside.code = code
		site.post(path, nil).wants(t, http.StatusSeeOther)
		if got := site.get(path).wants(t, 200).text("main .note b"); !strings.Contains(got, "Checked ") || !strings.Contains(got, want) {
			t.Errorf("%d: %s", code, got)
		}
	}
}

// The URL of a form is tried as the callback would send, and nothing is stored.
func TestCheckBeforeSaving(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	path := "/admin/companies/" + company.PublicID + "/callbacks/new"
	form := batchForm()
	form.Set("check", "url")
	shown := site.post(path, form).wants(t, 200)
	if got := shown.text("#url-check"); !strings.HasPrefix(got, "It answered 200") || !shown.has("#name[value=Bounces]") || strings.Contains(shown.text("html"), "hunter2") {
		t.Errorf("checked: %q", got)
	}
	outside.code = 401
	part := site.post(path, form, "HX-Request", "true", "HX-Target", "url-check").wants(t, 200)
	if got := part.text("#url-check"); !strings.Contains(got, "did not accept") || !strings.Contains(got, "You can save all the same.") || part.has("form") {
		t.Errorf("the part alone: %q", got)
	}
	outside.blocked = true
	if got := site.post(path, form).wants(t, 200).text("#url-check"); !strings.Contains(got, "not allowed") || strings.Contains(got, "save") {
		t.Errorf("a private address: %q", got)
	}
	outside.blocked = false
	form.Set("url", "crm.example")
	if got := site.post(path, form).wants(t, 422).text("#url-check"); got != "URL must start with https:// or http://" {
		t.Errorf("a URL that is none: %q", got)
	}
	if all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{}); err != nil || len(all) != 0 {
		t.Errorf("stored %d, %v", len(all), err)
	}
	form.Del("check")
	form.Set("url", "https://crm.example/in")
	site.post(path, form).wants(t, http.StatusSeeOther)
	all, _ := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: company.ID})
	edit := url.Values{"check": {"url"}, "url": {"https://crm.example/in"}, "user": {"crm"}, "name": {"Bounces"}, "batch_size": {"20"}, "version": {"1"}}
	site.post("/admin/callbacks/"+all[0].PublicID+"/edit", edit).wants(t, 200)
	for i, one := range outside.tried {
		if one.Secrets.Password != "hunter2" || one.URL != "https://crm.example/in" {
			t.Errorf("try %d: %q, signed in: %t", i+1, one.URL, one.Secrets.Password != "")
		}
	}
	if len(outside.tried) != 4 {
		t.Errorf("tried %d times", len(outside.tried))
	}
}

// For CloudEvents the form and the page of the callback say what came of the
// handshake, beside what came of the request.
func TestCheckOfCloudEvents(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	path := "/admin/companies/" + company.PublicID + "/callbacks/new"
	form := url.Values{"starts": {"signed"}, "types": {"person_*"}, "url": {"https://crm.example/in"}, "signed_content_type": {models.CloudEvents}}
	const allowed, silent = "The receiver allows events from callboard.example.", "The receiver did not answer the handshake (200): it may not take events from here."
	for allows, want := range map[string]string{"*": allowed, "": silent} {
		outside.allows = allows
		shown := site.post(path, withFields(maps.Clone(form), "check", "url")).wants(t, 200)
		if got := shown.text("#url-check"); !strings.Contains(got, "It answered 200") || !strings.Contains(got, want) {
			t.Errorf("allows %q: %q", allows, got)
		}
	}
	if got := site.get(path).wants(t, 200).text("form"); !strings.Contains(got, "Check URL does its handshake first.") {
		t.Errorf("the form does not tell of it: %s", got)
	}
	if got := site.post(path, withFields(maps.Clone(form), "check", "url", "signed_content_type", "application/json")).text("#url-check"); strings.Contains(got, "handshake") || strings.Contains(got, "allows") {
		t.Errorf("another format: %q", got)
	}
	tried := len(outside.tried)
	site.post(path, form).wants(t, 200)
	all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{})
	if err != nil || len(all) != 1 || len(outside.tried) != tried {
		t.Fatalf("stored %d, tried %d times when it was saved, %v", len(all), len(outside.tried)-tried, err)
	}
	path = "/admin/callbacks/" + all[0].PublicID + "/verification"
	for allows, want := range map[string]string{"*": allowed, "": silent} {
		outside.allows = allows
		site.post(path, nil).wants(t, http.StatusSeeOther)
		shown := site.get(path).wants(t, 200)
		if note := shown.text("main .note"); !strings.Contains(note, "answered 200") || !strings.Contains(note, want+" Nothing depends on it") {
			t.Errorf("allows %q: %q", allows, note)
		}
		if got := shown.text("main"); !strings.Contains(got, "First the handshake of CloudEvents") || !strings.Contains(got, "OPTIONS https://crm.example/in") {
			t.Errorf("allows %q: %s", allows, got)
		}
	}
}

// Who has typed no sign-in has none that could be wrong.
func TestCheckThatAsksForASignIn(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	outside.code = 401
	form := url.Values{"starts": {"event"}, "type": {"person_added"}, "url": {"https://crm.example/in"}, "check": {"url"}}
	for user, want := range map[string]string{
		"":    "It asks for a sign-in. Fill in Sign-in below. You can save all the same.",
		"crm": "crm.example did not accept the user name or password (401). Enter the present credentials. You can save all the same.",
	} {
		shown := site.post("/admin/companies/"+company.PublicID+"/callbacks/new", withFields(form, "user", user, "password", user)).wants(t, 200)
		if got := shown.text("#url-check"); got != want {
			t.Errorf("user %q: %q", user, got)
		}
	}
}

// A receiver that has moved for good says where to: one button goes there, by
// scripts or without.
func TestCheckThatIsSentElsewhere(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	path := "/admin/companies/" + company.PublicID + "/callbacks/new"
	form := url.Values{"starts": {"event"}, "type": {"person_added"}, "url": {"https://crm.example/in"}, "check": {"url"}}
	for _, test := range []struct {
		code        int
		moved, want string
	}{
		{301, "https://new.example/in?a=1", "https://new.example/in?a=1"},
		{308, "/v2/in", "https://crm.example/v2/in"},
		{302, "https://new.example/in", ""},
		{301, "mailto:crm@example.com", ""},
		{301, "https://new.example/%zz", ""},
	} {
		outside.code, outside.moved = test.code, test.moved
		if got := site.post(path, form).wants(t, 200).Find("button#use-url").AttrOr("value", ""); got != test.want {
			t.Errorf("%d to %q offers %q", test.code, test.moved, got)
		}
	}
	outside.code, outside.moved = 200, ""
	shown := site.post(path, withFields(form, "check", "https://new.example/in?a=1")).wants(t, 200)
	if got := shown.Find("#url").AttrOr("value", ""); got != "https://new.example/in?a=1" || outside.tried[5].URL != got || !strings.Contains(shown.text("#url-check"), "It answered 200") {
		t.Errorf("goes on with %q: %s", got, shown.text("#url-check"))
	}
	if all, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{}); err != nil || len(all) != 0 {
		t.Errorf("stored %d, %v", len(all), err)
	}
}

// Nobody is called without the password that a callback needs: not before it
// was typed, and not when what was stored of it cannot be read any more.
func TestCheckWithoutItsPassword(t *testing.T) {
	t.Parallel()
	s, damage := storetest.Damaging(t)
	site, outside, company := batchSite(t, s)
	form := batchForm()
	form.Set("check", "url")
	form.Set("password", "")
	path := "/admin/companies/" + company.PublicID + "/callbacks/new"
	if got := site.post(path, form).wants(t, 422).text("#url-check"); got != "Enter the password" {
		t.Errorf("a new one: %q", got)
	}
	made := addBatch(t, s, site, company)
	damage(made)
	path = "/admin/callbacks/" + made.PublicID
	if got := site.post(path+"/edit", form).wants(t, 422).text("#url-check"); got != "Enter the password" {
		t.Errorf("a lost one: %q", got)
	}
	shown := site.post(path+"/verification", nil).wants(t, 422)
	if got := shown.text("main .note.danger"); !strings.Contains(got, "Nothing was sent.") || !strings.Contains(got, "Enter the password in the settings") {
		t.Errorf("verified without one: %q", got)
	}
	if len(outside.tried) != 0 || shown.Find("[id^=tried-]").Length() != 0 {
		t.Errorf("tried %v", outside.tried)
	}
	form.Set("password", "hunter2")
	if got := site.post(path+"/edit", form).wants(t, 200).text("#url-check"); !strings.HasPrefix(got, "It answered 200") {
		t.Errorf("with it: %q", got)
	}
}

// What only the store finds is told with what the form has found.
func TestAllFlawsAtOnce(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t, func(o *store.Options) {
		o.Condition = func(context.Context, string) error { return errors.New("no condition at all") }
	})
	site, _, company := batchSite(t, s)
	form := batchForm()
	form.Set("url", "")
	form.Set("condition", "data.(")
	got := site.post("/admin/companies/"+company.PublicID+"/callbacks/new", form).wants(t, 422).text("main")
	for _, flaw := range []string{"Enter a URL", "no condition at all"} {
		if !strings.Contains(got, flaw) {
			t.Errorf("%q is missing in %s", flaw, got)
		}
	}
}

// Without scripts a check of the URL brings the whole form back, and that lost
// what is secret. It is no refusal, and says so beside the fields alone.
func TestSecretsOfACheckedForm(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, _, company := batchSite(t, s)
	path, form := "/admin/companies/"+company.PublicID+"/callbacks/new", batchForm()
	form.Set("check", "url")
	form["header_name"], form["header_value"], form["header_secret"] = []string{"X-Token"}, []string{"planted"}, []string{"0"}
	for address, status := range map[string]int{"https://crm.example/in": 200, "crm.example": 422} {
		form.Set("url", address)
		shown := site.post(path, form).wants(t, status)
		if shown.has("#problem") || strings.HasPrefix(shown.title(), "Error") || strings.Contains(shown.text("html"), "planted") {
			t.Errorf("%s is refused: %q", address, shown.title())
		}
		for field, want := range map[string]string{"password": "Error: Enter the password again", "headers": "Error: Enter the value of X-Token again"} {
			if got := shown.text("#" + field + "-error"); got != want {
				t.Errorf("%s: beside %s it says %q", address, field, got)
			}
		}
		if !shown.has("#sign-in[open]") || !shown.has("#headers-fold[open]") {
			t.Errorf("%s: what must be typed again is folded away", address)
		}
	}
	form.Set("url", "https://crm.example/in")
	part := site.post(path, form, "HX-Request", "true", "HX-Target", "url-check").wants(t, 200)
	if part.has("#password-error") || part.has("form") {
		t.Error("the part alone asks for what is still there")
	}
}

// The stored sign-in is for the host that it was given for: no check takes it to
// another one.
func TestCheckOfAMovedURL(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	site, outside, company := batchSite(t, s)
	site.post("/admin/companies/"+company.PublicID+"/callbacks/new", batchForm()).wants(t, http.StatusSeeOther)
	all, _ := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{Company: company.ID})
	path := "/admin/callbacks/" + all[0].PublicID + "/edit"
	form := withFields(batchForm(), "version", "1", "check", "url", "password", "")
	const again = "Enter the password again. The saved one was for another host, port or scheme"
	outside.tried = nil
	for _, field := range []string{"url", "backup_url"} {
		moved := withFields(maps.Clone(form), field, "https://evil.example/in")
		if got := site.post(path, moved).wants(t, 422).text("#url-check"); got != again {
			t.Errorf("another %s: %q", field, got)
		}
	}
	if got := site.post(path, withFields(maps.Clone(form), "check", "https://evil.example/in")).wants(t, 422).text("#url-check"); got != again {
		t.Errorf("the URL of a redirect: %q", got)
	}
	moved := withFields(maps.Clone(form), "check", "", "url", "https://evil.example/in")
	if got := site.post(path, moved).wants(t, 422).text("#password-error"); got != "Error: "+again {
		t.Errorf("saved: %q", got)
	}
	if len(outside.tried) != 0 {
		t.Fatalf("tried %v", outside.tried)
	}
	site.post(path, withFields(maps.Clone(form), "url", "https://new.example/in", "password", "for new")).wants(t, 200)
	if len(outside.tried) != 1 || outside.tried[0].Secrets.Password != "for new" {
		t.Errorf("tried %v", outside.tried)
	}
}
