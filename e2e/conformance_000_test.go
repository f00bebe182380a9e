package e2e

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestConformance000 asks for what seed 000 says of company callbacks, in its
// order.
func TestConformance000(t *testing.T) { conform(t, "000") }

// list000 is the sample of "List Callback".
const list000 = `[
   {
      "callback_id":"AB3423",
      "event_type":"person_added",
      "destination":{
         "url":"http://some.url",
         "method":"POST",
         "content_type":"application/json"
      },
      "start_date":"2010-01-01T00:00Z",
      "end_date":"2020-01-01T00:00Z",
      "url":"/companies/:id/config/callbacks/:callback_id",
      "created_at":"2012-04-05T14:30Z",
      "updated_at":"2012-05-08T19:30Z"
   }
]`

// The test events, their answer, their error and what the endpoint receives.
const (
	person000 = `{
  "event_type": "person_added"
}`
	subscription000 = `{
   "event_type":"subscription_added",
   "subscription":{
      "subscription_list":{
         "id":"my_list"
      }
   }
}`
	participant000 = `{
   "event_type":"ack_participant_added",
   "participant":{
      "acquisition_campaign":{
         "id":"my_campaign"
      }
   }
}`
	created000 = `{
   "message":"Created event for event_type 'person_added'",
   "event_id":"AB234SDFD234"
}`
	none000 = `{
   "errors":[
      {
         "message":"Could not find a callback registration for event type 'person_added'"
      }
   ]
}`
	returned000 = `{
   "event_id":"AB234SDFD234",
   "callback_id":"C1234",
   "event_type":"person_added",
   "event_date":"2013-08-01T15:42:23Z",
   "delivery_attempt":"1",
   "person":...
}`
	notFound000 = `{"errors":[{"message":"Not found"}]}`
)

// entity000 is the callback entity within the sample of a list.
func entity000() string { return strings.Trim(list000, "[]\n ") }

var trials000 = []trial{
	{"Get a Callback: a Callback entity", func(s *scene) {
		made := s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/in"))
		s.is(s.key.call("GET", s.config("callbacks/"+made.CallbackID), ""), 200, s.entity(made, entity000(), "http://some.url", `,"active":false`))
	}},
	{"Get a Callback: 404 Not Found", func(s *scene) {
		s.is(s.key.call("GET", s.config("callbacks/AB3423"), ""), 404, notFound000)
	}},
	{"List Callback: an Array of Callback elements", func(s *scene) {
		// The sample's range is over: what is listed must end later.
		still := s.with(list000, "2020-01-01T00:00Z", "2120-01-01T00:00Z")
		made := s.created(s.config("callbacks/"), s.with(strings.Trim(still, "[]\n "), "http://some.url", s.rc.url+"/200/in"))
		s.is(s.key.call("GET", s.config("callbacks"), ""), 200, s.entity(made, still, "http://some.url", `,"active":true`))
	}},
	{"List Callback: active and future callbacks", func(s *scene) {
		s.is(s.key.call("GET", s.config("callbacks"), ""), 200, "[]")
		of := func(eventType, dates string) string {
			return s.created(s.config("callbacks/"), `{"event_type":"`+eventType+`","destination":{"url":"`+s.rc.url+`/200/in"}`+dates+`}`).CallbackID
		}
		of("person_added", `,"start_date":"2010-01-01","end_date":"2020-01-01"`) // over
		expect := []string{of("person_updated", ""), of("subscription_list_added", `,"start_date":"2120-01-01"`)}
		listed := want[[]entity](s.T, s.key.call("GET", s.config("callbacks"), ""), 200)
		if len(listed) != 2 || listed[0].CallbackID != expect[0] || listed[1].CallbackID != expect[1] {
			s.Errorf("listed %+v, want %v", listed, expect)
		}
	}},
	{"Create a Callback: 201 Created, a Callback entity", func(s *scene) {
		got := s.key.call("POST", s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/in"))
		s.is(got, 201, s.entity(want[entity](s.T, got, 201), entity000(), "http://some.url", `,"active":false`))
	}},
	{"Create a Callback: callback_id, created_at, updated_at and URL are ignored", func(s *scene) {
		made := s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/in"))
		if made.CallbackID == "AB3423" || made.URL != s.config("callbacks/"+made.CallbackID) {
			s.Errorf("made %+v", made)
		}
		s.within(s.minute(made.CreatedAt), time.Minute)
		s.within(s.minute(made.UpdatedAt), time.Minute)
	}},
	{"Create a Callback: destination_method, content_type, start_date and end_date are optional", func(s *scene) {
		made := s.created(s.config("callbacks/"), `{"event_type":"person_added","destination":{"url":"`+s.rc.url+`/200/in"}}`)
		if made.Destination.Method != "POST" || made.Destination.ContentType != "application/json" || made.EndDate != nil || !made.Active {
			s.Errorf("made %+v", made)
		}
		s.within(s.minute(made.StartDate), time.Minute)
	}},
	{"Create a Callback: no shared event type with overlapping active date ranges", func(s *scene) {
		s.overlaps("person_added")
	}},
	{"Delete a Callback: 200 OK, the end date is now and the callback inactive", func(s *scene) {
		made := s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/in", "2020-01-01T00:00Z", "2120-01-01T00:00Z"))
		got := s.key.call("DELETE", s.config("callbacks/"+made.CallbackID), "")
		ended := want[entity](s.T, got, 200)
		if ended.EndDate == nil || ended.Active {
			s.Fatalf("ended %s", got.body)
		}
		s.within(s.minute(*ended.EndDate), time.Minute)
		s.is(got, 200, s.entity(ended, s.with(entity000(), "2020-01-01T00:00Z", *ended.EndDate), "http://some.url", `,"active":false`))
		s.is(s.key.call("GET", s.config("callbacks/"+made.CallbackID), ""), 200, got.body)
		s.is(s.key.call("GET", s.config("callbacks"), ""), 200, "[]")
	}},
	{"Delete a Callback: a start date in the future becomes now", func(s *scene) {
		made := s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/in", "2010", "2110", "2020", "2120"))
		ended := want[entity](s.T, s.key.call("DELETE", s.config("callbacks/"+made.CallbackID), ""), 200)
		if ended.EndDate == nil || *ended.EndDate != ended.StartDate || ended.Active {
			s.Errorf("ended %+v", ended)
		}
		s.within(s.minute(ended.StartDate), time.Minute)
	}},
	{"Delete a Callback: 404 Not Found", func(s *scene) {
		s.is(s.key.call("DELETE", s.config("callbacks/AB3423"), ""), 404, notFound000)
	}},
	{"Create a Test Callback Event: person_added, 201 Created", func(s *scene) {
		s.created(s.config("callbacks/"), `{"event_type":"person_added","destination":{"url":"`+s.rc.url+`/200/in"}}`)
		got := s.key.call("POST", s.config("callback_events/test"), person000)
		sent := want[testEvent](s.T, got, 201)
		s.is(got, 201, s.with(created000, "AB234SDFD234", sent.EventID))
		if !regexp.MustCompile(`^[0-9A-Z]{12}$`).MatchString(sent.EventID) {
			s.Errorf("event_id %q", sent.EventID)
		}
		s.rc.wait("/200/in", 1)
	}},
	{"Create a Test Callback Event: subscription_added", func(s *scene) {
		s.tested(subscription000, `"subscription_added":{"list_id":"my_list"}`, "subscription", "subscription_list", "my_list")
	}},
	{"Create a Test Callback Event: ack_participant_added", func(s *scene) {
		s.tested(participant000, `"ack_participant_added":{"campaign_id":"my_campaign"}`, "participant", "acquisition_campaign", "my_campaign")
	}},
	{"Create a Test Callback Event: 404 Not Found", func(s *scene) {
		s.is(s.key.call("POST", s.config("callback_events/test"), person000), 404, none000)
	}},
	{"Create a Test Callback Event: 404 while no callback is active", func(s *scene) {
		s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/over"))
		s.created(s.config("callbacks/"), s.with(entity000(), "http://some.url", s.rc.url+"/200/future", "2010", "2110", "2020", "2120"))
		s.is(s.key.call("POST", s.config("callback_events/test"), person000), 404, none000)
	}},
	{"Returned Callback: the event with a Person entity", func(s *scene) {
		made := s.created(s.config("callbacks/"), `{"event_type":"person_added","destination":{"url":"`+s.rc.url+`/200/in"}}`)
		sent := want[testEvent](s.T, s.key.call("POST", s.config("callback_events/test"), person000), 201)
		got := s.returned(made, sent.EventID, returned000)
		var person map[string]any
		if json.Unmarshal([]byte(got), &person) != nil || len(person) == 0 {
			s.Errorf("the person is %s", got)
		}
	}},
	{"Returned Callback: person as given with the test event", func(s *scene) {
		made := s.created(s.config("callbacks/"), `{"event_type":"person_added","destination":{"url":"`+s.rc.url+`/200/in"}}`)
		const ines = `{"first_name":"Ines","n":1.50}`
		sent := want[testEvent](s.T, s.key.call("POST", s.config("callback_events/test"), s.with(person000, `"person_added"`, `"person_added","person":`+ines)), 201)
		if got := s.returned(made, sent.EventID, returned000); got != ines {
			s.Errorf("the person is %s", got)
		}
	}},
}
