package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api"
)

// hostile are values that databases, JSON readers or people trip over.
var hostile = []string{
	`null`, `""`, `0`, `1e999`, `-1`, `[]`, `{}`, `[null]`, `[[]]`, `[{}]`, `"a\u0000b"`, `"\ud800"`, `true`, `99999999999999999999`,
	`"😀"`, `"` + strings.Repeat("x", 70_000) + `"`, `"'; DROP TABLE callbacks; --"`, `"<script>alert(1)</script>"`, `"*"`, `"https://x.test/\r\nX: y"`,
	`{"user":1,"password":[],"url":{},"name":[],"delays_s":[9223372036854775807],"mode":7,"locations":[7],"start":{},"end":[],"secret":{},"location":7}`,
	`["*","` + strings.Repeat("y", 200) + `"]`, `{"mode":"only","locations":["a\u0000","` + strings.Repeat("z", 100) + `"]}`,
	`[{"name":"Host","value":"x"},{"name":"a\u0000","value":"\n","secret":true}]`,
}

// Whatever comes, the answer is JSON (see send) and no fault of ours.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	members := []string{
		"kind", "name", "version", "owner", "types", "actions", "filter", "destination", "headers", "sign_in", "signing", "retry", "timeout_s", "dates",
		"coverage", "replaces", "expands", "active", "id", "type", "occurred_at", "location_id", "data", "before", "reason", "overlap_s", "secret",
		"keep_waiting", "role", "location", "code", "time_zone", "sample", "schema", "words",
		"resource", "database", "collection", "profile", "fields", "interests", "database_id", "collection_id",
	}
	eachDatabase(t, func(t *testing.T, f *fixture) {
		base := map[string]string{"callbacks": `"kind":"webhook","types":["*"],"destination":{"url":"https://x.example/"}`, "events": `"type":"person_added","data":{}`}
		for call := range f.calls() {
			method, path, _ := strings.Cut(call, " ")
			if method == "GET" || method == "DELETE" || strings.HasSuffix(path, "/end") {
				continue
			}
			for i, member := range members {
				body := `{"` + member + `":` + hostile[(i+len(call))%len(hostile)] + `}`
				if extra := base[path[strings.LastIndexByte(path, '/')+1:]]; extra != "" && !strings.Contains(extra, `"`+member+`"`) {
					body = "{" + extra + "," + body[1:]
				}
				f.survives(method, path, body)
			}
		}
		for _, value := range hostile {
			for _, member := range members {
				object, err := api.ParseObject([]byte(`{"` + member + `":` + value + `}`))
				if err == nil && object.Has(member) {
					f.survives("POST", f.in("/callbacks"), `{"`+member+`":`+value+`,"kind":"webhook"}`)
				}
			}
		}
		for _, segment := range []string{"%00", "%ff", "%F0%9F%98%80", "%27", "..%2f..%2f", strings.Repeat("x", 5000), "a%20b"} {
			for _, path := range []string{"/companies/", "/callbacks/", "/deliveries/", "/locations/", f.in("/events/"), f.in("/events?type="), f.in("/events?location="), f.in("/events?cursor="), "/deliveries?q=", "/deliveries?cursor=", "/companies?q=", "/companies?cursor=", "/statistics?company="} {
				f.survives("GET", path+segment, "")
			}
		}
	})
}

// survives fails the test when a request is answered by a fault of ours.
func (f *fixture) survives(method, path, body string) {
	f.T.Helper()
	if got := f.call(method, path, body); got.Status >= http.StatusInternalServerError {
		f.T.Errorf("%s %.80s with %.300s answers %d %s", method, path, body, got.Status, got.Body)
	}
}
