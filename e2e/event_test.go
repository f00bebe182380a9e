package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// entity is the callback of seed 000.
type entity struct {
	CallbackID  string `json:"callback_id"`
	EventType   string `json:"event_type"`
	Destination struct {
		URL         string `json:"url"`
		Method      string `json:"method"`
		ContentType string `json:"content_type"`
	} `json:"destination"`
	StartDate string  `json:"start_date"`
	EndDate   *string `json:"end_date"`
	Active    bool    `json:"active"`
	URL       string  `json:"url"`
	CreatedAt string  `json:"created_at"`
	UpdatedAt string  `json:"updated_at"`
}

// testEvent is the answer to a test event.
type testEvent struct {
	Message string `json:"message"`
	EventID string `json:"event_id"`
}

func TestCompanyCallbackFromRegistrationToDelivery(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		base := "/companies/" + company + "/config/"
		register := func(eventType, path string, more ...any) answer {
			pairs := append([]any{"event_type", eventType, "destination", map[string]string{"url": rc.url + path}}, more...)
			return key.call(http.MethodPost, base+"callbacks/", object(t, pairs...))
		}

		made := want[entity](t, register("person_added", "/200/crm"), http.StatusCreated)
		if made.URL != base+"callbacks/"+made.CallbackID || !made.Active || made.EndDate != nil ||
			made.Destination.Method != http.MethodPost || made.Destination.ContentType != "application/json" {
			t.Errorf("made %+v", made)
		}
		if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\dZ$`).MatchString(made.StartDate) {
			t.Errorf("start date %q", made.StartDate)
		}

		asked := time.Now()
		sent := want[testEvent](t, key.call(http.MethodPost, base+"callback_events/test", `{"event_type":"person_added"}`), http.StatusCreated)
		if sent.Message != "Created event for event_type 'person_added'" || sent.EventID == "" {
			t.Errorf("test event: %+v", sent)
		}
		got := rc.wait("/200/crm", 1)[0]
		if took := got.at.Sub(asked); took > time.Second && !raceDetector {
			t.Errorf("arrived after %v", took)
		}
		var body struct {
			EventID   string          `json:"event_id"`
			Callback  string          `json:"callback_id"`
			EventType string          `json:"event_type"`
			EventDate string          `json:"event_date"`
			Attempt   string          `json:"delivery_attempt"`
			Person    json.RawMessage `json:"person"`
		}
		if err := json.Unmarshal([]byte(got.body), &body); err != nil {
			t.Fatalf("%v in %s", err, got.body)
		}
		if body.EventID != sent.EventID || body.Callback != made.CallbackID || body.EventType != "person_added" ||
			body.Attempt != "1" || len(body.Person) == 0 || got.header.Get("X-Test-Event") != "true" {
			t.Errorf("got %s with %v", got.body, got.header)
		}
		p.admin().shows(sent.EventID, "Delivered")

		overlap := want[failure](t, register("person_added", "/200/other"), http.StatusConflict)
		overlap.is(t, "A callback registration for event type 'person_added' already exists with an overlapping active date range")
		want[entity](t, register("subscription_added", "/200/first", "subscription_added", map[string]string{"list_id": "a"},
			"start_date", "2040-01-01", "end_date", "2041-01-01"), http.StatusCreated)
		future := want[entity](t, register("subscription_added", "/200/second", "subscription_added", map[string]string{"list_id": "a"},
			"start_date", "2041-01-01", "end_date", "2042-01-01"), http.StatusCreated)

		ended := want[entity](t, key.call(http.MethodDelete, base+"callbacks/"+future.CallbackID, ""), http.StatusOK)
		if ended.EndDate == nil || *ended.EndDate != ended.StartDate || ended.Active {
			t.Errorf("ended %+v", ended)
		}
		var ids []string
		for _, one := range want[[]entity](t, key.call(http.MethodGet, base+"callbacks", ""), http.StatusOK) {
			ids = append(ids, one.CallbackID)
		}
		if len(ids) != 2 || ids[0] != made.CallbackID {
			t.Errorf("the list holds %v", ids)
		}
		want[failure](t, key.call(http.MethodGet, base+"callbacks/Nothing1", ""), http.StatusNotFound)
		none := want[failure](t, key.call(http.MethodPost, base+"callback_events/test", `{"event_type":"person_updated"}`), http.StatusNotFound)
		none.is(t, "Could not find a callback registration for event type 'person_updated'")
	})
}

func TestHowAnAnswerEndsADelivery(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		base := "/companies/" + company + "/config/"
		admin := p.admin()
		tests := []struct{ eventType, url, status string }{
			{"person_added", rc.url + "/404/gone", "Failed"},
			{"person_updated", rc.url + "/500/broken", "Retrying"},
			{"subscription_list_added", rc.url + "/302/moved", "Retrying"},
			{"subscription_list_updated", rc.url + "/slow/late", "Delivered"},
			{"subscription_added", refusing(t), "Retrying"},
		}
		for _, test := range tests {
			want[entity](t, key.call(http.MethodPost, base+"callbacks", object(t, "event_type", test.eventType,
				"destination", map[string]string{"url": test.url}, test.eventType, map[string]string{"list_id": "a"})), http.StatusCreated)
			sent := want[testEvent](t, key.call(http.MethodPost, base+"callback_events/test",
				fmt.Sprintf(`{"event_type":%q,"subscription":{"subscription_list":{"id":"a"}}}`, test.eventType)), http.StatusCreated)
			admin.shows(sent.EventID, test.status)
		}
		for _, test := range tests {
			path, ours := strings.CutPrefix(test.url, rc.url)
			if n := len(rc.at(path)); ours && n != 1 {
				t.Errorf("%s got %d requests", path, n)
			}
		}
		if got := rc.at("/200/target"); len(got) > 0 {
			t.Errorf("the target of a redirect was reached: %+v", got)
		}
	})
}

// failure is an error of seed 000.
type failure struct {
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

func (f failure) is(t *testing.T, message string) {
	t.Helper()
	if len(f.Errors) != 1 || f.Errors[0].Message != message {
		t.Errorf("got %+v, want %q", f, message)
	}
}
