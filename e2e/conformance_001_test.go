package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestConformance001 asks for what seed 001 says of the callback entity and of
// the event types, in its order.
func TestConformance001(t *testing.T) { conform(t, "001") }

// entity001 is the JSON representation of a callback entity. Callboard writes
// its url without /mobiledb (see mobiledb).
const entity001 = `{ "callback_id":"Hzh39LP3", "event_type":"person_added", "destination":{ "url":"http://destination.url", "method":"POST", "content_type":"application/json" }, "start_date":"2017-01-01T00:00Z", "end_date":"2017-02-01T00:00Z", "url":"/companies/:id/mobiledb/config/callbacks/:callback_id", "created_at":"2017-04-15T14:30Z", "updated_at":"2017-05-18T19:30Z" }`

// mobiledb is the path of the document, under which the program answers too.
func (s *scene) mobiledb(path string) string {
	return "/companies/" + s.company + "/mobiledb/config/" + path
}

var trials001 = []trial{
	{"Callback Entity: the JSON representation", func(s *scene) {
		body := s.with(entity001, "http://destination.url", s.rc.url+"/200/in")
		got := s.key.call("POST", s.mobiledb("callbacks"), body)
		made := want[entity](s.T, got, 201)
		expect := s.entity(made, s.with(entity001, "/mobiledb", ""), "http://destination.url", `,"active":false`)
		s.is(got, 201, expect)
		s.is(s.key.call("GET", s.mobiledb("callbacks/"+made.CallbackID), ""), 200, expect)
	}},
	{"Callback Entity: a CallbackID uniquely identifies the record", func(s *scene) {
		first := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`))
		second := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_updated"`))
		if first.CallbackID == second.CallbackID || len(first.CallbackID) != len("Hzh39LP3") {
			s.Errorf("ids %s and %s", first.CallbackID, second.CallbackID)
		}
		for _, one := range []entity{first, second} {
			if got := want[entity](s.T, s.key.call("GET", one.URL, ""), 200); got.EventType != one.EventType {
				s.Errorf("%s is %+v", one.CallbackID, got)
			}
		}
	}},
	{"Callback Entity: unique for a given event type and active date range", func(s *scene) { s.overlaps("person_updated") }},
	{"Elements: callback_id is written by the server", func(s *scene) {
		if made := s.created(s.mobiledb("callbacks"), s.least(`"callback_id":"Hzh39LP3","event_type":"person_added"`)); made.CallbackID == "Hzh39LP3" {
			s.Error("the given id was taken")
		}
	}},
	{"Elements: event_type is required", func(s *scene) { s.refused(s.least(`"event_type":null`), "event_type must be given") }},
	{"Elements: destination.url is required", func(s *scene) {
		s.refused(`{"event_type":"person_added","destination":{}}`, "destination.url must be given")
		s.refused(`{"event_type":"person_added"}`, "destination.url must be given")
	}},
	{"Elements: destination.method is optional, POST by default", func(s *scene) {
		made := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`))
		if made.Destination.Method != "POST" {
			s.Errorf("method %s", made.Destination.Method)
		}
		s.send("person_added", `{"person":{}}`)
		if got := s.rc.wait("/200/in", 1)[0]; got.method != "POST" {
			s.Errorf("sent with %s", got.method)
		}
	}},
	{"Elements: destination.method to submit the data", func(s *scene) {
		s.created(s.mobiledb("callbacks"), `{"event_type":"person_added","destination":{"url":"`+s.rc.url+`/200/in","method":"PUT"}}`)
		s.send("person_added", `{"person":{}}`)
		if got := s.rc.wait("/200/in", 1)[0]; got.method != "PUT" {
			s.Errorf("sent with %s", got.method)
		}
		s.refused(`{"event_type":"person_updated","destination":{"url":"`+s.rc.url+`/200/in","method":"GET"}}`, "Method must be POST or PUT")
	}},
	{"Elements: destination.content_type is optional, Application/JSON by default", func(s *scene) {
		made := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`))
		s.send("person_added", `{"person":{}}`)
		if got := s.rc.wait("/200/in", 1)[0].header.Get("Content-Type"); got != "application/json" || made.Destination.ContentType != got {
			s.Errorf("content type %s, sent %s", made.Destination.ContentType, got)
		}
	}},
	{"Elements: destination.content_type, valid content types in any case", func(s *scene) {
		for eventType, contentType := range map[string]string{"person_added": "Application/JSON", "person_updated": "text/json"} {
			s.created(s.mobiledb("callbacks"), `{"event_type":"`+eventType+`","destination":{"url":"`+s.rc.url+`/200/`+eventType+`","content_type":"`+contentType+`"}}`)
			s.send(eventType, `{"person":{}}`)
			if got := s.rc.wait("/200/"+eventType, 1)[0].header.Get("Content-Type"); !strings.EqualFold(got, contentType) {
				s.Errorf("sent as %s, want %s", got, contentType)
			}
		}
		s.refused(`{"event_type":"subscription_list_added","destination":{"url":"`+s.rc.url+`/200/in","content_type":"text/xml"}}`,
			"Content type must be application/json or text/json")
	}},
	{"Elements: start_date is optional, Now by default", func(s *scene) {
		s.within(s.minute(s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`)).StartDate), time.Minute)
	}},
	{"Elements: end_date is optional, No end date by default", func(s *scene) {
		if made := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`)); made.EndDate != nil || !made.Active {
			s.Errorf("made %+v", made)
		}
	}},
	{"Elements: url is the unique resource URL", func(s *scene) {
		made := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`))
		if got := want[entity](s.T, s.key.call("GET", made.URL, ""), 200); got.CallbackID != made.CallbackID {
			s.Errorf("%s is %+v", made.URL, got)
		}
	}},
	{"Elements: created_at and updated_at", func(s *scene) {
		made := s.created(s.mobiledb("callbacks"), s.least(`"event_type":"person_added"`))
		s.within(s.minute(made.CreatedAt), time.Minute)
		s.within(s.minute(made.UpdatedAt), time.Minute)
	}},
	{"Subscription Event Types: list_id is required", func(s *scene) {
		for _, eventType := range []string{"subscription_added", "subscription_removed"} {
			s.refused(s.least(`"event_type":"`+eventType+`"`), eventType+".list_id must be given")
			s.refused(s.least(`"event_type":"`+eventType+`","`+eventType+`":{}`), eventType+".list_id must be given")
		}
	}},
	{"Acquisition Campaign Event Types: campaign_id is required", func(s *scene) {
		for _, eventType := range []string{"ack_participant_added", "ack_participant_changed"} {
			s.refused(s.least(`"event_type":"`+eventType+`"`), eventType+".campaign_id must be given")
			s.refused(s.least(`"event_type":"`+eventType+`","`+eventType+`":{}`), eventType+".campaign_id must be given")
		}
	}},
}

// triggers001 are the event types in the order of the document, each with its
// sample of a registration, what is published, and the same for another list
// or campaign.
var triggers001 = []struct{ name, sample, data, other string }{
	{"person_added", "", `{"person":{"person_id":"p1","n":1.50}}`, ""},
	{"person_updated", "", `{"person":{"person_id":"p1"}}`, ""},
	{
		"subscription_added", `{ ... "event_type": "subscription_added", "subscription_added": { "list_id": "l1234" }, ... }`,
		`{"subscription":{"subscription_list":{"id":"l1234"}}}`, `{"subscription":{"subscription_list":{"id":"l5678"}}}`,
	},
	{
		"subscription_removed", `{ ... "event_type": "subscription_removed", "subscription_removed": { "list_id": "l1234" }, ... }`,
		`{"subscription":{"subscription_list":{"id":"l1234"}}}`, `{"subscription":{"subscription_list":{"id":"l5678"}}}`,
	},
	{
		"ack_participant_added", `{ ... "event_type": "ack_participant_added", "ack_participant_added": { "campaign_id": "c1234" }, ... }`,
		`{"participant":{"acquisition_campaign":{"id":"c1234"}}}`, `{"participant":{"acquisition_campaign":{"id":"c5678"}}}`,
	},
	{
		"ack_participant_changed", `{ ... "event_type": "ack_participant_changed", "ack_participant_changed": { "campaign_id": "c1234" }, ... }`,
		`{"participant":{"acquisition_campaign":{"id":"c1234"}}}`, `{"participant":{"acquisition_campaign":{"id":"c5678"}}}`,
	},
	{"subscription_list_added", "", `{"subscription_list":{"id":"l1234"}}`, ""},
	{"subscription_list_updated", "", `{"subscription_list":{"id":"l1234"}}`, ""},
}

// types001 tries each event type: its registration, and what is delivered.
func types001() []trial {
	var trials []trial
	for _, one := range triggers001 {
		if one.sample != "" {
			trials = append(trials, trial{"Event Types: " + one.name + ", the sample", func(s *scene) {
				inner := strings.TrimSuffix(strings.TrimPrefix(one.sample, "{ ... "), ", ... }")
				got := s.key.call("POST", s.mobiledb("callbacks"), s.least(inner))
				want[entity](s.T, got, 201)
				if written := strings.Trim(s.compact("{"+inner+"}"), "{}") + "},"; !strings.Contains(got.body, written) {
					s.Errorf("%s does not hold %s", got.body, written)
				}
			}})
		}
		trials = append(trials, trial{"Event Types: " + one.name + " is triggered", func(s *scene) {
			inner := `"event_type":"` + one.name + `"`
			if one.sample != "" {
				inner = strings.TrimSuffix(strings.TrimPrefix(one.sample, "{ ... "), ", ... }")
			}
			made := s.created(s.mobiledb("callbacks"), s.least(inner))
			if one.other != "" {
				s.send(one.name, one.other)
			}
			for _, another := range triggers001 {
				if another.name != one.name {
					s.send(another.name, another.data)
				}
			}
			id := s.send(one.name, one.data)
			key, value := s.subject(one.data)
			if got := s.returned(made, id, s.with(returned000, "person_added", one.name, `"person"`, key)); got != value {
				s.Errorf("it carries %s, want %s", got, value)
			}
			if got := s.rc.at("/200/in"); len(got) != 1 {
				s.Errorf("%d events came", len(got))
			}
		}})
	}
	return trials
}

// least is a registration of nothing more than these members and a URL.
func (s *scene) least(members string) string {
	return `{` + members + `,"destination":{"url":"` + s.rc.url + `/200/in"}}`
}

// refused fails the trial unless a registration is refused for this reason.
func (s *scene) refused(body, message string) {
	s.Helper()
	s.is(s.key.call("POST", s.mobiledb("callbacks"), body), 400, fmt.Sprintf(`{"errors":[{"message":%q}]}`, message))
}

// send publishes an event and returns its id.
func (s *scene) send(eventType, data string) string {
	s.Helper()
	return s.key.publish(s.company, `{"type":"`+eventType+`","data":`+data+`}`)[0]
}

// subject splits what an event carries: its one key and the value.
func (s *scene) subject(data string) (key, value string) {
	s.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(data), &members); err != nil {
		s.Fatal(err)
	}
	for name, raw := range members {
		key, value = `"`+name+`"`, string(raw)
	}
	return key, value
}
