package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// furnish gives the demo an API key and an event type of its own, so that
// their pages can be walked too.
func (o person) furnish() {
	o.t.Helper()
	form := page(o.t, o.ask(http.MethodGet, "/admin/api-keys/new", nil, nil).body)
	company, _ := strings.CutPrefix(form.Find("#reaches optgroup[label=Companies] option").First().AttrOr("value", ""), "company:")
	made := o.post("/admin/api-keys/new", url.Values{"name": {"Web shop"}, "role": {"operator"}, "reaches": {"company:" + company}})
	kept := o.post("/admin/event-types/new", url.Values{
		"company": {company}, "name": {"order.paid"}, "words": {"An order was paid."}, "sample": {`{"order": 7}`}, "schema": {`{"required": ["order"]}`},
	})
	if made.code != http.StatusOK || kept.code != http.StatusSeeOther {
		o.t.Fatalf("a key answers %d, a type %d", made.code, kept.code)
	}
}

// TestAKeyFromTheConsole makes a key as a person does, uses it as a program
// does, and revokes it again.
func TestAKeyFromTheConsole(t *testing.T) {
	t.Parallel()

	for _, scripts := range []string{"scripts on", "scripts off"} {
		t.Run(scripts, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			company, _ := p.company("Northwind Gyms")
			p.user(adminEmail, "admin")
			tb := open(t, 1440)
			if scripts == "scripts off" {
				tb.scriptsOff()
			}
			tb.signIn(p)
			tb.visit(p.url + "/admin/companies/" + company + "/settings")
			tb.choose("Create an API key")
			tb.fill("Name", "Web shop")
			tb.tabTo("Viewer")
			tb.press(" ")
			tb.choose("Create key")
			tb.sees("You will not see it again.")
			key := look[string](tb, `document.getElementById("secret").textContent`)
			if strings.Contains(tb.path(), key) {
				t.Errorf("the key is in the address: %s", tb.path())
			}
			if scripts == "scripts on" {
				tb.judge("/admin/api-keys/made", 1440)
			}
			program := api{t, p, key}
			if got := program.call(http.MethodGet, "/api/v1/companies/"+company, ""); got.code != http.StatusOK {
				t.Errorf("the key is answered %d %s", got.code, got.body)
			}
			tb.choose("I have copied it")
			tb.choose("Revoke key")
			tb.choose("Revoke key")
			tb.sees("‘Web shop’ is revoked.")
			if got := program.call(http.MethodGet, "/api/v1/companies/"+company, ""); got.code != http.StatusUnauthorized {
				t.Errorf("the revoked key is answered %d", got.code)
			}
			if strings.Contains(p.log.String(), key) {
				t.Error("the key is in the log")
			}
		})
	}
}
