package native_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What was read can be sent back, and changes nothing.
func TestEntityRoundTrip(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"signed":  signed,
		"of list": `{"kind":"event","types":["subscription_added"],"filter":{"list_id":"l1234"},"destination":{"url":"https://crm.example/in","format":"text/json"},"dates":{"end":"2028-01-01"}}`,
		"postback": `{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"actions":["create"],"active":false,"expands":"changelogs",` +
			`"destination":{"url":"https://pos.example/in","backup_url":"https://pos2.example/in"},"retry":{"delays_s":[0,300,600,300]},"sign_in":{"user":"pos","password":"p"},` +
			`"headers":[{"name":"X-Plain","value":"1"},{"name":"X-Token","value":"hidden-token","secret":true}]}`,
		"batch": `{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in","backup_url":"https://crm2.example/in"},` +
			`"batch":{"size":20,"wait_s":5},"sign_in":{"user":"crm","password":"p"}}`,
		"database": `{"kind":"database","owner":{"source":{"database":"DB"}},"actions":["update","delete"],"condition":"city == 'Delft'",` +
			`"destination":{"url":"https://crm.example/in","format":"text/xml"},"sign_in":{"user":"crm","password":"p"}}`,
		"collection": `{"kind":"database","owner":{"source":{"collection":"COL"}},"types":["subprofile.*"],"destination":{"url":"https://crm.example/in"}}`,
		"covering": `{"kind":"webhook","types":["*"],"destination":{"url":"https://shop.example/in"},"coverage":{"mode":"except","locations":["LOC"]},` +
			`"retry":{"delays_s":[0,60,600]},"timeout_s":30}`,
	}
	f := newFixture(t)
	for name, body := range tests {
		id := f.register(f.fill(body))
		before := f.call("GET", "/callbacks/"+id, "").wants(t, 200).Body
		if strings.Contains(before, "hidden-token") {
			t.Errorf("%s: a secret header is shown", name)
		}
		after := f.call("PATCH", "/callbacks/"+id, before).wants(t, 200).Body
		after = strings.Replace(after, `"version":2`, `"version":1`, 1)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		f.call("PATCH", "/callbacks/"+id, before).wants(t, http.StatusConflict) // it names version 1
		if status := f.call("DELETE", "/callbacks/"+id, "").Status; status != http.StatusNoContent {
			t.Errorf("%s: removing answers %d", name, status)
		}
	}
}
