package e2e

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// furniture is what a company has one of: the call that makes it, and under
// which name paths know the part of the answer that is its id. Its bodies are
// what hostile ones start from.
var furniture = []struct{ door, call, body, name, member, header string }{
	{nativeDoor, "POST /api/v1/companies/{company}/locations", `{"name":"Rotterdam Zuid","code":"RTM-01","time_zone":"Europe/Amsterdam","active":true}`, "location", "id", ""},
	{nativeDoor, "POST /api/v1/companies/{company}/event-types", `{"name":"Order.paid","words":"Paid","sample":{"total":1.50},"schema":{"type":"object"}}`, "", "", ""},
	{nativeDoor, "POST /api/v1/companies/{company}/keys", `{"name":"Shop","role":"viewer","location":"LOCATION"}`, "key", "id", ""},
	{
		nativeDoor, "POST /api/v1/companies/{company}/callbacks", `{"kind":"webhook","name":"Shop","types":["person_*"],"owner":{"location":"LOCATION"},` +
			`"destination":{"url":"https://shop.example/in","backup_url":"https://shop.example/2","method":"POST","format":"application/json"},` +
			`"headers":[{"name":"X-Shop","value":"1","secret":true}],"sign_in":{"user":"u","password":"p"},"retry":{"delays_s":[0,60,60,60]},"timeout_s":15,` +
			`"dates":{"start":"2026-01-01T00:00:00.000Z","end":"2126-01-01T00:00:00.000Z"},"condition":"true"}`, nativeDoor + " callback", "id", "",
	},
	{
		nativeDoor, "POST /api/v1/companies/{company}/events",
		`{"id":"e-0","type":"person_added","occurred_at":"2026-01-01T00:00:00Z","location_id":"LOCATION","data":{"person":{"n":1.50}},"before":{"person":{}}}`, "", "", "",
	},
	{nativeDoor, "GET /api/v1/deliveries", "", "delivery", "data.0.id", ""},
	{
		eventDoor, "POST /companies/{company}/config/callbacks", `{"event_type":"subscription_added","subscription_added":{"list_id":"l1"},` +
			`"destination":{"url":"http://some.url","method":"PUT","content_type":"text/json"},"start_date":"2120-01-01T00:00Z","end_date":"2121-01-01"}`,
		eventDoor + " callback", "callback_id", "",
	},
	{
		batchDoor, "POST /rest/api/v1.3/notifications/callbacks", `{"name":"crm","url":"https://crm.example/in","backupUrl":"https://crm.example/2","batchSize":5,` +
			`"authentication":{"type":"B","data":{"userName":"u","password":"p"}}}`, batchDoor + " callback", "name", "",
	},
	{batchDoor, "GET /rest/api/v1.3/notifications/callbacks/{callback}/actions/verify", "", "", "", ""},
	{
		batchDoor, "POST /rest/api/v1.3/notifications/subscriptions", `{"name":"S","callBackName":"crm","eventTypes":["EMAIL_BOUNCED"],` +
			`"filters":[{"eventTypes":["EMAIL_BOUNCED"],"values":[{"campaignNames":["x"]}]}],"status":"ACTIVE"}`, "subscription", "name", "",
	},
	{
		postbackDoor, "POST /v2/postbackconfigs", `{"postbackconfig":{"attempt_interval":300,"basic_auth_username":"u","basic_auth_password":"p","expands":"location","format":"api-default",` +
			`"is_active":"1","location_id":"LOCATION","number_of_attempts":1,"on_create":"1","on_delete":"1","on_update":"1","resource":"contact","url":"https://pos.example/in",` +
			`"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905"}}`, "config", "postbackconfig.id", "",
	},
	{postbackDoor, "POST /v2/contacts", `{"contact":{"last_name":"Jones","location_id":"LOCATION","email_trx_receipt":true,"header_message_type_id":1,"contact_balance":"1.50"}}`, "contacts", "contact.id", ""},
	{postbackDoor, "POST /v2/transactions", `{"transaction":{"transaction_amount":24.50,"location_id":"LOCATION","status_id":1}}`, "transactions", "transaction.id", ""},
	{postbackDoor, "POST /v2/transactionbatches", `{"transactionbatch":{"batch_num":1,"location_id":"LOCATION"}}`, "transactionbatches", "transactionbatch.id", ""},
	{postbackDoor, "POST /v2/accountvaults", `{"accountvault":{"account_holder_name":"Lue","location_id":"LOCATION"}}`, "accountvaults", "accountvault.id", ""},
	{databaseDoor, "POST /database/{database}/callbacks", `{"url":"https://crm.example/in","expression":"true","method":"json","action":"create,update"}`, databaseDoor + " callback", "", "X-Created"},
	{databaseDoor, "POST /database/{database}/profiles", `{"fields":{"city":"Delft","age":34},"interests":["football"]}`, "profile", "", "X-Created"},
	{databaseDoor, "POST /profile/{profile}/subprofiles/{collection}", `{"fields":{"total":24.50}}`, "subprofile", "", "X-Created"},
}

// further are the bodies of calls that make nothing, or change what another
// call made.
var further = map[string]string{
	"POST /companies/{company}/config/callback_events/test": `{"event_type":"subscription_added","subscription":{"subscription_list":{"id":"l1"}}}`,
	"POST /callback/{callback}":                             `{"url":"https://crm.example/in","expression":"true","method":"json","action":"all"}`,
	"PUT /callback/{callback}":                              `{"url":"https://crm.example/in","expression":"true","method":"json","action":"all"}`,
	"PUT /profile/{profile}":                                `{"fields":{"city":"Delft"},"interests":["football"]}`,
	"PUT /subprofile/{subprofile}":                          `{"fields":{"total":1}}`,
}

// hostileValues are JSON that databases, readers or people trip over.
var hostileValues = []string{
	`null`, `""`, `0`, `-1`, `1e999`, `99999999999999999999`, `true`, `[]`, `{}`, `[null]`, `[[{}]]`, `{"id":[1]}`, `"a\u0000b"`, `"\ud800"`, "\"\xff\"", `"😀"`,
	`"` + strings.Repeat("😀", 1100) + `"`, `"` + strings.Repeat("x", 70_000) + `"`, `"'; DROP TABLE callbacks; --"`, `"<script>alert(1)</script>"`,
	`"https://x.test/\r\nX: y"`, `"https://[::1/"`, `"9999-12-31T23:59:59-23:59"`, `"0000-01-01"`, `"*"`, `"while(true){}"`,
}

// hostileBodies are no JSON, or not what a call wants.
var hostileBodies = []string{``, `null`, `[]`, `"x"`, `{"a":`, "\xff\xfe", `{} {}`, `[null]`, strings.Repeat(`{"data":`, 12_000), strings.Repeat("[", 12_000), `<html>`, `a=1&b=%zz`}

// hostileSegments are put in the place of every value of a path and a query.
var hostileSegments = []string{"%00", "%ff", "%F0%9F%98%80", "%27%20OR%201=1", "..%2f..%2f", strings.Repeat("x", 5000), "-1", "99999999999999999999", "%0d%0aX:%20y"}

var parameters = []string{
	"limit", "cursor", "q", "status", "from", "to", "range", "type", "event", "company", "location", "callback", "host", "code", "attempts", "run", "rate", "until",
	"sort", "page", "page_size", "created_ts", "start", "total", "action", "access_token",
}

// TestEveryCallSurvives sends every call of every API what nobody should:
// routes that come later are called as well.
func TestEveryCallSurvives(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f, n := face(t, s), 0
		next := func(list []string) string { n++; return list[n%len(list)] }
		for _, one := range f.calls() {
			method, path := f.path(one.door, one.pattern)
			to := func(path, body string) { f.send(one.door, sent(method, path, "application/json", body)) }
			for range 3 * strings.Count(one.pattern, "{") {
				to(f.strange(one.pattern, next(hostileSegments)), "{}")
			}
			query := url.Values{}
			for _, name := range parameters {
				value, _ := url.PathUnescape(next(hostileSegments))
				query.Set(name, value)
			}
			to(path+"?"+query.Encode(), "")
			if method == http.MethodGet || method == http.MethodDelete || strings.HasSuffix(path, "/end") {
				continue
			}
			for range 4 {
				to(path, next(hostileBodies))
			}
			for _, body := range f.mutants(one.pattern) {
				for range 2 {
					to(path, strings.Replace(body, hole, next(hostileValues), 1))
				}
			}
		}
	})
}

// FuzzEveryCall sends any call of any API anything.
func FuzzEveryCall(f *testing.F) {
	s, err := store.Open(f.Context(), store.Options{Dir: f.TempDir(), Server: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	house := face(f, s)
	calls := house.calls()
	for i, one := range calls {
		f.Add(i, "", "limit=1", "application/json", []byte(house.body(one.pattern)))
	}
	f.Fuzz(func(t *testing.T, n int, segment, query, media string, body []byte) {
		one := calls[uint(n)%uint(len(calls))]
		method, path := house.path(one.door, one.pattern)
		if segment != "" {
			path = house.strange(one.pattern, url.PathEscape(segment))
		}
		r := sent(method, path, media, string(body))
		r.URL.RawQuery = query
		mine := *house
		mine.tb = t
		mine.send(one.door, r)
	})
}

// sent is a request with a body of a media type.
func sent(method, path, media, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", media)
	return r
}

// call is one call of an API.
type call struct {
	door    web.Site
	pattern string
}

// calls lists what can be called, aliases aside, and last what takes away.
func (f *front) calls() []call {
	var calls, last []call
	for _, door := range f.doors {
		for _, route := range door.Routes {
			switch one := (call{door, route.Pattern}); {
			case f.alias(route.Pattern):
			case strings.HasPrefix(route.Pattern, "DELETE "), strings.HasSuffix(route.Pattern, "/end"):
				last = append(last, one)
			default:
				calls = append(calls, one)
			}
		}
	}
	return append(calls, last...)
}

// alias says whether a pattern leads where another one does.
func (f *front) alias(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	return strings.HasSuffix(path, "/{$}") || strings.Contains(path, "/mobiledb/") || strings.HasPrefix(path, "/v1/") ||
		strings.HasPrefix(path, "/databases/") || strings.HasPrefix(path, "/collections/") || strings.HasPrefix(path, "/callbacks/") ||
		strings.HasPrefix(path, "/profiles/") || strings.HasPrefix(path, "/subprofiles/")
}

// strange fills every value of a pattern but the company's with a segment.
func (f *front) strange(pattern, segment string) string {
	_, path, _ := strings.Cut(pattern, " ")
	return pathValue.ReplaceAllStringFunc(path, func(name string) string {
		if name == "{company}" && strings.Count(path, "{") > 1 {
			return f.ids["company"]
		}
		return segment
	})
}

// body is a body that a call takes: what made the thing, or what the OpenAPI
// document says of the members.
func (f *front) body(pattern string) string {
	if body := further[pattern]; body != "" {
		return body
	}
	_, path, _ := strings.Cut(pattern, " ")
	for _, one := range furniture {
		_, made, _ := strings.Cut(one.call, " ")
		if one.call == pattern || path[:strings.LastIndexByte(path, '/')] == made && !strings.HasPrefix(pattern, "DELETE") {
			return f.fill(one.body)
		}
	}
	return f.described(pattern)
}

// described is a body with the members that the OpenAPI document names.
func (f *front) described(pattern string) string {
	document := native.API{}.Document()
	for _, path := range document.Paths {
		for _, method := range path.Value {
			if strings.ToUpper(method.Name)+" "+native.BasePath+path.Name != pattern {
				continue
			}
			schema, ok := document.Components.Schemas.Get(method.Value.Request().Name())
			if !ok {
				continue
			}
			members := map[string]any{}
			for _, property := range schema.Properties {
				members[property.Name] = nil // as good as not given
			}
			text, err := json.Marshal(members)
			f.must(err)
			return string(text)
		}
	}
	return `{}`
}

// hole stands in mutants for the hostile value.
const hole = `"@hole@"`

// mutants are the bodies of a call with a hole in the place of each member in
// turn.
func (f *front) mutants(pattern string) []string {
	body := f.body(pattern)
	var value any
	if json.Unmarshal([]byte(body), &value) != nil {
		return nil
	}
	var all []string
	dig(&value, func() {
		var text bytes.Buffer
		f.must(json.NewEncoder(&text).Encode(value))
		all = append(all, text.String())
	})
	return all
}

// dig makes a hole in the place of a value, then of each that it holds.
func dig(at *any, found func()) {
	was := *at
	*at = strings.Trim(hole, `"`)
	found()
	*at = was
	switch here := was.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(here)) {
			inner := here[name]
			dig(&inner, func() { was := here[name]; here[name] = inner; found(); here[name] = was })
		}
	case []any:
		for i := range here {
			dig(&here[i], found)
		}
	}
}
