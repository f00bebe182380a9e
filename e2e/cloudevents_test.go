package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	cloudevent "github.com/cloudevents/sdk-go/v2/event"
	cloudhttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// parsed has an independent parser read a request as a CloudEvents event, by
// its headers and body, and fails the test unless it finds it valid.
func (s *scene) parsed(got request) cloudevent.Event {
	s.Helper()
	sent, err := http.NewRequest(got.method, s.rc.url+got.path, strings.NewReader(got.body))
	if err != nil {
		s.Fatal(err)
	}
	sent.Header = got.header
	event, err := cloudhttp.NewEventFromHTTPRequest(sent)
	if err != nil {
		s.Fatalf("%v: %s", err, got.body)
	}
	if err := event.Validate(); err != nil {
		s.Errorf("%v: %s", err, got.body)
	}
	id := got.header.Get("webhook-id")
	sameID := event.ID() == id || strings.ContainsAny(event.ID(), ".'") && strings.HasPrefix(id, "evt_")
	if event.SpecVersion() != "1.0" || event.Source() != "/companies/"+s.company || !sameID {
		s.Errorf("%s of %s, version %s, as %s", event.ID(), event.Source(), event.SpecVersion(), id)
	}
	if event.DataContentType() != "application/json" || event.Time().IsZero() || len(event.Extensions()) > 0 {
		s.Errorf("it carries %s of %v, with %v", event.DataContentType(), event.Time(), event.Extensions())
	}
	return *event
}

// oddData is what a parser may trip over.
var oddData = []string{
	`{}`, `{"a":null}`, `{"a":[[],{},[null]]}`, `{"n":12345678901234567890123,"m":1.50,"e":-1E+400}`, `{"n":1,"n":2}`,
	`{"specversion":"0.3","id":"","data":{"data":1},"data_base64":"AA=="}`, `{"é\u0000\ud83d\ude00":"\"\\\/\b\f\n\r\t"}`, `{"":" <&> "}`,
	`{ "blanks" : [ 1 , 2 ] }`, `{"deep":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, `{"long":"` + strings.Repeat("x", 200_000) + `"}`,
}

func TestCloudEventsForAnotherParser(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		s := stage(t, p, p.verb("key", "add", "-role", "admin", "Conformance"))
		register := func(path, types string) registered {
			return s.key.register(s.company, fmt.Sprintf(`{"kind":"webhook","types":[%q],"destination":{"url":"%s%s","format":"application/cloudevents+json"}}`, types, s.rc.url, path))
		}

		register("/200/records", "contact.*")
		contact := s.contact("Jones")
		made := s.parsed(s.rc.wait("/200/records", 1)[0])
		if made.Type() != "contact.created" || made.Subject() != contact.ID || !strings.Contains(string(made.Data()), `"last_name":"Jones"`) {
			t.Errorf("a record came as %s", made)
		}

		want[struct{}](t, s.key.call("POST", "/api/v1/companies/"+s.company+"/event-types", `{"name":"Order.paid_2"}`), 201)
		own := register("/200/own", "Order.*")
		at := time.Date(2026, 11, 22, 9, 0, 0, 123e6, time.UTC)
		s.key.publish(s.company, `{"id":"urn:x:'\"<1>","type":"Order.paid_2","occurred_at":"2026-11-22T10:00:00.123+01:00","data":{"total":24.50}}`)
		paid := s.parsed(s.rc.wait("/200/own", 1)[0])
		if paid.Type() != "Order.paid_2" || paid.ID() != `urn:x:'"<1>` || paid.Subject() != "" || !paid.Time().Equal(at) || string(paid.Data()) != `{"total":24.50}` {
			t.Errorf("an event of an own type came as %s", paid)
		}

		want[struct{}](t, s.key.call("POST", "/api/v1/callbacks/"+own.ID+"/test", ""), 202)
		test := s.rc.wait("/200/own", 2)[1]
		if s.parsed(test); test.header.Get("X-Test-Event") != "true" {
			t.Errorf("no mark of a test: %v", test.header)
		}

		register("/200/odd", "EMAIL_FAILED")
		for i, data := range oddData {
			s.key.publish(s.company, fmt.Sprintf(`{"id":"odd-%d","type":"EMAIL_FAILED","data":%s}`, i, data))
		}
		for _, got := range s.rc.wait("/200/odd", len(oddData)) {
			event := s.parsed(got)
			var i int
			if _, err := fmt.Sscanf(event.ID(), "odd-%d", &i); err != nil || string(event.Data()) != oddData[i] {
				t.Errorf("%s carries %.300s, not %.300s", event.ID(), event.Data(), oddData[i])
			}
		}
	})
}

// A receiver that refuses CloudEvents may want the handshake: the log says so, and a
// check asks.
func TestHandshakeOfCloudEvents(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		s := stage(t, p, p.verb("key", "add", "-role", "admin", "Conformance"))
		made := s.key.register(s.company, fmt.Sprintf(`{"kind":"webhook","types":["EMAIL_FAILED"],"destination":{"url":"%s/405/strict","format":"application/cloudevents+json"}}`, s.rc.url))
		if got := s.rc.at("/405/strict"); len(got) != 0 {
			t.Errorf("saving made %d requests", len(got))
		}
		s.key.publish(s.company, `{"type":"EMAIL_FAILED","data":{}}`)
		if got := s.rc.wait("/405/strict", 1)[0].header.Get("Content-Type"); got != "application/cloudevents+json; charset=utf-8" {
			t.Errorf("sent as %q", got)
		}
		const hint = "It may want the handshake of CloudEvents first: Check the URL does it."
		until(t, "the log mentions the handshake", func() bool {
			rows := want[struct{ Data []struct{ ID string } }](t, s.key.call("GET", "/api/v1/deliveries?company="+s.company, ""), 200).Data
			return len(rows) == 1 && strings.Contains(s.key.call("GET", "/api/v1/deliveries/"+rows[0].ID, "").body, hint)
		})
		sent := len(s.rc.at("/405/strict"))
		checked := s.key.call("POST", "/api/v1/callbacks/"+made.ID+"/verify", "")
		if !strings.Contains(checked.body, `"handshake":{"allowed":false,"code":405,"text":"The receiver does not know the handshake (405).`) {
			t.Errorf("checked: %s", checked.body)
		}
		asked := slices.ContainsFunc(s.rc.at("/405/strict")[sent:], func(r request) bool {
			return r.method == http.MethodOptions && r.header.Get("WebHook-Request-Origin") == "callboard" && r.body == ""
		})
		if !asked {
			t.Error("no handshake arrived")
		}
	})
}
