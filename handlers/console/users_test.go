package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

const otherPassword = "another long password"

// A person is invited, chooses a password by the link and is in; the link works
// once, and another one made for them lets them back in when they have lost it.
func TestInvitation(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	manager := as(t, s, models.Manager, company.Owner())
	form := url.Values{"email": {" New@Example.org"}, "role": {"operator"}, "reaches": {"company:" + company.PublicID}}
	made := manager.post("/admin/users/new", form).wants(t, 200)
	if got := made.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page is kept: %q", got)
	}
	link, ok := strings.CutPrefix(made.text("#secret"), manager.address)
	if !ok {
		t.Fatalf("the link is %q", made.text("#secret"))
	}
	person := made.Find("#kept").AttrOr("href", "")
	if got := manager.get("/admin/users").text("tbody tr:nth-child(2)"); !strings.HasPrefix(got, "new@example.org Operator, "+company.Name+" Invited") {
		t.Errorf("the list says %q", got)
	}

	invited := open(t, s)
	if got := invited.get(link).wants(t, 200).text("main"); !strings.Contains(got, "new@example.org") {
		t.Errorf("the page says %q", got)
	}
	for want, typed := range map[string]url.Values{
		"Password must be 12 characters or more": {"password": {"short"}, "password_again": {"short"}},
		"Both passwords must be the same":        {"password": {otherPassword}, "password_again": {otherPassword + "."}},
	} {
		if got := invited.post(link, typed).wants(t, 422).text("#problem"); !strings.Contains(got, want) {
			t.Errorf("says %q, want %q", got, want)
		}
	}
	in := invited.post(link, url.Values{"password": {otherPassword}, "password_again": {otherPassword}}).wants(t, http.StatusSeeOther)
	if to := in.header.Get("Location"); to != "/admin/" {
		t.Errorf("leads to %q", to)
	}
	invited.get("/admin/").wants(t, 200)
	open(t, s).get(link).wants(t, http.StatusNotFound)

	again := manager.post(person+"/link", nil).wants(t, 200)
	reset := strings.TrimPrefix(again.text("#secret"), manager.address)
	invited.get("/admin/").wants(t, 200) // the old password counts until the link is used
	open(t, s).post(reset, url.Values{"password": {storetest.Password}, "password_again": {storetest.Password}}).wants(t, http.StatusSeeOther)
	invited.get("/admin/").wants(t, http.StatusSeeOther) // signed out
	open(t, s).signIn("new@example.org").get("/admin/").wants(t, 200)
}

// What a form refuses stays in it as it was typed.
func TestInvitationRefused(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	manager := as(t, s, models.Manager, company.Owner())
	own := "company:" + company.PublicID
	for want, form := range map[string]url.Values{
		"This is not an e-mail address":              {"email": {"eve"}, "role": {"viewer"}, "reaches": {own}},
		"Somebody signs in with this e-mail already": {"email": {"manager@northwind.example"}, "role": {"viewer"}, "reaches": {own}},
		"Choose a role":                              {"email": {"eve@example.org"}, "reaches": {own}},
		"You cannot give more than you hold":         {"email": {"eve@example.org"}, "role": {"admin"}, "reaches": {own}},
		"Select what they reach":                     {"email": {"eve@example.org"}, "role": {"viewer"}, "reaches": {"system"}},
	} {
		refused := manager.post("/admin/users/new", form).wants(t, 422)
		if got := refused.text("#problem"); !strings.Contains(got, want) {
			t.Errorf("says %q, want %q", got, want)
		}
		if got := refused.Find("#email").AttrOr("value", ""); got != form.Get("email") {
			t.Errorf("the e-mail is %q, want %q", got, form.Get("email"))
		}
	}
}

// A manager gives roles, ends sessions and disables those of the company; nobody
// who is let in elsewhere, or may do more.
func TestPersonOfACompany(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	viewer := storetest.User(t, s, "viewer@example.org", models.Viewer, company.Owner())
	admin := storetest.User(t, s, "admin@example.org", models.Admin, models.Owner{})
	if err := s.AddGrant(t.Context(), storetest.Access(), admin.ID, models.Grant{Role: models.Manager, CompanyID: company.ID}); err != nil {
		t.Fatal(err)
	}
	their := open(t, s).signIn(viewer.Email)
	manager := as(t, s, models.Manager, company.Owner())
	at := "/admin/users/" + viewer.ID.String()

	shown := manager.get(at).wants(t, 200)
	if got := shown.text("table:first-of-type tbody"); !strings.Contains(got, company.Name+" Viewer Sees callbacks") {
		t.Errorf("roles: %q", got)
	}
	manager.post(at+"/roles", url.Values{"role": {"operator"}, "reaches": {"company:" + company.PublicID}}).wants(t, http.StatusSeeOther)
	if got := manager.get(at).text("tbody"); !strings.Contains(got, company.Name+" Operator") || strings.Contains(got, company.Name+" Viewer") {
		t.Errorf("roles: %q", got)
	}
	both := manager.post(at+"/roles", nil).wants(t, 422).text("#problem")
	if !strings.Contains(both, "Choose a role") || !strings.Contains(both, "Select what they reach") {
		t.Errorf("not all that must be mended is said: %q", both)
	}
	session := manager.get(at).Find("[name=session]").AttrOr("value", "")
	manager.post(at+"/sign-out", url.Values{"session": {session}}).wants(t, http.StatusSeeOther)
	their.get("/admin/").wants(t, http.StatusSeeOther)

	manager.get(at+"/disable").wants(t, 200)
	manager.post(at+"/disable", nil).wants(t, http.StatusSeeOther)
	open(t, s).post("/admin/login", url.Values{"email": {viewer.Email}, "password": {storetest.Password}}).wants(t, 422)
	if got := manager.get("/admin/users?state=disabled").text("tbody"); !strings.HasPrefix(got, viewer.Email) {
		t.Errorf("disabled: %q", got)
	}
	manager.post(at+"/enable", nil).wants(t, http.StatusSeeOther)
	their.signIn(viewer.Email)

	above := manager.get("/admin/users/"+admin.ID.String()).wants(t, 200)
	if above.has("main form[method=post]") || !strings.Contains(above.text("main"), "other roles, which you do not manage") {
		t.Errorf("somebody who may do more: %q", above.text("main"))
	}
	for _, do := range []string{"/link", "/disable", "/enable", "/sign-out"} {
		refused := manager.post("/admin/users/"+admin.ID.String()+do, url.Values{"session": {admin.ID.String()}}).wants(t, 422)
		if got := refused.text("#problem"); !strings.Contains(got, "You cannot change somebody who may do more") {
			t.Errorf("%s says %q", do, got)
		}
	}
	manager.post(at+"/sign-out", nil).wants(t, http.StatusNotFound) // names no session: it would end all
	stranger := models.Company{Name: "Elsewhere", Active: true}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &stranger); err != nil {
		t.Fatal(err)
	}
	other := storetest.User(t, s, "other@example.org", models.Viewer, stranger.Owner())
	manager.get("/admin/users/"+other.ID.String()).wants(t, http.StatusNotFound)
	their.get("/admin/users").wants(t, http.StatusForbidden)
}

// A person changes the own password with the old one, and sees where they are
// signed in.
func TestOwnProfile(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	here := as(t, s, models.Viewer, company.Owner())
	there := open(t, s).signIn("viewer@northwind.example")
	shown := here.get("/admin/me").wants(t, 200)
	if got := shown.text("main"); !strings.Contains(got, company.Name+" Viewer. Sees callbacks") || strings.Count(got, "This browser") != 1 {
		t.Errorf("says %q", got)
	}
	change := func(old, password, again string) page {
		return here.post("/admin/me", url.Values{"old_password": {old}, "password": {password}, "password_again": {again}})
	}
	for want, refused := range map[string]page{
		"This is not your password":       change("wrong", otherPassword, otherPassword),
		"Both passwords must be the same": change(storetest.Password, otherPassword, "x"),
		"Enter the password":              change(storetest.Password, "", ""),
	} {
		if got := refused.wants(t, 422).text("#problem"); !strings.Contains(got, want) {
			t.Errorf("says %q, want %q", got, want)
		}
	}
	change(storetest.Password, otherPassword, otherPassword).wants(t, http.StatusSeeOther)
	here.get("/admin/me").wants(t, 200)
	there.get("/admin/me").wants(t, http.StatusSeeOther)
	for range 5 {
		change("wrong", storetest.Password, storetest.Password)
	}
	if got := change("wrong", storetest.Password, storetest.Password).wants(t, http.StatusTooManyRequests).header.Get("Retry-After"); got == "" {
		t.Error("does not say how long to wait")
	}
}
