package native_test

import (
	"net/http"
	"strings"
	"testing"
)

// Forms that the document leaves out are taken as well: a flag as a text, an id
// or a count as the other of text and number, one status without its list.
func TestLenientBodies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := map[string]struct{ path, body, member string }{
		"a flag as text":   {f.in("/callbacks"), f.fill(`{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"active":"0","destination":{"url":"https://pos.example/"}}`), `"active":false`},
		"an id as number":  {f.in("/callbacks"), `{"kind":"event","types":["subscription_added"],"filter":{"list_id":77},"destination":{"url":"https://crm.example/"}}`, `"list_id":"77"`},
		"a count as text":  {f.in("/callbacks"), `{"kind":"webhook","types":["*"],"timeout_s":"20","destination":{"url":"https://crm.example/"}}`, `"timeout_s":20`},
		"one for a list":   {"/resends", `{"filter":{"status":"failed"}}`, `"status":["failed"]`},
		"a text as number": {"/resends", `{"filter":{"code":410}}`, `"code":"410"`},
	}
	for name, tt := range tests {
		f.deliver(1)
		got := f.send(request{key: f.Key, method: "POST", path: tt.path, body: tt.body, lenient: true}).wants(t, http.StatusCreated)
		if !strings.Contains(got.Body, tt.member) {
			t.Errorf("%s is taken as %s", name, got.Body)
		}
	}
}
