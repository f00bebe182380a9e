package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestConformance003 asks for what seed 003 says of location postbacks, in its
// order.
func TestConformance003(t *testing.T) { conform(t, "003") }

// The samples of the workflow example.
const (
	config003 = `{
  "postbackconfig": {
    "attempt_interval": 300,
    "basic_auth_username": null,
    "basic_auth_password": null,
    "expands": "",
    "format": "api-default",
    "is_active": "1",
    "location_id": "23948sdnfia1129i9asf92",
    "number_of_attempts": 1,
    "on_create": "1",
    "on_delete": "1",
    "on_update": "1",
    "resource": "contact",
    "url": "https://127.0.0.1/receiver"
  }
}`
	configMade003 = `{
  "postbackconfig": {
    "id": "1028asnfias9f2j9sddf92jrwfskd",
    "location_id": "23948sdnfia1129i9asf92",
    "resource": "contact",
    "on_create": "1",
    "on_update": "1",
    "on_delete": "1",
    "url": "https://127.0.0.1/receiver",
    "is_active": "1",
    "format": "api-default",
    "number_of_attempts": 1,
    "attempt_interval": 300,
    "expands": "",
    "created_ts": 1539268970,
    "modified_ts": 1539268970,
    "_links": {
      "self": {
        "href": "https://api.sandbox.domain.com/v2/postbackconfigs/1028asnfias9f2j9sddf92jrwfskd"
      }
    }
  }
}`
	contact003 = `{
    "contact":{
        "last_name":"Jones",
        "location_id":"23948sdnfia1129i9asf92"
    }
}`
	contactMade003 = `{
    "contact": {
        "id": "123456789012345678901234",
        "location_id": "23948sdnfia1129i9asf92",
        "account_number": null,
        "contact_api_id": null,
        "company_name": null,
        "first_name": null,
        "last_name": "Jones",
        ..., // Other Contact Fields here
    }
}`
	postback003 = `{
    "type":"CREATE",
    "resource":"contact",
    "number_of_attempts":1,
    "data":"{\"id\":\"11e66c8a943ff4b2bf1b2102\",\"location_id\":\"23948sdnfia1129i9asf92\",\"account_number\":null,\"contact_api_id\":null,\"company_name\":null,\"first_name\":null,\"last_name\":\"Lue\",\"email\":null,\"address\":null,\"city\":null,\"state\":null,\"zip\":null,\"home_phone\":null,\"cell_phone\":null,\"office_phone\":null,\"office_ext_phone\":null,\"email_trx_receipt\":false,\"created_ts\":1472325312,\"modified_ts\":1472325312,\"date_of_birth\":null,\"header_message\":null,\"header_message_type_id\":0,\"contact_c1\":null,\"contact_c2\":null,\"contact_c3\":null,\"contact_balance\":null}"
}`
	location003 = "23948sdnfia1129i9asf92"
)

var trials003 = []trial{
	{"Postback Data Format: type can be CREATE, UPDATE, DELETE", func(s *scene) {
		s.postback("/200/in")
		path := "/v2/contacts/" + s.contact("Jones").ID
		s.rc.wait("/200/in", 1)
		want[json.RawMessage](s.T, s.key.call("PUT", path, `{"contact":{"city":"Delft"}}`), 200)
		s.rc.wait("/200/in", 2)
		if got := s.key.call("DELETE", path, ""); got.code != 204 {
			s.Errorf("DELETE answers %d %s", got.code, got.body)
		}
		for i, got := range s.rc.wait("/200/in", 3) {
			if form := s.form(got); form.Get("type") != []string{"CREATE", "UPDATE", "DELETE"}[i] {
				s.Errorf("postback %d is of type %s", i+1, form.Get("type"))
			}
		}
	}},
	{"Postback Data Format: resource is the name of the resource", func(s *scene) {
		for resource, of := range map[string][2]string{
			"contact": {"contacts", `"last_name":"Jones"`}, "transaction": {"transactions", `"transaction_amount":"24.50"`},
			"transactionbatch": {"transactionbatches", `"batch_num":42`}, "accountvault": {"accountvaults", `"account_holder_name":"Lue"`},
		} {
			s.postback("/200/"+resource+"/", `"contact"`, `"`+resource+`"`)
			want[json.RawMessage](s.T, s.key.call("POST", "/v2/"+of[0], `{"`+resource+`":{`+of[1]+`,"location_id":"`+s.location+`"}}`), 201)
			if form := s.form(s.rc.wait("/200/"+resource+"/", 1)[0]); form.Get("resource") != resource {
				s.Errorf("a %s came as %v", resource, form)
			}
		}
	}},
	{"Postback Data Format: number_of_attempts counts the times it was posted", func(s *scene) {
		s.postback("/500,200/in")
		s.contact("Jones")
		failed := s.delivery("failed")
		want[json.RawMessage](s.T, s.key.call("POST", "/api/v1/deliveries/"+failed.ID+"/resend", ""), 200)
		for i, got := range s.rc.wait("/500,200/in", 2) {
			if n := s.form(got).Get("number_of_attempts"); n != fmt.Sprint(i+1) {
				s.Errorf("attempt %d says %s", i+1, n)
			}
		}
	}},
	{"Postback Data Format: data has the properties of the API responses at the time of the event", func(s *scene) {
		s.postback("/200/in")
		path := "/v2/contacts/" + s.contact("Jones").ID
		answers := []string{s.key.call("GET", path, "").body}
		s.rc.wait("/200/in", 1)
		answers = append(answers, s.key.call("PUT", path, `{"contact":{"city":"Delft","contact_balance":"1.50"}}`).body)
		for i, got := range s.rc.wait("/200/in", 2) {
			s.same(`{"contact":`+s.form(got).Get("data")+`}`, answers[i])
		}
	}},
	{"Step 1, Create Postback Config: the sample and its answer", func(s *scene) {
		s.postback("/200/in")
	}},
	{"Step 1, Create Postback Config: basic_auth_username and basic_auth_password sign in", func(s *scene) {
		s.postback("/200/in", `"basic_auth_username": null`, `"basic_auth_username":"pos"`, `"basic_auth_password": null`, `"basic_auth_password":"hunter2"`)
		s.contact("Jones")
		if user, password, _ := s.rc.wait("/200/in", 1)[0].basic(); user != "pos" || password != "hunter2" {
			s.Errorf("signed in as %s with %s", user, password)
		}
	}},
	{"Step 1, Create Postback Config: on_create, on_update, on_delete and is_active", func(s *scene) {
		s.postback("/200/deleted", `"on_create": "1"`, `"on_create": "0"`, `"on_update": "1"`, `"on_update": "0"`)
		s.postback("/200/inactive", `"is_active": "1"`, `"is_active": "0"`)
		path := "/v2/contacts/" + s.contact("Jones").ID
		want[json.RawMessage](s.T, s.key.call("PUT", path, `{"contact":{"city":"Delft"}}`), 200)
		s.key.call("DELETE", path, "")
		if got := s.form(s.rc.wait("/200/deleted", 1)[0]); got.Get("type") != "DELETE" {
			s.Errorf("got %v", got)
		}
		if n := len(s.rc.at("/200/inactive")); n > 0 {
			s.Errorf("an inactive postback got %d requests", n)
		}
	}},
	{"Step 1, Create Postback Config: 422 without a url", func(s *scene) {
		got := s.key.call("POST", "/v2/postbackconfigs", s.with(config003, location003, s.location, "https://127.0.0.1/receiver", ""))
		s.is(got, 422, `{"errors":{"url":["Url cannot be blank."]}}`)
	}},
	{"Step 2, Create Contact: the sample and its answer", func(s *scene) {
		got := s.key.call("POST", "/v2/contacts", s.with(contact003, location003, s.location))
		made := want[map[string]record003](s.T, got, 201)["contact"]
		head, _, _ := strings.Cut(s.with(contactMade003, "123456789012345678901234", made.ID, location003, s.location), ",\n        ...")
		if head = strings.TrimSuffix(s.compact(head+"}}"), "}}"); !strings.HasPrefix(got.body, head+",") {
			s.Errorf("got  %s\nwant %s", got.body, head)
		}
		var sample struct{ Data string }
		if err := json.Unmarshal([]byte(postback003), &sample); err != nil {
			s.Fatal(err)
		}
		for name := range want[map[string]any](s.T, answer{code: 201, body: sample.Data}, 201) {
			if !strings.Contains(got.body, `"`+name+`":`) {
				s.Errorf("other contact fields: no %s", name)
			}
		}
	}},
	{"Step 3, Postback Contact Data: the sample, www-urlencoded", func(s *scene) {
		s.postback("/200/in")
		made := s.contact("Lue")
		got := s.rc.wait("/200/in", 1)[0]
		if got.method != "POST" || got.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			s.Errorf("came as %s %s", got.method, got.header.Get("Content-Type"))
		}
		s.same(s.block(got), s.with(postback003, "11e66c8a943ff4b2bf1b2102", made.ID, location003, s.location,
			`created_ts\":1472325312`, fmt.Sprintf(`created_ts\":%d`, made.Created), `modified_ts\":1472325312`, fmt.Sprintf(`modified_ts\":%d`, made.Modified)))
		s.within(time.Unix(made.Created, 0), time.Second)
	}},
	{"Workflow Steps: a HTTP status of 2xx acknowledges the request", func(s *scene) {
		for _, code := range []string{"200", "204", "299"} {
			s.postback("/" + code + "/in")
		}
		s.contact("Jones")
		until(s.T, "three deliveries are delivered", func() bool { return len(s.deliveries("delivered")) == 3 })
	}},
	{"Workflow Steps: any other status is tried again, number_of_attempts times, attempt_interval apart", func(s *scene) {
		s.postback("/500/again", `"number_of_attempts": 1`, `"number_of_attempts": 2`, `"attempt_interval": 300`, `"attempt_interval": 600`)
		s.contact("Jones")
		waiting := s.delivery("retrying")
		if pause := waiting.Due.Sub(s.rc.at("/500/again")[0].at); waiting.Planned != 2 || pause < 599*time.Second || pause > 600*time.Second+patience {
			s.Errorf("%d attempts, the next after %v", waiting.Planned, pause)
		}
	}},
	{"Workflow Steps: no more than number_of_attempts", func(s *scene) {
		for _, code := range []string{"500", "404", "302"} {
			s.postback("/" + code + "/once")
		}
		s.contact("Jones")
		until(s.T, "three deliveries have failed", func() bool { return len(s.deliveries("failed")) == 3 })
		if n := len(s.rc.at("/200/target")); n > 0 {
			s.Error("a redirect was followed")
		}
	}},
}
