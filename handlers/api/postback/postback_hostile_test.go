package postback_test

import (
	"encoding/json"
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
	eachDatabase(t, func(t *testing.T, f *fixture) {
		contact := f.create("/v2/contacts", f.seed(seedContact))
		for _, value := range hostile {
			for _, body := range f.bodies("postbackconfig", seedConfig, value) {
				f.Survives("POST", "/v2/postbackconfigs", body)
			}
			const full = `{"contact":{"last_name":"Jones","location_id":"23948sdnfia1129i9asf92","email_trx_receipt":true,"header_message_type_id":1,"contact_balance":"1.50"}}`
			for _, body := range f.bodies("contact", full, value) {
				f.Survives("PUT", "/v2/contacts/"+contact, body)
			}
			for plural, least := range least {
				resource, _ := records.InPaths(plural)
				f.hostile(resource, f.seed(least), value)
			}
			text, _ := json.Marshal(value)
			for _, column := range []string{"id", "url", "created_ts", "sort", "page", "page_size"} {
				f.Survives("GET", "/v2/postbackconfigs?"+url.Values{column: {strings.Trim(string(text), `"`)}}.Encode(), "")
			}
		}
		for _, segment := range []string{"%00", "%ff", "%F0%9F%98%80", "%27", "..%2f..%2f", strings.Repeat("x", 5000), "a%20b"} {
			f.Survives("GET", "/v2/postbackconfigs/"+segment, "")
			f.Survives("DELETE", "/v2/contacts/"+segment, "")
		}
	})
}

// hostile puts a value in the place of every field of a record in turn.
func (f *fixture) hostile(resource records.Resource, least string, value any) {
	f.T.Helper()
	for _, field := range resource.Fields {
		var fields map[string]map[string]any
		if err := json.Unmarshal([]byte(least), &fields); err != nil {
			f.T.Fatal(err)
		}
		fields[resource.Name][field.Name] = value
		body, _ := json.Marshal(fields)
		f.Survives("POST", "/v2/"+resource.Plural, string(body))
	}
}

// bodies puts a value in the place of every field of a request.
func (f *fixture) bodies(name, seed string, value any) []string {
	var fields map[string]map[string]any
	if err := json.Unmarshal([]byte(f.seed(seed)), &fields); err != nil {
		f.T.Fatal(err)
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
