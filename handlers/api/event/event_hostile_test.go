package event_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// hostile are values that databases, JSON readers or people trip over.
var hostile = []any{
	nil, 1e300,
	[]any{nil},
	map[string]any{"id": []int{1}},
	"a\x00b", strings.Repeat("😀", 1100), strings.Repeat("x", 200_000), "'; DROP TABLE callbacks; --", "<script>alert(1)</script>",
	"https://shop.test/\r\nX: y", "https://shop.test/%zz", "https://😀.test/", "9999-12-31T23:59:59-23:59", "1970-01-01", "PERSON_ADDED", "contact.*",
}

// bodies puts a value at every place of a request.
func bodies(t *testing.T, value any) []string {
	t.Helper()
	var all []string
	for _, place := range []string{"event_type", "destination", "url", "method", "content_type", "start_date", "end_date", "list_id", "subscription", "id"} {
		destination := map[string]any{"url": "http://some.url"}
		list := map[string]any{"list_id": "l1"}
		body := map[string]any{
			"event_type": "subscription_added", "destination": destination, "subscription_added": list, "end_date": "2027-12-01",
			"subscription": map[string]any{"subscription_list": map[string]any{"id": "l1"}},
		}
		switch place {
		case "url", "method", "content_type":
			destination[place] = value
		case "list_id":
			list[place] = value
		case "id":
			body["subscription"] = map[string]any{"subscription_list": map[string]any{"id": value}}
		default:
			body[place] = value
		}
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

func TestHostileBodies(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		taken := f.create(`{"event_type":"person_added","destination":{"url":"http://some.url"},"start_date":"2030-01-01"}`)
		for _, value := range hostile {
			for _, body := range bodies(t, value) {
				f.Survives("PUT", f.path("callbacks/"+taken), body) // reads as a create does
				f.Survives("POST", f.path("callback_events/test"), body)
			}
		}
		for _, segment := range []string{"%00", "%ff", "%F0%9F%98%80", "%27", "..%2f..%2f", strings.Repeat("x", 5000), "a%20b"} {
			f.Survives("GET", "/companies/"+segment+"/config/callbacks", "")
			f.Survives("GET", f.path("callbacks/"+segment), "")
			f.Survives("DELETE", f.path("callbacks/"+segment), "")
		}
	})
}
