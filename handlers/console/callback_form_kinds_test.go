package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// What one kind can do is open to the others too, and the callback's page
// says so.
func TestOptionsOfEveryKind(t *testing.T) {
	t.Parallel()
	options := map[string]string{
		"url": "https://shop.example/in", "name": "Till", "user": "pos", "password": "planted-secret", "sign": "1", "state": "paused", "timeout": "40",
		"start": "on", "start_date": "1 1 2027", "end": "on", "end_date": "2027-02-01", "condition": "true",
	}
	tests := []struct {
		name  string
		at    func(d fixture) string
		typed map[string]string
		plan  int
	}{
		{"company callback", fixture.callbacks, map[string]string{"type": "person_added", "plan": "double", "attempts": "4"}, 4},
		{"batch callback", fixture.callbacks, map[string]string{"starts": "batch", "batch_plan": "same", "batch_attempts": "4"}, 4},
		{"postback", fixture.postbacks, map[string]string{"postback_attempts": "4"}, 4},
		{"signed callback", fixture.callbacks, map[string]string{"starts": "signed", "types": "*", "signed_plan": "double", "signed_attempts": "4"}, 4},
	}
	d := newFixture(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			typed := map[string]string{}
			for _, values := range []map[string]string{options, test.typed} {
				for name, value := range values {
					typed[name] = value
				}
			}
			saved := d.fill(t, test.at(d)+"/new", typed)
			href, _ := saved.Find("#kept").Attr("href")
			if models.SigningSecretProblem(saved.text("#secret")) != "" || href == "" {
				t.Fatalf("%d: no secret is shown; problem %q", saved.status, saved.text("#problem"))
			}
			c := d.read(t, strings.TrimPrefix(href, "/admin/callbacks/"))
			if c.SignedAt == 0 || !c.Paused() || c.Timeout().Seconds() != 40 || c.StartAt != on(2027, 1, 1) || c.EndAt != on(2027, 2, 1) || len(c.Plan()) != test.plan {
				t.Errorf("stored %+v", c)
			}
			facts := d.get(t, href).text(".facts.twofold")
			for _, want := range []string{"Dates, UTC 1 Jan 2027 – 1 Feb 2027", "Timeout 40 seconds", "4 attempts", "User name pos", "Standard Webhooks", "Condition true"} {
				if !strings.Contains(facts, want) {
					t.Errorf("the page does not say %q: %s", want, facts)
				}
			}
		})
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.postback(t, "Till")
	if _, err := d.s.EndCallback(t.Context(), storetest.Access(), c.PublicID, false); err != nil {
		t.Fatal(err)
	}
	href, _ := d.get(t, "/admin/callbacks/"+c.PublicID).Find("a.btn:contains('Copy')").Attr("href")
	if want := d.postbacks() + "/new?copy=" + c.PublicID; href != want {
		t.Fatalf("the copy of an ended callback is at %q, want %q", href, want)
	}
	refused := d.fill(t, href, nil)
	if got := refused.text("#password-error"); refused.status != http.StatusUnprocessableEntity || !strings.Contains(got, "Enter the password") {
		t.Errorf("without its password: %d %q", refused.status, got)
	}
	saved := d.fill(t, href, map[string]string{"password": "planted-secret", "name": "Till 2"})
	made := d.read(t, strings.TrimPrefix(saved.path, "/admin/callbacks/"))
	if made.PublicID == c.PublicID || made.URL != c.URL || made.Settings.User != "pos" || len(made.Settings.Actions) != 1 || made.EndAt != 0 {
		t.Errorf("copied %+v", made)
	}
	if elsewhere := d.get(t, d.callbacks()+"/new?copy="+c.PublicID); elsewhere.status != http.StatusNotFound {
		t.Errorf("copied to another place: %d", elsewhere.status)
	}
}

func TestStopSigning(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	path := "/admin/callbacks/" + d.postback(t, "Till").PublicID + "/secret"
	if shown := d.get(t, path); shown.Find("#overlap").Length() != 0 || shown.Find("#unsign").Length() != 0 {
		t.Error("asks about a former secret where there is none")
	}
	if made := d.fill(t, path, nil); models.SigningSecretProblem(made.text("#secret")) != "" {
		t.Fatalf("%d: no secret", made.status)
	}
	if shown := d.get(t, path); shown.Find("#overlap").Length() != 1 || shown.Find("#unsign").Length() != 1 {
		t.Error("signing cannot be stopped")
	}
	stopped := d.post(t, path+"/delete", url.Values{})
	if got := stopped.text("#messages"); !strings.Contains(got, "Requests are no longer signed.") {
		t.Errorf("%d: %q", stopped.status, got)
	}
	signed, _ := d.signed(t, nil)
	if shown := d.get(t, "/admin/callbacks/"+signed.PublicID+"/secret"); shown.Find("#unsign").Length() != 0 {
		t.Error("a signed callback can stop signing")
	}
}

// Saving a form that changes a name alone keeps the plan that the API has set.
func TestEditKeepsThePlanOfTheAPI(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	c := d.store(t, models.Callback{
		Kind: models.KindEvent, CompanyID: d.company.ID, URL: "https://crm.example/in", Types: []models.CallbackType{{Type: "person_added"}},
		Settings: models.Settings{Delays: []int{0, 5, 600}},
	})
	d.fill(t, "/admin/callbacks/"+c.PublicID+"/edit", map[string]string{"name": "CRM"})
	if now := d.read(t, c.PublicID); now.Name != "CRM" || len(now.Settings.Delays) != 3 || now.Settings.Delays[2] != 600 {
		t.Errorf("%q has the plan %+v", now.Name, now.Settings)
	}
}
