package native_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/store/storetest"
)

// exercised are the patterns of the calls that were answered with success in
// this run, as their description says (see asDescribed).
var exercised sync.Map

// TestMain fails the run when all tests passed and yet a call of the API was
// never made with success: each path of the OpenAPI document needs a test.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && whole() {
		for _, route := range (native.API{}).Routes() {
			if _, made := exercised.Load(route.Pattern); !made {
				fmt.Printf("no test exercises %s\n", route.Pattern)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// whole says that no flag leaves tests out.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list", "test.fuzz"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return true
}

// A callback of a kind that need not sign stops signing when it is told to.
func TestRemoveASecret(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.register(`{"kind":"event","types":["person_added"],"destination":{"url":"https://shop.example/"}}`)
		w.call("POST", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK)
		if got := w.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK); got.member(t, "signing") != nil {
			t.Errorf("still signs: %s", got.body)
		}
		w.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusOK)
	})
}

// Every POST can name itself: sent twice, it is done once.
func TestEveryPostCanNameItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, w.key = storetest.Key(t, w.store, models.Admin, models.Owner{})
		bodies := map[string]string{
			"/companies": `{"name":"Contoso"}`, "/companies/{company}/locations": `{"name":"Delft"}`, "/companies/{company}/databases": `{"name":"Guests"}`,
			"/databases/{database}/collections": `{"name":"Visits"}`, "/companies/{company}/records": w.named(`{"resource":"profile","database":"DB"}`),
			"/companies/{company}/events": `{"type":"person_added","data":{}}`, "/companies/{company}/event-types": orderPaid,
			"/companies/{company}/callbacks": signed, "/companies/{company}/keys": `{"name":"Till","role":"viewer"}`, "/resends": `{"filter":{"status":["failed"]}}`,
		}
		fill := w.filler()
		for _, route := range w.api.Routes() {
			method, pattern, _ := strings.Cut(strings.Replace(route.Pattern, native.BasePath, "", 1), " ")
			if method != "POST" {
				continue
			}
			path, body := fill.Replace(pattern), bodies[pattern]
			named := request{key: w.key, method: "POST", path: path, body: body, headers: map[string]string{"Idempotency-Key": "one " + pattern}}
			first := w.send(named)
			again := w.send(named)
			if first.status >= 300 && first.status != http.StatusConflict {
				t.Errorf("%s: %d %s", pattern, first.status, first.body)
			} else if first.status < 300 && (again.body != first.body || again.header.Get("Idempotency-Replayed") != "true") {
				t.Errorf("%s: first %s, again %d %s", pattern, first.body, again.status, again.body)
			}
		}
	})
}

// Forms that the document leaves out are taken as well: a flag as a text, an id
// or a count as the other of text and number, one status without its list.
func TestLenientBodies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		tests := map[string]struct{ path, body, member string }{
			"a flag as text":   {w.in("/callbacks"), w.named(`{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"active":"0","destination":{"url":"https://pos.example/"}}`), `"active":false`},
			"an id as number":  {w.in("/callbacks"), `{"kind":"event","types":["subscription_added"],"filter":{"list_id":77},"destination":{"url":"https://crm.example/"}}`, `"list_id":"77"`},
			"a count as text":  {w.in("/callbacks"), `{"kind":"webhook","types":["*"],"timeout_s":"20","destination":{"url":"https://crm.example/"}}`, `"timeout_s":20`},
			"one for a list":   {"/resends", `{"filter":{"status":"failed"}}`, `"status":["failed"]`},
			"a text as number": {"/resends", `{"filter":{"code":410}}`, `"code":"410"`},
		}
		for name, tt := range tests {
			w.deliver(1)
			got := w.send(request{key: w.key, method: "POST", path: tt.path, body: tt.body, lenient: true}).wants(t, http.StatusCreated)
			if !strings.Contains(got.body, tt.member) {
				t.Errorf("%s is taken as %s", name, got.body)
			}
		}
	})
}
