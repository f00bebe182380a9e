package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// registered is a callback of the native API.
type registered struct {
	ID      string `json:"id"`
	Signing struct {
		Secret string `json:"secret"`
	} `json:"signing"`
}

// logged is a row of the delivery log.
type logged struct {
	Data []struct {
		ID       string
		Status   string
		Callback struct{ Name string }
		Reason   *struct{ Code, Text string }
	}
}

// publish sends events and returns their ids.
func (a api) publish(company, events string) []string {
	a.t.Helper()
	return want[struct{ IDs []string }](a.t, a.call(http.MethodPost, "/api/v1/companies/"+company+"/events", events), http.StatusAccepted).IDs
}

func (a api) register(company, body string) registered {
	a.t.Helper()
	return want[registered](a.t, a.call(http.MethodPost, "/api/v1/companies/"+company+"/callbacks", body), http.StatusCreated)
}

// verifies fails the test unless an independent verifier accepts a request.
func verifies(t *testing.T, r request, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := verifier.Verify([]byte(r.body), r.header); err != nil {
			t.Errorf("%v of %s under %v", err, r.body, r.header)
		}
	}
}

func TestSignedCallbackDuringARotation(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		made := key.register(company, fmt.Sprintf(`{"kind":"webhook","types":["person_*"],"destination":{"url":"%s/200/shop"}}`, rc.url))
		const data = `{"person":{"n":1.50,"big":12345678901234567890123}}`
		ids := key.publish(company, `[{"id":"e-1","type":"person_added","occurred_at":"2026-11-22T10:00:00Z","data":`+data+`},{"type":"subscription_list_added","data":{"subscription_list":{}}}]`)
		first := rc.wait("/200/shop", 1)[0]
		verifies(t, first, made.Signing.Secret)
		if wanted := `{"type":"person_added","timestamp":"2026-11-22T10:00:00.000Z","data":` + data + `}`; first.body != wanted || first.header.Get("Webhook-Id") != "e-1" || ids[0] != "e-1" {
			t.Errorf("got %s as %s, published %v", first.body, first.header.Get("Webhook-Id"), ids)
		}

		rotated := want[registered](t, key.call(http.MethodPost, "/api/v1/callbacks/"+made.ID+"/secret", ""), http.StatusOK)
		key.publish(company, `{"id":"e-2","type":"person_updated","data":{"person":{}}}`)
		second := rc.wait("/200/shop", 2)[1]
		verifies(t, second, made.Signing.Secret, rotated.Signing.Secret)
		if signatures := strings.Fields(second.header.Get("Webhook-Signature")); len(signatures) != 2 {
			t.Errorf("signed with %q", signatures)
		}

		want[registered](t, key.call(http.MethodPatch, "/api/v1/callbacks/"+made.ID, `{"destination":{"format":"application/cloudevents+json"}}`), http.StatusOK)
		key.publish(company, `{"id":"e-3","type":"person_updated","data":`+data+`}`)
		key.publish(company, `{"id":"e-3","type":"person_updated","data":`+data+`}`) // the same event
		key.publish(company, `{"id":"e-4","type":"person_updated","data":{"person":{}}}`)
		last := rc.wait("/200/shop", 4)
		var event struct {
			SpecVersion, ID, Source, Type, Time string
			Data                                json.RawMessage
		}
		of := func(id string) int {
			return slices.IndexFunc(last, func(r request) bool { return r.header.Get("Webhook-Id") == id })
		}
		third := last[of("e-3")]
		if err := json.Unmarshal([]byte(third.body), &event); err != nil || third.header.Get("Content-Type") != "application/cloudevents+json; charset=utf-8" {
			t.Fatalf("%v in %s", err, third.body)
		}
		if event.SpecVersion != "1.0" || event.ID != "e-3" || event.Source != "/companies/"+company || event.Type != "person_updated" || string(event.Data) != data {
			t.Errorf("got %s", third.body)
		}
		verifies(t, third, made.Signing.Secret, rotated.Signing.Secret)
		if of("e-4") < 0 || len(last) != 4 {
			t.Errorf("%d requests: the same id went twice", len(last))
		}
	})
}

// TestSecretsAfterTheirOverlap changes a secret twice: the former one goes on
// for a second, or not at all. After that an independent verifier accepts the
// new one alone.
func TestSecretsAfterTheirOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		made := key.register(company, fmt.Sprintf(`{"kind":"webhook","types":["person_*"],"destination":{"url":"%s/200/shop"}}`, rc.url))
		rotate := func(overlap int) string {
			return want[registered](t, key.call(http.MethodPost, "/api/v1/callbacks/"+made.ID+"/secret", fmt.Sprintf(`{"overlap_s":%d}`, overlap)), http.StatusOK).Signing.Secret
		}
		n := 0
		next := func() request {
			n++
			key.publish(company, `{"type":"person_added","data":{"person":{}}}`)
			return rc.wait("/200/shop", n)[n-1]
		}
		first, second := made.Signing.Secret, rotate(1)
		over := time.Now().Add(time.Second)
		until(t, "the overlap is over", func() bool { return time.Now().After(over) })
		third := next()
		verifies(t, third, second)
		rejects(t, third, first)
		last := rotate(0)
		fourth := next()
		verifies(t, fourth, last)
		rejects(t, fourth, first, second)
	})
}

// rejects fails the test unless an independent verifier refuses a request
// under each secret.
func rejects(t *testing.T, r request, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if verifier.Verify([]byte(r.body), r.header) == nil {
			t.Errorf("%s still signs %v", secret, r.header)
		}
	}
}

// A company's callback with three locations: one left out, one with a
// callback of its own. Each event reaches exactly who it is for, and the log
// says why the others got none.
func TestCoverageOfACompany(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		covered, out, own := p.location(company, "Centrum"), p.location(company, "Noord"), p.location(company, "Zuid")
		wide := key.register(company, fmt.Sprintf(
			`{"kind":"webhook","name":"Head office","types":["*"],"destination":{"url":"%s/200/wide"},"coverage":{"mode":"except","locations":[%q]}}`, rc.url, out))
		key.register(company, fmt.Sprintf(
			`{"kind":"webhook","name":"Zuid","types":["person_added"],"owner":{"location":%q},"replaces":%q,"destination":{"url":"%s/200/own"}}`, own, wide.ID, rc.url))
		var events []string
		for id, at := range map[string]string{"e-centrum": covered, "e-noord": out, "e-zuid": own} {
			events = append(events, fmt.Sprintf(`{"id":%q,"type":"person_added","location_id":%q,"data":{"person":{}}}`, id, at))
		}
		key.publish(company, "["+strings.Join(append(events, `{"id":"e-company","type":"person_added","data":{"person":{}}}`), ",")+"]")

		wideGot, ownGot := rc.wait("/200/wide", 2), rc.wait("/200/own", 1)
		if got := webhookIDs(wideGot); !slices.Equal(got, []string{"e-centrum", "e-company"}) {
			t.Errorf("the company's callback got %v", got)
		}
		if got := webhookIDs(ownGot); !slices.Equal(got, []string{"e-zuid"}) {
			t.Errorf("the location's callback got %v", got)
		}
		for id, why := range map[string]string{
			"e-noord": "location has opted out: the callback does not cover it", "e-zuid": "location has opted out: ‘Zuid’ takes its place",
		} {
			rows := want[logged](t, key.call(http.MethodGet, "/api/v1/deliveries?status=not_sent&event="+id, ""), http.StatusOK).Data
			if len(rows) != 1 || rows[0].Reason == nil || rows[0].Reason.Text != why || rows[0].Callback.Name != "Head office" {
				t.Fatalf("%s: %+v", id, rows)
			}
		}
		if rows := want[logged](t, key.call(http.MethodGet, "/api/v1/deliveries", ""), http.StatusOK).Data; len(rows) != 5 {
			t.Errorf("%d deliveries: %+v", len(rows), rows)
		}
		eventPagesSay(t, p, key, map[string][2]string{
			"e-centrum": {"Delivered", "belongs to another location"},
			"e-noord":   {"location has opted out: the callback does not cover it", "belongs to another location"},
			"e-zuid":    {"location has opted out: ‘Zuid’ takes its place", "Delivered"},
			"e-company": {"Delivered", "belongs to a location, the event to the company"},
		})
	})
}

// eventPagesSay fails the test unless the page of each event says what became
// of it for the callbacks of the head office and of Zuid.
func eventPagesSay(t *testing.T, p *program, key api, pages map[string][2]string) {
	t.Helper()
	admin := p.admin()
	for id, words := range pages {
		rows := want[logged](t, key.call(http.MethodGet, "/api/v1/deliveries?event="+id, ""), http.StatusOK).Data
		_, detail := admin.get("/admin/deliveries/" + rows[0].ID)
		until(t, "the page of "+id+" says all", func() bool {
			_, shown := admin.get(regexp.MustCompile(`/admin/events/[0-9A-Z]{13}`).FindString(detail))
			for i, name := range []string{"Head office", "Zuid"} {
				row := page(t, shown).Find("tbody tr").FilterFunction(func(_ int, row *goquery.Selection) bool {
					return strings.Contains(row.Find("th, td").First().Text(), name)
				})
				if !strings.Contains(row.Text(), words[i]) {
					return false
				}
			}
			return true
		})
	}
}

func webhookIDs(got []request) []string {
	var ids []string
	for _, r := range got {
		ids = append(ids, r.header.Get("Webhook-Id"))
	}
	slices.Sort(ids)
	return ids
}
