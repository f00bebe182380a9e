package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

// Events that obey are taken, however many of them one call publishes.
func TestManyEventsOfASchema(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call("POST", f.in("/event-types"), `{"name":"order.paid","schema":{"properties":{"currency":{"enum":[`+strings.Repeat(`"EUR",`, 2000)+`"USD"]}}}}`).wants(t, http.StatusCreated)
	event := `{"type":"order.paid","data":{"currency":"USD"}}`
	f.call("POST", f.in("/events"), "["+strings.Repeat(event+",", 999)+event+"]").wants(t, http.StatusAccepted)
}

// A receiver of the published form gets its subject under its own key: without it the
// event would be about nothing.
func TestPublishWithoutTheSubject(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := map[string]struct{ event, field, detail string }{
		"no person":        {`{"type":"person_added","data":{"first_name":"A"}}`, "data.person", "data.person must be given"},
		"a person in text": {`{"type":"person_added","data":{"person":"A"}}`, "data.person", "data.person must be an object"},
		"no list": {
			`{"type":"subscription_added","data":{"subscription":{}}}`, "data.subscription.subscription_list",
			"data.subscription.subscription_list must be given",
		},
		"no campaign id": {
			`{"type":"ack_participant_added","data":{"participant":{"acquisition_campaign":{}}}}`,
			"data.participant.acquisition_campaign.id", "data.participant.acquisition_campaign.id must be given",
		},
	}
	for name, test := range tests {
		got := f.call("POST", f.in("/events"), test.event).wants(t, http.StatusUnprocessableEntity)
		if want := fmt.Sprintf(`"errors":[{"field":%q,"detail":%q}]`, test.field, test.detail); !strings.Contains(got.Body, want) {
			t.Errorf("%s: %s, want %s", name, got.Body, want)
		}
	}
	list := `[{"type":"person_added","data":{"person":{}}},{"type":"subscription_list_added","data":{}}]`
	if got := f.call("POST", f.in("/events"), list).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"field":"1.data.subscription_list"`) {
		t.Errorf("in a list: %s", got.Body)
	}
	callback := f.register(`{"kind":"webhook","types":["person_added"],"destination":{"url":"https://crm.example/"}}`)
	got := f.call("POST", "/callbacks/"+callback+"/test", `{"data":{"first_name":"A"}}`).wants(t, http.StatusUnprocessableEntity)
	if !strings.Contains(got.Body, `"field":"data.person"`) {
		t.Errorf("a test: %s", got.Body)
	}
	if len(f.Publisher.Events) > 0 {
		t.Errorf("published %+v", f.Publisher.Events)
	}
	if got := f.call("GET", f.in("/event-types/person_added"), "").wants(t, http.StatusOK); !strings.Contains(got.Body, `"required":["person"]`) {
		t.Errorf("the schema of the type is not told: %s", got.Body)
	}
}

// What the API tells of a type can be published.
func TestSamplesCanBePublished(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, eventType := range models.EventTypes() {
		place := ""
		switch eventType.Resource {
		case models.Profile:
			place = f.fill(`"database_id":"DB",`)
		case models.Subprofile:
			place = f.fill(`"collection_id":"COL",`)
		}
		f.call("POST", f.in("/events"), fmt.Sprintf(`{"type":%q,%s"data":%s}`, eventType.Name, place, eventType.Sample)).wants(t, http.StatusAccepted)
	}
}
