package postback_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models/records"
)

// hostile are values that databases, JSON readers or people trip over.
var hostile = []any{
	nil, 1e300,
	[]any{nil},
	map[string]any{"id": []int{1}},
	"a\x00b", strings.Repeat("😀", 512), strings.Repeat("x", 200_000), "'; DROP TABLE callbacks; --", "<script>alert(1)</script>",
	"https://shop.test/\r\nX: y", "https://shop.test/" + strings.Repeat("😀", 490), "contact.*", "٥",
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		contact := w.create("/v2/contacts", w.seed(seedContact))
		for _, value := range hostile {
			for _, body := range w.bodies("postbackconfig", seedConfig, value) {
				w.survives("POST", "/v2/postbackconfigs", body)
			}
			const full = `{"contact":{"last_name":"Jones","location_id":"23948sdnfia1129i9asf92","email_trx_receipt":true,"header_message_type_id":1,"contact_balance":"1.50"}}`
			for _, body := range w.bodies("contact", full, value) {
				w.survives("PUT", "/v2/contacts/"+contact, body)
			}
			for plural, least := range least {
				resource, _ := records.InPaths(plural)
				w.hostile(resource, w.seed(least), value)
			}
			text, _ := json.Marshal(value)
			for _, column := range []string{"id", "url", "created_ts", "sort", "page", "page_size"} {
				w.survives("GET", "/v2/postbackconfigs?"+url.Values{column: {strings.Trim(string(text), `"`)}}.Encode(), "")
			}
		}
		for _, segment := range []string{"%00", "%ff", "%F0%9F%98%80", "%27", "..%2f..%2f", strings.Repeat("x", 5000), "a%20b"} {
			w.survives("GET", "/v2/postbackconfigs/"+segment, "")
			w.survives("DELETE", "/v2/contacts/"+segment, "")
		}
	})
}

// hostile puts a value in the place of every field of a record in turn.
func (w *world) hostile(resource records.Resource, least string, value any) {
	w.t.Helper()
	for _, field := range resource.Fields {
		var fields map[string]map[string]any
		if err := json.Unmarshal([]byte(least), &fields); err != nil {
			w.t.Fatal(err)
		}
		fields[resource.Name][field.Name] = value
		body, _ := json.Marshal(fields)
		w.survives("POST", "/v2/"+resource.Plural, string(body))
	}
}

// bodies puts a value in the place of every field of a request.
func (w *world) bodies(name, seed string, value any) []string {
	var fields map[string]map[string]any
	if err := json.Unmarshal([]byte(w.seed(seed)), &fields); err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for field, usual := range fields[name] {
		fields[name][field] = value
		body, _ := json.Marshal(fields)
		all = append(all, string(body))
		fields[name][field] = usual
	}
	return all
}

// survives fails the test when a request is answered by a fault of ours, or
// by something else than JSON (see callAs).
func (w *world) survives(method, path, body string) {
	w.t.Helper()
	if got := w.callAs(w.key, method, path, body); got.status >= http.StatusInternalServerError {
		w.t.Errorf("%s %.80s with %.300s answers %d %s", method, path, body, got.status, got.body)
	}
}
