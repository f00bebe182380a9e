package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// config is the postbackconfig of seed 003.
type config struct {
	Postbackconfig struct {
		ID         string `json:"id"`
		LocationID string `json:"location_id"`
		OnUpdate   string `json:"on_update"`
		Links      struct {
			Self struct {
				Href string `json:"href"`
			} `json:"self"`
		} `json:"_links"`
	} `json:"postbackconfig"`
}

// sampleConfig is the body of the published document, with a location and a
// URL of the test's own.
func sampleConfig(location, url string, changes ...string) string {
	body := `{"postbackconfig":{"attempt_interval":300,"basic_auth_username":null,"basic_auth_password":null,
		"expands":"","format":"api-default","is_active":"1","location_id":"LOCATION","number_of_attempts":1,
		"on_create":"1","on_delete":"1","on_update":"1","resource":"contact","url":"URL"}}`
	return strings.NewReplacer(append(changes, "LOCATION", location, `"URL"`, `"`+url+`"`)...).Replace(body)
}

func sampleContact(location string) string {
	return `{"contact":{"last_name":"Jones","location_id":"` + location + `"}}`
}

// contactOf is a contact as the API answers it.
type contactOf struct {
	Contact map[string]any `json:"contact"`
}

func TestPostbackFollowsAContact(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		made := want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+"/200/pos")), http.StatusCreated)
		if made.Postbackconfig.Links.Self.Href != p.url+"/v2/postbackconfigs/"+made.Postbackconfig.ID || made.Postbackconfig.OnUpdate != "1" {
			t.Errorf("made %+v", made)
		}

		contact := want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
		path := "/v2/contacts/" + contact.Contact["id"].(string)
		want[contactOf](t, key.call(http.MethodPut, path, `{"contact":{"first_name":"Ann"}}`), http.StatusOK)
		if got := key.call(http.MethodDelete, path, ""); got.code != http.StatusNoContent {
			t.Errorf("DELETE answers %d: %s", got.code, got.body)
		}
		got := map[string]map[string]any{}
		for _, request := range rc.wait("/200/pos", 3) {
			form, err := url.ParseQuery(request.body)
			if err != nil || request.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
				t.Fatalf("%v in %s with %v", err, request.body, request.header)
			}
			if form.Get("resource") != "contact" || form.Get("number_of_attempts") != "1" {
				t.Errorf("got %v", form)
			}
			var data map[string]any
			if err := json.Unmarshal([]byte(form.Get("data")), &data); err != nil {
				t.Fatal(err)
			}
			got[form.Get("type")] = data
		}
		for change, first := range map[string]any{"CREATE": nil, "UPDATE": "Ann", "DELETE": "Ann"} {
			data := got[change]
			if data["id"] != contact.Contact["id"] || data["last_name"] != "Jones" || data["first_name"] != first {
				t.Errorf("%s carries %v", change, data)
			}
		}
	})
}

func TestAChangeThatIsNotAskedForLeavesARow(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs",
			sampleConfig(location, rc.url+"/200/pos", `"on_update":"1"`, `"on_update":0`)), http.StatusCreated)
		contact := want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
		want[contactOf](t, key.call(http.MethodPut, "/v2/contacts/"+contact.Contact["id"].(string), `{"contact":{"city":"Delft"}}`), http.StatusOK)
		admin := p.admin()
		until(t, "one delivered and one not sent", func() bool {
			_, text := admin.get("/admin/deliveries?location=" + location)
			rows := badges(t, text)
			return rows["Delivered"] == 1 && rows["Not sent"] == 1
		})
		if n := len(rc.at("/200/pos")); n != 1 {
			t.Errorf("the receiver got %d requests", n)
		}
	})
}

func TestContactOfAnotherCompany(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, key := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	_, other := p.company("Neighbour")
	refused := other.call(http.MethodPost, "/v2/contacts", sampleContact(location))
	nothing := other.call(http.MethodPost, "/v2/contacts", sampleContact("0123456789abcdef01234567"))
	if refused.code != http.StatusUnprocessableEntity || refused.body != nothing.body {
		t.Errorf("a strange location answers %d %s, one that does not exist %s", refused.code, refused.body, nothing.body)
	}
	want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
}

// TestRecordsAndWhatTheyPointTo follows a transaction to two postbacks: one
// for another product, one that asks for the contact, the location and the
// history.
func TestRecordsAndWhatTheyPointTo(t *testing.T) {
	const ours, theirs = "11e66c8ad3e4f5a6b7c8d905", "11e66c8ad3e4f5a6b7c8d906"
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		for product, path := range map[string]string{ours: "/200/ours", theirs: "/200/theirs"} {
			want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+path,
				`"resource":"contact"`, `"resource":"transaction","product_transaction_id":"`+product+`"`,
				`"expands":""`, `"expands":"changelogs,contact,location"`)), http.StatusCreated)
		}
		contact := want[contactOf](t, key.call(http.MethodPost, "/v2/contacts", sampleContact(location)), http.StatusCreated)
		made := want[map[string]map[string]any](t, key.call(http.MethodPost, "/v2/transactions",
			`{"transaction":{"location_id":"`+location+`","transaction_amount":24.50,"product_transaction_id":"`+ours+`","contact_id":"`+contact.Contact["id"].(string)+`"}}`), http.StatusCreated)
		want[map[string]any](t, key.call(http.MethodPut, "/v2/transactions/"+made["transaction"]["id"].(string), `{"transaction":{"status_id":101}}`), http.StatusOK)
		for _, request := range rc.wait("/200/ours", 2) {
			form, err := url.ParseQuery(request.body)
			if err != nil || form.Get("resource") != "transaction" {
				t.Fatalf("%v in %s", err, request.body)
			}
			var data struct {
				Amount     json.RawMessage `json:"transaction_amount"`
				Status     any             `json:"status_id"`
				Contact    map[string]any
				Location   map[string]any
				Changelogs []struct{ Action string }
			}
			if err := json.Unmarshal([]byte(form.Get("data")), &data); err != nil {
				t.Fatal(err)
			}
			lines := map[string]int{"CREATE": 1, "UPDATE": 2}[form.Get("type")]
			if string(data.Amount) != "24.50" || data.Contact["last_name"] != "Jones" || data.Location["name"] != "Rotterdam Zuid" ||
				len(data.Changelogs) != lines || data.Changelogs[0].Action != form.Get("type") {
				t.Errorf("%s carries %+v", form.Get("type"), data)
			}
		}
		if n := len(rc.at("/200/theirs")); n != 0 {
			t.Errorf("the postback for another product got %d requests", n)
		}
	})
}
