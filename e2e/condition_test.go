package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// postbackForm is the console's form of a postback for contacts.
func postbackForm(to, condition string) url.Values {
	return url.Values{
		"starts": {"change"}, "resource": {"contact"}, "actions": {"create", "update", "delete"}, "active": {"1"},
		"url": {to}, "condition": {condition},
		"postback_attempts": {"1"}, "postback_interval": {"5"}, "postback_unit": {"minutes"},
	}
}

func TestAConditionDecides(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		admin := p.admin()
		form := "/admin/locations/" + location + "/settings/postbacks/new"
		if got := admin.post(form, postbackForm(rc.url+"/200/pos", "city === (")); !strings.Contains(got.body, "Line 1, column 11: a closing bracket is missing") {
			t.Errorf("a condition that cannot be read is answered %d", got.code)
		}
		if got := admin.post(form, postbackForm(rc.url+"/200/pos", "city = 'Delft'")); got.code != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Did you mean ==?") {
			t.Errorf("a condition that assigns is answered %d", got.code)
		}
		// 2**45 and not 2**40, which the race detector takes on and then needs 40 ms to
		// die of; a child without it dies of either in 12 ms.
		for path, condition := range map[string]string{
			"/200/delft": "city === 'Delft'", "/200/hangs": "while (true) {}", "/200/wrong": "contact.city",
			"/200/memory": "'x'.repeat(2**45)", "/200/company": "company.name == 'Northwind Gyms' && location.name && action == 'create'",
		} {
			if got := admin.post(form, postbackForm(rc.url+path, condition)); got.code != http.StatusSeeOther {
				t.Fatalf("%s is answered %d", condition, got.code)
			}
		}
		for _, city := range []string{"Delft", "Lund"} {
			contact := strings.Replace(sampleContact(location), `"Jones"`, `"Jones","city":"`+city+`"`, 1)
			begun := time.Now()
			want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", contact), http.StatusCreated)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("publishing took %v", took)
			}
		}
		rc.wait("/200/delft", 1)
		rc.wait("/200/company", 2)
		var log string
		until(t, "three delivered and seven not sent", func() bool {
			_, log = admin.get("/admin/deliveries?location=" + location)
			rows := badges(t, log)
			return rows["Delivered"] == 3 && rows["Not sent"] == 7
		})
		for _, reason := range []string{
			"condition was false: city === &#39;Delft&#39;", "condition stopped with an error: line 1, column 1: contact is not defined",
			"the condition took too long", "the condition needed too much memory",
		} {
			if !strings.Contains(log, reason) {
				t.Errorf("the log does not say %q", reason)
			}
		}
		for _, path := range []string{"/200/hangs", "/200/wrong", "/200/memory"} {
			if n := len(rc.at(path)); n != 0 {
				t.Errorf("%s got %d requests", path, n)
			}
		}
	})
}

// TestAnAssignmentInTheAPIs is refused by each in its own form.
func TestAnAssignmentInTheAPIs(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, key := p.company("Northwind Gyms")
	database := p.verb("database", "add", "-company", company, "Members")
	got := key.call(http.MethodPost, "/database/"+database+"/callbacks", `{"url":"https://crm.example/in","expression":"city = 'Delft'"}`)
	if got.code != http.StatusBadRequest || !strings.Contains(got.body, "Invalid expression") {
		t.Errorf("the database API answers %d %s", got.code, got.body)
	}
	got = key.call(http.MethodPost, "/api/v1/companies/"+company+"/callbacks",
		`{"kind":"webhook","name":"Orders","types":["order.shipped"],"destination":{"url":"https://crm.example/in"},"condition":"city = 'Delft'"}`)
	if got.code != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Did you mean ==?") {
		t.Errorf("the native API answers %d %s", got.code, got.body)
	}
}

func TestTheConditionTester(t *testing.T) {
	t.Parallel()

	p := start(t)
	admin := p.admin()
	for condition, says := range map[string]string{
		"data.contact_balance > 0": "because data.contact_balance is null",
		"last_name == 'Lue'":       "This event would be sent.",
		"while (true) {}":          "he condition took too long",
		"last_name ==":             "Line 1, column 13: something is missing at the end",
		"action == 'create'":       "event.action",
		"LAST_NAME == 'Lue'":       "field last_name",
		"new Date(last_name) > 1":  "is no date (NaN).",
		"last_name = 'Lue'":        "Did you mean ==?",
	} {
		begun := time.Now()
		got := admin.post("/admin/condition/run", url.Values{"condition": {condition}, "type": {"contact.updated"}})
		if got.code != http.StatusOK || !strings.Contains(got.body, says) {
			t.Errorf("%s is answered %d without %q", condition, got.code, says)
		}
		if took := time.Since(begun); took > time.Second && !raceDetector {
			t.Errorf("%s took %v", condition, took)
		}
	}
	if code, _ := p.get("/healthz"); code != http.StatusOK {
		t.Errorf("the server answers %d", code)
	}
}
