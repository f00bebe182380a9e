package event_test

import (
	"context"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/store/storetest"
)

func sample(t *testing.T, name string) string {
	t.Helper()
	eventType, ok := models.EventTypeNamed(name)
	if !ok {
		t.Fatalf("no type %s", name)
	}
	return string(eventType.Sample)
}

func TestTestEvent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body, eventType, filter string
		data                    func(t *testing.T) string
	}{
		"seed 000, person": {
			"{\n  \"event_type\": \"person_added\"\n}", "person_added", "",
			func(t *testing.T) string { return sample(t, "person_added") },
		},
		"seed 000, subscription": {
			`{
   "event_type":"subscription_added",
   "subscription":{
      "subscription_list":{
         "id":"my_list"
      }
   }
}`, "subscription_added", "my_list",
			func(t *testing.T) string {
				return strings.Replace(sample(t, "subscription_added"), "l1234", "my_list", 1)
			},
		},
		"seed 000, participant": {
			`{
   "event_type":"ack_participant_added",
   "participant":{
      "acquisition_campaign":{
         "id":"my_campaign"
      }
   }
}`, "ack_participant_added", "my_campaign",
			func(t *testing.T) string {
				return strings.Replace(sample(t, "ack_participant_added"), "c1234", "my_campaign", 1)
			},
		},
		"own values": {
			`{"event_type":"person_updated","person": {"z":1.50, "a":12345678901234567890,"name":"Zoë <b>"}, "extra":1}`, "person_updated", "",
			func(*testing.T) string {
				return `{"person":{"z":1.50, "a":12345678901234567890,"name":"Zoë <b>"}}`
			},
		},
		"own values with a list": {
			`{"event_type":"subscription_removed","subscription":{"subscription_list":{"id":77,"name":"x"}}}`, "subscription_removed", "77",
			func(*testing.T) string { return `{"subscription":{"subscription_list":{"id":77,"name":"x"}}}` },
		},
		"no values": {
			`{"event_type":"person_added","person":{}}`, "person_added", "",
			func(*testing.T) string { return `{"person":{}}` },
		},
		"null is no value": {
			`{"event_type":"subscription_list_added","subscription_list":null}`, "subscription_list_added", "",
			func(t *testing.T) string { return sample(t, "subscription_list_added") },
		},
		"a change of a record": {
			`{"event_type":"contact.updated","contact":{"last_name":"Jones"}}`, "contact.updated", "",
			func(*testing.T) string { return `{"last_name":"Jones"}` },
		},
		"a notification": {
			`{"event_type":"EMAIL_BOUNCED"}`, "EMAIL_BOUNCED", "Summer Promotions",
			func(t *testing.T) string { return sample(t, "EMAIL_BOUNCED") },
		},
		"a notification with values": {
			`{"event_type":"EMAIL_BOUNCED","data":{"riid":1.0,"campaignName":"Spring"}}`, "EMAIL_BOUNCED", "Spring",
			func(*testing.T) string { return `{"riid":1.0,"campaignName":"Spring"}` },
		},
		"a type of the company's own": {
			`{"event_type":"order.paid"}`, "order.paid", "",
			func(*testing.T) string { return `{"total":24.50}` },
		},
		"a type of the company's own, with values": {
			`{"event_type":"order.paid","data":{"total": 1.50}}`, "order.paid", "",
			func(*testing.T) string { return `{"total": 1.50}` },
		},
		"a type of the company's own, without a sample": {
			`{"event_type":"order.lost"}`, "order.lost", "",
			func(*testing.T) string { return `{}` },
		},
	}
	f := newFixture(t)
	f.own("order.paid", `{"total":24.50}`)
	f.own("order.lost", "")
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.Publisher.Events = nil
			got := f.call("POST", "callback_events/test", tt.body)
			if len(f.Publisher.Events) != 1 || len(f.Publisher.Changes) > 0 {
				t.Fatalf("published %v with %v: %d %s", f.Publisher.Events, f.Publisher.Changes, got.Status, got.Body)
			}
			e := f.Publisher.Events[0]
			got.Want(t, 201, `{"message":"Created event for event_type '`+tt.eventType+`'","event_id":"`+e.PublicID+`"}`)
			if e.Type != tt.eventType || e.FilterValue != tt.filter || !e.Test || e.CompanyID != f.Company.ID || e.LocationID != 0 ||
				e.OccurredAt != models.At(apitest.Now) || e.Source != "key Front desk" {
				t.Errorf("published %+v", e)
			}
			if got, want := string(e.Data), tt.data(t); got != want {
				t.Errorf("carries %s\nwant    %s", got, want)
			}
		})
	}
	got := f.Call("POST", "/companies/"+f.Company.PublicID+"/mobiledb/config/callback_events/test/", `{"event_type":"person_added"}`)
	last := f.Publisher.Events[len(f.Publisher.Events)-1]
	got.Want(t, 201, `{"message":"Created event for event_type 'person_added'","event_id":"`+last.PublicID+`"}`)
}

func TestRefuseTestEvent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, shows string }{
		"no type":            {`{}`, "event_type must be given"},
		"type of a number":   {`{"event_type":3}`, "event_type must be a string"},
		"no list":            {`{"event_type":"subscription_added"}`, "subscription.subscription_list.id must be given"},
		"a list without id":  {`{"event_type":"subscription_added","subscription":{"subscription_list":{"id":""}}}`, "subscription.subscription_list.id must be given"},
		"an id of an object": {`{"event_type":"subscription_added","subscription":{"subscription_list":{"id":{}}}}`, "subscription.subscription_list.id must be given"},
		"no campaign":        {`{"event_type":"ack_participant_changed","participant":{"x":1}}`, "participant.acquisition_campaign.id must be given"},
		"subject no object":  {`{"event_type":"person_added","person":"Jo"}`, "person must be an object"},
		"a name twice":       {`{"event_type":"person_added","person":{"a":1,"a":2}}`, "person must not have two members of one name"},
		"data no object":     {`{"event_type":"EMAIL_BOUNCED","data":[]}`, "data must be an object"},
		"no JSON":            {`event_type=person_added`, "The body must be a JSON object. Line 1, column 1: ‘event_type’ where ‘{’ should be"},
	}
	f := newFixture(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.call("POST", "callback_events/test", tt.body).Want(t, 400, errors(tt.shows))
		})
	}
	const none = "Could not find a callback registration for event type 'person_added'"
	f.Publisher.Errs = []error{models.ErrNoCallback}
	f.call("POST", "callback_events/test", `{"event_type":"person_added"}`).Want(t, 404, errors(none))
	f.call("POST", "callback_events/test", `{"event_type":"person_moved"}`).
		Want(t, 404, errors("Could not find a callback registration for event type 'person_moved'"))
	if len(f.Publisher.Events) > 0 {
		t.Errorf("published %v", f.Publisher.Events)
	}
	f.Publisher.Errs = []error{context.DeadlineExceeded}
	got := f.call("POST", "callback_events/test", `{"event_type":"person_added"}`)
	if got.Status != 503 || got.Header.Get("Retry-After") == "" {
		t.Errorf("a database that is away: %d %v", got.Status, got.Header)
	}
}

// own adds an event type to those of the company.
func (f *fixture) own(name, sample string) {
	f.T.Helper()
	own := models.CustomEventType{CompanyID: f.Company.ID, Name: name, Sample: []byte(sample)}
	if err := f.Store.SaveCustomEventType(f.T.Context(), storetest.Access(), &own); err != nil {
		f.T.Fatalf("add an event type: %v", err)
	}
}
