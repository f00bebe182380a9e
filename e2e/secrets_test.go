package e2e

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSecretsStayInside plants secrets wherever the program takes them, makes
// it use them, and then looks for them wherever it shows something.
func TestSecretsStayInside(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		const planted = "planted-Pa55word-of-a-callback"
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		made := key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+"/500/pos",
			`"basic_auth_username":null`, `"basic_auth_username":"till"`,
			`"basic_auth_password":null`, `"basic_auth_password":"`+planted+`"`))
		id := want[config](t, made, http.StatusCreated).Postbackconfig.ID
		want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
		got := rc.wait("/500/pos", 1)[0]
		user, sent, ok := (&http.Request{Header: got.header}).BasicAuth()
		if !ok || user != "till" || sent != planted {
			t.Fatalf("the receiver was shown %q and %q", user, sent)
		}
		encoded := strings.TrimPrefix(got.header.Get("Authorization"), "Basic ")

		const token = "planted-t0ken-of-a-header"
		admin := p.admin()
		saved := admin.post("/admin/callbacks/"+id+"/edit", url.Values{
			"version": {"1"}, "starts": {"change"}, "actions": {"create", "update"}, "url": {rc.url + "/500/pos"}, "user": {"till"}, "active": {"1"},
			"postback_attempts": {"4"}, "postback_interval": {"5"}, "postback_unit": {"minutes"}, "backup_url": {rc.url + "/200/backup"},
			"header_name": {"X-Token"}, "header_value": {token}, "header_secret": {"0"},
		})
		if saved.code != http.StatusSeeOther {
			t.Fatalf("the form answers %d: %s", saved.code, saved.body)
		}
		want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
		if header := rc.wait("/500/pos", 2)[1].header; header.Get("X-Token") != token || header.Get("Authorization") != got.header.Get("Authorization") {
			t.Fatalf("the receiver got %v", header)
		}
		shown := p.inQueries(company, key)
		_, wrong := p.signIn("someone@example.org", "a wrong planted password")
		secrets := map[string]string{
			"the callback's password": planted, "its encoded form": encoded, "a header's value": token, "the key": key.key,
			"a person's password": password, "a wrong password": "a wrong planted password",
			"the session": strings.TrimPrefix(admin.cookie, "callboard_session="),
		}
		maps.Copy(shown, admin.crawl())
		shown["the failed sign-in"] = wrong.body
		shown["the callback's edit page"] = admin.ask(http.MethodGet, "/admin/callbacks/"+id+"/edit", nil, nil).body
		for _, path := range []string{"/v2/postbackconfigs", "/v2/postbackconfigs/" + id, "/companies/" + company + "/config/callbacks"} {
			shown[path] = key.call(http.MethodGet, path, "").body
		}
		shown["the answer to its creation"] = made.body
		shown["the log"] = p.log.String()
		if len(shown) < 20 {
			t.Errorf("looked at %d pages: too few to mean anything", len(shown))
		}
		for what, secret := range secrets {
			for where, text := range shown {
				if strings.Contains(text, secret) {
					t.Errorf("%s shows %s", where, what)
				}
			}
		}
	})
}

// inQueries shows a key in the query of calls that work, that are refused and
// that nobody answers. It returns all that is said.
func (p *program) inQueries(company string, key api) map[string]string {
	p.t.Helper()
	database := p.verb("database", "add", "-company", company, "Members")
	shown := map[string]string{}
	for _, call := range []struct{ method, path, body string }{
		{http.MethodPost, "/database/" + database + "/callbacks", `{"url":"https://crm.example/in"}`},
		{http.MethodPost, "/database/" + database + "/profiles", `{"name":"Ines"}`},
		{http.MethodGet, "/database/" + database + "/callbacks", ""},
		{http.MethodPost, "/database/" + database + "/callbacks", `{"url":"nowhere"}`},
		{http.MethodGet, "/v1/unknown", ""},
		{http.MethodPatch, "/callback//1", ""},
		{http.MethodGet, "/nobody", ""},
	} {
		request, err := http.NewRequest(call.method, p.url+call.path+"?access_token="+key.key, strings.NewReader(call.body))
		if err != nil {
			p.t.Fatal(err)
		}
		got := ask(p.t, request)
		for name, values := range got.header {
			if name == "Location" { // repeats the key to whoever sent it (decision 23)
				values = []string{strings.TrimSuffix(values[0], "?access_token="+key.key)}
			}
			got.body += name + ": " + strings.Join(values, " ")
		}
		shown["the answer to "+call.method+" "+call.path] = got.body
	}
	return shown
}
