package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestConformance002 asks for what seed 002 says of the creation of batch
// callbacks, in its order.
func TestConformance002(t *testing.T) { conform(t, "002") }

const notifications = "/rest/api/v1.3/notifications"

// The samples of a request, of its answer, and of the errors: they differ in
// their detail alone, but for the last one.
const (
	request002 = `{
  "name": "<callback_name>",
  "url": "<callback_url>",
  "backupUrl ": "<backupCallbackUrl>",
  "batchSize": <batch_size>,
  "authentication": {
    "type": "B",
    "data": {
      "userName": "<username>",
      "password": "<password>"
    }
  }
}`
	success002 = `{
  "name": "<callback_name>",
  "url": "<callback_url>",
  "backupUrl ": "<backupCallbackUrl>",
  "batchSize": 1,
  "links": [
    {
      "rel": "self",
      "href": "<callback_url>",
      "method": "PUT"
    },
    {
      "rel": "getCallBack",
      "href": "<callback_url>",
      "method": "GET"
    },
    {
      "rel": "deleteCallBack",
      "href": "<callback_url>",
      "method": "DELETE"
    }
  ]
}`
	failure002 = `{
  "type": "",
  "title": "Invalid request parameters",
  "errorCode": "INVALID_PARAMETER",
  "detail": "Callback with name [<callback_name>] already exists",
  "errorDetails": []
}`
	fieldFailure002 = `{
  "type": "",
  "title": "Invalid field name",
  "errorCode": "INVALID_FIELD_NAME",
  "detail": "The following field names [invalid_field_names_list] are invalid",
  "errorDetails": []
}`
)

var trials002 = []trial{
	{"Request Header: Authorization, Content-Type", func(s *scene) {
		request, err := http.NewRequest("POST", s.p.url+notifications+"/callbacks", strings.NewReader(s.request002()))
		if err != nil {
			s.Fatal(err)
		}
		request.Header = http.Header{"Authorization": {s.key.key}, "Content-Type": {"application/json"}}
		if got := ask(s.T, request); got.code != 200 {
			s.Errorf("%d %s", got.code, got.body)
		}
	}},
	{"it must be verified before it can be used in an event subscription", func(s *scene) {
		s.batches(s.request002())
		const subscription = `{"name":"S","callBackName":"crm","eventTypes":["EMAIL_BOUNCED"]}`
		s.is(s.key.call("POST", notifications+"/subscriptions", subscription), 400,
			s.with(failure002, "Callback with name [<callback_name>] already exists", "Callback [crm] is not verified"))
		s.is(s.key.call("GET", notifications+"/callbacks/crm?action=verify", ""), 200, `{"status":"Successfully verified [crm]"}`)
		want[json.RawMessage](s.T, s.key.call("POST", notifications+"/subscriptions", subscription), 200)
	}},
	{"batchSize: the maximum number of events sent in a callback", func(s *scene) {
		s.batches(s.request002(`"batchSize": 1`, `"batchSize": 2`))
		s.is(s.key.call("GET", notifications+"/callbacks/crm?action=verify", ""), 200, `{"status":"Successfully verified [crm]"}`)
		want[json.RawMessage](s.T, s.key.call("POST", notifications+"/subscriptions", `{"name":"S","callBackName":"crm","eventTypes":["EMAIL_BOUNCED"]}`), 200)
		const event = `{"type":"EMAIL_BOUNCED","data":{"riid":1.0}}`
		s.key.publish(s.company, "["+event+","+event+","+event+","+event+"]")
		const sent = `{"riid":1.0,"failureType":"EMAIL_BOUNCED"}`
		for _, got := range s.rc.wait("/200/in", 4)[2:] { // two were tries of the URL
			s.same(got.body, "["+sent+","+sent+"]")
		}
	}},
	{"batchSize: maximum 200", func(s *scene) { s.batches(s.request002(`"batchSize": 1`, `"batchSize": 200`)) }},
	{"authentication: userName and password authenticate to the callback url", func(s *scene) {
		s.batches(s.request002())
		tried := s.rc.wait("/200/in", 1)[0]
		if user, password, _ := tried.basic(); user != "<username>" || password != "<password>" || tried.method != "POST" {
			s.Errorf("tried as %q with %q", user, password)
		}
	}},
	{"authentication: refused by the callback url", func(s *scene) {
		s.fails(s.request002("/200/in", "/403/in"), "Could not connect to callback url [<callback_url>]", "<callback_url>", s.rc.url+"/403/in")
	}},
	{"backupUrl is optional", func(s *scene) {
		s.batches(s.request002(`"backupUrl ": "`+s.rc.url+`/200/backup",`, ""))
	}},
	{"backupUrl can be on the same domain", func(s *scene) { s.batches(s.request002()) }},
	{"backupUrl cannot be the exact location", func(s *scene) {
		s.fails(s.request002("/200/backup", "/200/in"), "Backup callback url cannot be same as callback url")
	}},
	{"Sample Request Body, Sample Response Body - Success", func(s *scene) {
		path := notifications + "/callbacks/crm"
		s.is(s.batches(s.request002()), 200, s.with(success002,
			`"href": "<callback_url>"`, `"href":"`+path+`"`, "<callback_name>", "crm", "<callback_url>", s.rc.url+"/200/in",
			`"backupUrl "`, `"backupUrl"`, "<backupCallbackUrl>", s.rc.url+"/200/backup"))
	}},
	{"Callback already exists", func(s *scene) {
		s.batches(s.request002())
		s.is(s.key.call("POST", notifications+"/callbacks", s.request002("/200/in", "/200/other")), 400, s.with(failure002, "<callback_name>", "crm"))
	}},
	{"Invalid callback URL", func(s *scene) {
		url := refusing(s.T)
		s.fails(s.request002(s.rc.url+"/200/in", url), "Could not connect to callback url [<callback_url> ]", "<callback_url> ", url)
	}},
	{"URL already exists", func(s *scene) {
		s.batches(s.request002())
		s.fails(s.request002("crm", "other"), "Callback url <callback_url> ] already exists", "<callback_url> ", "["+s.rc.url+"/200/in")
	}},
	{"Invalid credentials", func(s *scene) {
		s.fails(s.request002("/200/in", "/401/in"), "Could not connect to callback url [<callback_url>]", "<callback_url>", s.rc.url+"/401/in")
	}},
	{"Invalid authentication", func(s *scene) {
		s.fails(s.request002(`"type": "B"`, `"type": "S"`), "Only Basic Authentication is supported currently and value should be 'B' ")
	}},
	{"Empty batch size", func(s *scene) {
		s.fails(s.request002(`"batchSize": 1`, `"batchSize": -1`), "Batch Size cannot be less than 0")
		s.fails(s.request002(`"batchSize": 1`, `"batchSize": null`), "Batch Size cannot be less than 0")
		s.fails(s.request002(`"batchSize": 1,`, ""), "Batch Size cannot be less than 0")
	}},
	{"batchSize must be positive integer", func(s *scene) {
		s.fails(s.request002(`"batchSize": 1`, `"batchSize": 0`), "Batch Size must be a positive integer")
		s.fails(s.request002(`"batchSize": 1`, `"batchSize": 1.5`), "Batch Size must be a positive integer")
	}},
	{"batchSize beyond the maximum of 200", func(s *scene) {
		s.fails(s.request002(`"batchSize": 1`, `"batchSize": 201`), "Batch Size cannot be greater than 200")
	}},
	{"Empty callback name", func(s *scene) {
		s.fails(s.request002(`"crm"`, "null"), "callback name cannot be empty or null")
		s.fails(s.request002(`"crm"`, `""`), "callback name cannot be empty or null")
	}},
	{"Empty URL", func(s *scene) {
		s.fails(s.request002(`"`+s.rc.url+`/200/in"`, "null"), "callback url cannot be empty or null")
		s.fails(s.request002(s.rc.url+"/200/in", ""), "callback url cannot be empty or null")
	}},
	{"Empty authentication", func(s *scene) {
		const authentication = `"authentication": {
    "type": "B",
    "data": {
      "userName": "<username>",
      "password": "<password>"
    }
  }`
		for now, names := range map[string]string{`"a":0`: "authentication", `"authentication":{}`: "authentication.type"} {
			s.is(s.key.call("POST", notifications+"/callbacks", s.request002(authentication, now)), 400, s.with(fieldFailure002, "invalid_field_names_list", names))
		}
	}},
}

// request002 is the sample of a request with the test's own in place, and then
// changed in pairs.
func (s *scene) request002(changes ...string) string {
	s.Helper()
	own := s.with(request002, "<callback_name>", "crm", "<callback_url>", s.rc.url+"/200/in",
		"<backupCallbackUrl>", s.rc.url+"/200/backup", "<batch_size>", "1")
	return s.with(own, changes...)
}

// batches registers a batch callback.
func (s *scene) batches(body string) answer {
	s.Helper()
	got := s.key.call("POST", notifications+"/callbacks", body)
	want[json.RawMessage](s.T, got, 200)
	return got
}

// fails tries to register a batch callback and compares the failure with its
// sample: the detail as the document shows it, changed in pairs.
func (s *scene) fails(body, detail string, own ...string) {
	s.Helper()
	s.is(s.key.call("POST", notifications+"/callbacks", body), 400,
		s.with(failure002, "Callback with name [<callback_name>] already exists", s.with(detail, own...)))
}
