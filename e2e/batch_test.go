package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestBatchCallbackFromRegistrationToDelivery registers a batch callback of
// ten as seed 002 shows it, and sends it 25 events.
func TestBatchCallbackFromRegistrationToDelivery(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		const base = "/rest/api/v1.3/notifications"
		register := func(path string) answer {
			return key.call(http.MethodPost, base+"/callbacks", `{"name":"Bounces","url":"`+rc.url+path+`","batchSize":10,`+
				`"authentication":{"type":"B","data":{"userName":"crm","password":"hunter2"}}}`)
		}
		if got := register("/500/in"); got.code != http.StatusBadRequest || !strings.Contains(got.body, "Could not connect to callback url ["+rc.url+"/500/in]") {
			t.Errorf("a URL that refuses: %d %s", got.code, got.body)
		}
		if got := register("/200/in"); got.code != http.StatusOK {
			t.Fatalf("registered: %d %s", got.code, got.body)
		}
		if got := key.call(http.MethodGet, base+"/callbacks/Bounces?action=verify", ""); got.body != `{"status":"Successfully verified [Bounces]"}` {
			t.Fatalf("verified: %d %s", got.code, got.body)
		}
		for _, name := range []string{"one", "two"} {
			subscription := `{"name":"` + name + `","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`
			if got := key.call(http.MethodPost, base+"/subscriptions", subscription); got.code != http.StatusOK {
				t.Fatalf("subscribed: %d %s", got.code, got.body)
			}
		}
		for _, tried := range rc.at("/200/in") {
			user, password, _ := (&http.Request{Header: tried.header}).BasicAuth()
			if tried.body != "[]" || user != "crm" || password != "hunter2" || tried.method != http.MethodPost {
				t.Errorf("tried with %s %s as %s", tried.method, tried.body, user)
			}
		}
		before := len(rc.at("/200/in"))
		for range 25 {
			want[testEvent](t, key.call(http.MethodPost, "/companies/"+company+"/config/callback_events/test", `{"event_type":"EMAIL_BOUNCED"}`), http.StatusCreated)
		}
		var sizes []int
		for _, got := range rc.wait("/200/in", before+3)[before:] {
			var events []struct {
				FailureType string `json:"failureType"`
			}
			if err := json.Unmarshal([]byte(got.body), &events); err != nil || events[0].FailureType != "EMAIL_BOUNCED" {
				t.Errorf("%v in %s", err, got.body)
			}
			sizes = append(sizes, len(events))
		}
		if slices.Sort(sizes); !slices.Equal(sizes, []int{5, 10, 10}) {
			t.Errorf("batches of %v", sizes)
		}
	})
}
