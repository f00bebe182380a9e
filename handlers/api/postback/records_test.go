package postback_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store/storetest"
)

// seedContact is the request of seed 003, step 2.
const seedContact = `{
    "contact":{
        "last_name":"Jones",
        "location_id":"23948sdnfia1129i9asf92"
    }
}`

// contact is a contact with all the fields of seed 003, step 3, without its
// wrapping, with id and times of the test.
func (w *world) contact(id string, changes ...string) string {
	text := w.seed(`{"id":"11e66c8a943ff4b2bf1b2102","location_id":"23948sdnfia1129i9asf92","account_number":null,"contact_api_id":null,"company_name":null,` +
		`"first_name":null,"last_name":"Jones","email":null,"address":null,"city":null,"state":null,"zip":null,"home_phone":null,"cell_phone":null,` +
		`"office_phone":null,"office_ext_phone":null,"email_trx_receipt":false,"created_ts":1472325312,"modified_ts":1472325312,"date_of_birth":null,` +
		`"header_message":null,"header_message_type_id":0,"contact_c1":null,"contact_c2":null,"contact_c3":null,"contact_balance":null}`)
	text = strings.ReplaceAll(text, "11e66c8a943ff4b2bf1b2102", id)
	text = strings.ReplaceAll(text, "1472325312", fmt.Sprint(now.Unix()))
	return strings.NewReplacer(changes...).Replace(text)
}

func TestContact(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		got := w.call("POST", "/v2/contacts", w.seed(seedContact))
		id := got.id(t)
		created := w.contact(id)
		got.want(t, 201, `{"contact":`+created+`}`)
		w.published(t, models.Create, id, "", created)
		w.call("GET", "/v2/contacts/"+id, "").want(t, 200, `{"contact":`+created+`}`)

		w.clock.Add(time.Minute.Milliseconds())
		changed := w.contact(id, `"email":null`, `"email":"a&b@example.org"`,
			fmt.Sprintf(`"modified_ts":%d`, now.Unix()), fmt.Sprintf(`"modified_ts":%d`, now.Unix()+60))
		w.call("PUT", "/v2/contacts/"+id, `{"contact":{"email":"a&b@example.org","unknown":1}}`).want(t, 200, `{"contact":`+changed+`}`)
		w.published(t, models.Update, id, created, changed)
		w.call("GET", "/v2/contacts/"+id+"/", "").want(t, 200, `{"contact":`+changed+`}`)

		w.call("DELETE", "/v2/contacts/"+id, "").want(t, 204, "")
		w.published(t, models.Delete, id, "", changed)
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			w.call(method, "/v2/contacts/"+id, `{"contact":{}}`).want(t, 404, one("id", "Not found."))
		}
	})
}

// least are the least bodies of each resource.
var least = map[string]string{
	"contacts":           seedContact,
	"transactions":       `{"transaction":{"location_id":"23948sdnfia1129i9asf92","transaction_amount":"24.50"}}`,
	"transactionbatches": `{"transactionbatch":{"location_id":"23948sdnfia1129i9asf92","batch_num":42}}`,
	"accountvaults":      `{"accountvault":{"location_id":"23948sdnfia1129i9asf92","account_holder_name":"Lue"}}`,
}

// createAll stores a record of each resource, and returns their ids by the
// names of paths.
func (w *world) createAll() map[string]string {
	stored := map[string]string{}
	for plural, body := range least {
		stored[plural] = w.create("/v2/"+plural, w.seed(body))
	}
	return stored
}

// TestEveryRecord walks each resource through a life, by the one table that
// they share.
func TestEveryRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for plural, body := range least {
			resource, known := records.InPaths(plural)
			if !known {
				t.Fatal(plural)
			}
			got := w.call("POST", "/v2/"+plural, w.seed(body))
			id, path := got.id(t), "/v2/"+plural+"/"+got.id(t)
			data, _ := w.publisher.last(t)
			got.want(t, 201, `{"`+resource.Name+`":`+string(data.Record.Data)+`}`)
			for _, field := range resource.Fields {
				if !strings.Contains(got.body, `"`+field.Name+`":`) && !field.Quiet {
					t.Errorf("%s lacks %s", resource.Name, field.Name)
				}
			}
			const product = `{"%s":{"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905","unknown":[1]}}`
			changed := w.call("PUT", path, fmt.Sprintf(product, resource.Name))
			if changed.status != 200 || !strings.Contains(changed.body, `"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905"`) {
				t.Errorf("PUT %s: %d %s", path, changed.status, changed.body)
			}
			last := strings.TrimSuffix(strings.TrimPrefix(changed.body, `{"`+resource.Name+`":`), "}")
			w.reported(t, resource.Name, models.Update, id, string(data.Record.Data), last)
			w.call("DELETE", path, "").want(t, 204, "")
			w.reported(t, resource.Name, models.Delete, id, "", last)
			w.call("GET", path, "").want(t, 404, one("id", "Not found."))
			for _, wrong := range []string{`{}`, `{"location_id":"nowhere"}`} {
				refused := w.call("POST", "/v2/"+plural, `{"`+resource.Name+`":`+wrong+`}`)
				if refused.status != 422 || !strings.Contains(refused.body, "cannot be blank.") {
					t.Errorf("POST %s %s: %d %s", plural, wrong, refused.status, refused.body)
				}
			}
		}
	})
}

// published checks the event of the last change of a contact.
func (w *world) published(t *testing.T, action models.Action, id, before, data string) {
	t.Helper()
	w.reported(t, "contact", action, id, before, data)
}

// reported checks the event of the last change.
func (w *world) reported(t *testing.T, resource string, action models.Action, id, before, data string) {
	t.Helper()
	change, e := w.publisher.last(t)
	if e.Type != resource+"."+string(action)+"d" || e.Action != action || e.RecordID != id || e.CompanyID != w.company.ID ||
		e.LocationID != w.location.ID || e.Test || e.Source != "key Front desk" || string(e.Data) != data || string(e.Before) != before {
		t.Errorf("published %+v\nwith %s\nwant %s", e, e.Data, data)
	}
	if change.Action != action || change.Record.PublicID != id || change.Access.Actor.Name != "Front desk" {
		t.Errorf("changed %+v", change)
	}
}

func TestRefuseContact(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		other := models.Company{Name: "Contoso", Active: true}
		if err := w.store.CreateCompany(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		tests := map[string]struct{ body, want string }{
			"nothing":       {`{"contact":{}}`, `{"errors":{"location_id":["Location Id cannot be blank."],"last_name":["Last Name cannot be blank."]}}`},
			"no wrapping":   {`{"last_name":"Jones"}`, one("contact", "Contact cannot be blank.")},
			"no name":       {w.seed(`{"contact":{"last_name":" ","location_id":"23948sdnfia1129i9asf92"}}`), one("last_name", "Last Name cannot be blank.")},
			"wrong type":    {w.seed(`{"contact":{"last_name":5,"location_id":"23948sdnfia1129i9asf92"}}`), one("last_name", "Last Name must be a string.")},
			"no such place": {`{"contact":{"last_name":"Jones","location_id":"x"}}`, one("location_id", "Location Id is invalid.")},
			"place of none": {`{"contact":{"last_name":"Jones","location_id":{}}}`, one("location_id", "Location Id must be a string.")},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				w.call("POST", "/v2/contacts", tt.body).want(t, 422, tt.want)
			})
		}
		_, stranger := storetest.Key(t, w.store, models.Manager, other.Owner())
		w.callAs(stranger, "POST", "/v2/contacts", w.seed(seedContact)).want(t, 422, one("location_id", "Location Id is invalid."))
		w.callAs(stranger, "POST", "/v2/postbackconfigs", w.seed(seedConfig)).want(t, 422, one("location_id", "Location Id is invalid."))
		if len(w.publisher.events) > 0 {
			t.Fatalf("published %v", w.publisher.events)
		}
		id := w.create("/v2/contacts", w.seed(seedContact))
		w.call("PUT", "/v2/contacts/"+id, `{"contact":{"location_id":"x","last_name":null}}`).
			want(t, 422, `{"errors":{"last_name":["Last Name cannot be blank."],"location_id":["Location Id cannot be changed."]}}`)
	})
}

func TestContactChangedMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create("/v2/contacts", w.seed(seedContact))
		w.publisher.errs = slices.Repeat([]error{models.ErrConflict}, 6)
		if got := w.call("PUT", "/v2/contacts/"+id, `{"contact":{"city":"Delft"}}`); got.status != 200 || !strings.Contains(got.body, `"city":"Delft"`) {
			t.Errorf("overtaken six times: %d %s", got.status, got.body)
		}
		w.publisher.errs = []error{errors.New("disk full at /var/lib/x")}
		if got := w.call("PUT", "/v2/contacts/"+id, `{"contact":{"city":"Breda"}}`); got.status != 500 || strings.Contains(got.body, "disk") {
			t.Errorf("an error of ours: %d %s", got.status, got.body)
		}
	})
}
