package e2e

import (
	"encoding/json"
	"fmt"
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
		tests := func() {
			for range 25 {
				want[testEvent](t, key.call(http.MethodPost, "/companies/"+company+"/config/callback_events/test", `{"event_type":"EMAIL_BOUNCED"}`), http.StatusCreated)
			}
		}
		rc.arrivesAs(tests, "true")
		events := make([]string, 25)
		for i := range events {
			events[i] = fmt.Sprintf(`{"type":"EMAIL_BOUNCED","data":{"riid":%d.0}}`, i)
		}
		rc.arrivesAs(func() {
			published := key.call(http.MethodPost, "/api/v1/companies/"+company+"/events", "["+strings.Join(events, ",")+"]")
			if published.code != http.StatusAccepted {
				t.Fatalf("published: %d %s", published.code, published.body)
			}
		}, "")
	})
}

// arrivesAs checks that what send sends, 25 events, arrives in batches of 10,
// 10 and 5, all marked as tests or none.
func (r *receiver) arrivesAs(send func(), test string) {
	r.t.Helper()
	const path = "/200/in"
	before := len(r.at(path))
	send()
	var sizes []int
	for _, got := range r.wait(path, before+3)[before:] {
		var events []struct {
			FailureType string `json:"failureType"`
		}
		if err := json.Unmarshal([]byte(got.body), &events); err != nil || len(events) == 0 || events[0].FailureType != "EMAIL_BOUNCED" {
			r.t.Errorf("%v in %s", err, got.body)
		}
		if mark := got.header.Get("X-Test-Event"); mark != test {
			r.t.Errorf("marked as %q, want %q", mark, test)
		}
		sizes = append(sizes, len(events))
	}
	if slices.Sort(sizes); !slices.Equal(sizes, []int{5, 10, 10}) {
		r.t.Errorf("batches of %v", sizes)
	}
}

// TestKilledProgramSendsTheSameBatch kills the program while a batch is in
// flight: started again, it sends the same one, under the same id.
func TestKilledProgramSendsTheSameBatch(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		const base, path = "/rest/api/v1.3/notifications", "/200,200,slow,200/in"
		for _, call := range [][3]string{
			{http.MethodPost, "/callbacks", `{"name":"B","url":"` + rc.url + path + `","batchSize":3,"authentication":{"type":"B","data":{"userName":"crm","password":"hunter2"}}}`},
			{http.MethodGet, "/callbacks/B?action=verify", ""},
			{http.MethodPost, "/subscriptions", `{"name":"S","callBackName":"B","eventTypes":["SMS_FAILED"]}`},
		} {
			if got := key.call(call[0], base+call[1], call[2]); got.code != http.StatusOK {
				t.Fatalf("%s: %d %s", call[1], got.code, got.body)
			}
		}
		event := `{"type":"SMS_FAILED","data":{}}`
		key.call(http.MethodPost, "/api/v1/companies/"+company+"/events", "["+event+","+event+","+event+"]")
		rc.wait(path, 3)
		p.kill()
		p.run()
		got := rc.wait(path, 4)
		if got[2].body != got[3].body || got[2].header.Get("webhook-id") != got[3].header.Get("webhook-id") || strings.Count(got[3].body, "{") != 3 {
			t.Errorf("first %s, then %s", got[2].body, got[3].body)
		}
	})
}
