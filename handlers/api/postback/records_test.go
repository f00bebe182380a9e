package postback_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/records"
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
func (f *fixture) contact(id string, changes ...string) string {
	text := f.seed(`{"id":"11e66c8a943ff4b2bf1b2102","location_id":"23948sdnfia1129i9asf92","account_number":null,"contact_api_id":null,"company_name":null,` +
		`"first_name":null,"last_name":"Jones","email":null,"address":null,"city":null,"state":null,"zip":null,"home_phone":null,"cell_phone":null,` +
		`"office_phone":null,"office_ext_phone":null,"email_trx_receipt":false,"created_ts":1472325312,"modified_ts":1472325312,"date_of_birth":null,` +
		`"header_message":null,"header_message_type_id":0,"contact_c1":null,"contact_c2":null,"contact_c3":null,"contact_balance":null}`)
	text = strings.ReplaceAll(text, "11e66c8a943ff4b2bf1b2102", id)
	text = strings.ReplaceAll(text, "1472325312", fmt.Sprint(apitest.Now.Unix()))
	return strings.NewReplacer(changes...).Replace(text)
}

func TestContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	got := f.Call("POST", "/v2/contacts", f.seed(seedContact))
	id := idOf(t, got)
	created := f.contact(id)
	got.Want(t, 201, `{"contact":`+created+`}`)
	f.published(t, models.Create, id, "", created)
	f.Call("GET", "/v2/contacts/"+id, "").Want(t, 200, `{"contact":`+created+`}`)

	f.Advance(time.Minute)
	changed := f.contact(id, `"email":null`, `"email":"a&b@example.org"`,
		fmt.Sprintf(`"modified_ts":%d`, apitest.Now.Unix()), fmt.Sprintf(`"modified_ts":%d`, apitest.Now.Unix()+60))
	f.Call("PUT", "/v2/contacts/"+id, `{"contact":{"email":"a&b@example.org","unknown":1}}`).Want(t, 200, `{"contact":`+changed+`}`)
	f.published(t, models.Update, id, created, changed)
	f.Call("GET", "/v2/contacts/"+id+"/", "").Want(t, 200, `{"contact":`+changed+`}`)

	f.Call("DELETE", "/v2/contacts/"+id, "").Want(t, 204, "")
	f.published(t, models.Delete, id, "", changed)
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		f.Call(method, "/v2/contacts/"+id, `{"contact":{}}`).Want(t, 404, sentence("id", "Not found."))
	}
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
func (f *fixture) createAll() map[string]string {
	stored := map[string]string{}
	for plural, body := range least {
		stored[plural] = f.create("/v2/"+plural, f.seed(body))
	}
	return stored
}

// TestEveryRecord walks each resource through a life, by the one table that
// they share.
func TestEveryRecord(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for plural, body := range least {
		resource, ok := records.InPaths(plural)
		if !ok {
			t.Fatal(plural)
		}
		got := f.Call("POST", "/v2/"+plural, f.seed(body))
		id, path := idOf(t, got), "/v2/"+plural+"/"+idOf(t, got)
		data, _ := f.last(t)
		got.Want(t, 201, `{"`+resource.Name+`":`+string(data.Record.Data)+`}`)
		for _, field := range resource.Fields {
			if !strings.Contains(got.Body, `"`+field.Name+`":`) && !field.Quiet {
				t.Errorf("%s lacks %s", resource.Name, field.Name)
			}
		}
		const product = `{"%s":{"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905","unknown":[1]}}`
		changed := f.Call("PUT", path, fmt.Sprintf(product, resource.Name))
		if changed.Status != 200 || !strings.Contains(changed.Body, `"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905"`) {
			t.Errorf("PUT %s: %d %s", path, changed.Status, changed.Body)
		}
		last := strings.TrimSuffix(strings.TrimPrefix(changed.Body, `{"`+resource.Name+`":`), "}")
		f.reported(t, resource.Name, models.Update, id, string(data.Record.Data), last)
		f.Call("DELETE", path, "").Want(t, 204, "")
		f.reported(t, resource.Name, models.Delete, id, "", last)
		f.Call("GET", path, "").Want(t, 404, sentence("id", "Not found."))
		for _, wrong := range []string{`{}`, `{"location_id":"nowhere"}`} {
			refused := f.Call("POST", "/v2/"+plural, `{"`+resource.Name+`":`+wrong+`}`)
			if refused.Status != 422 || !strings.Contains(refused.Body, "cannot be blank.") {
				t.Errorf("POST %s %s: %d %s", plural, wrong, refused.Status, refused.Body)
			}
		}
	}
}

// published checks the event of the last change of a contact.
func (f *fixture) published(t *testing.T, action models.Action, id, before, data string) {
	t.Helper()
	f.reported(t, "contact", action, id, before, data)
}

// reported checks the event of the last change.
func (f *fixture) reported(t *testing.T, resource string, action models.Action, id, before, data string) {
	t.Helper()
	change, e := f.last(t)
	if e.Type != resource+"."+string(action)+"d" || e.Action != action || e.RecordID != id || e.CompanyID != f.Company.ID ||
		e.LocationID != f.Location.ID || e.Test || e.Source != "key Front desk" || string(e.Data) != data || string(e.Before) != before {
		t.Errorf("published %+v\nwith %s\nwant %s", e, e.Data, data)
	}
	if change.Action != action || change.Record.PublicID != id || change.Access.Actor.Name != "Front desk" {
		t.Errorf("changed %+v", change)
	}
}

func TestRefuseContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := map[string]struct{ body, want string }{
		"nothing":       {`{"contact":{}}`, `{"errors":{"location_id":["Location Id cannot be blank."],"last_name":["Last Name cannot be blank."]}}`},
		"no wrapping":   {`{"last_name":"Jones"}`, sentence("contact", "Contact cannot be blank.")},
		"no name":       {f.seed(`{"contact":{"last_name":" ","location_id":"23948sdnfia1129i9asf92"}}`), sentence("last_name", "Last Name cannot be blank.")},
		"wrong type":    {f.seed(`{"contact":{"last_name":5,"location_id":"23948sdnfia1129i9asf92"}}`), sentence("last_name", "Last Name must be a string.")},
		"no such place": {`{"contact":{"last_name":"Jones","location_id":"x"}}`, sentence("location_id", "Location Id is invalid.")},
		"place of none": {`{"contact":{"last_name":"Jones","location_id":{}}}`, sentence("location_id", "Location Id must be a string.")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.Call("POST", "/v2/contacts", tt.body).Want(t, 422, tt.want)
		})
	}
	stranger := f.NewKey(models.Manager, f.NewCompany("Contoso").Owner())
	f.CallAs(stranger, "POST", "/v2/contacts", f.seed(seedContact)).Want(t, 422, sentence("location_id", "Location Id is invalid."))
	f.CallAs(stranger, "POST", "/v2/postbackconfigs", f.seed(seedConfig)).Want(t, 422, sentence("location_id", "Location Id is invalid."))
	if len(f.Publisher.Events) > 0 {
		t.Fatalf("published %v", f.Publisher.Events)
	}
	id := f.create("/v2/contacts", f.seed(seedContact))
	f.Call("PUT", "/v2/contacts/"+id, `{"contact":{"location_id":"x","last_name":null}}`).
		Want(t, 422, `{"errors":{"last_name":["Last Name cannot be blank."],"location_id":["Location Id cannot be changed."]}}`)
}

func TestContactChangedMeanwhile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v2/contacts", f.seed(seedContact))
	f.Publisher.Errs = slices.Repeat([]error{models.ErrConflict}, 6)
	if got := f.Call("PUT", "/v2/contacts/"+id, `{"contact":{"city":"Delft"}}`); got.Status != 200 || !strings.Contains(got.Body, `"city":"Delft"`) {
		t.Errorf("overtaken six times: %d %s", got.Status, got.Body)
	}
	f.Publisher.Errs = []error{errors.New("disk full at /var/lib/x")}
	if got := f.Call("PUT", "/v2/contacts/"+id, `{"contact":{"city":"Breda"}}`); got.Status != 500 || strings.Contains(got.Body, "disk") {
		t.Errorf("an error of ours: %d %s", got.Status, got.Body)
	}
}

// Records are listed as postbacks are: filtered and sorted by any field, in pages.
func TestListRecords(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		names := func(query, field string) string {
			t.Helper()
			var list struct {
				Contacts, Transactions []map[string]any
				Meta                   struct {
					Pagination struct{ TotalCount, PageCount int }
				}
			}
			got := f.Call("GET", "/v2/"+query, "")
			if err := json.Unmarshal([]byte(got.Body), &list); err != nil || got.Status != 200 {
				t.Fatalf("%s: %d %s", query, got.Status, got.Body)
			}
			text := ""
			for _, record := range append(list.Contacts, list.Transactions...) {
				text += fmt.Sprint(record[field]) + " "
			}
			return fmt.Sprintf("%s/ %d on %d", text, list.Meta.Pagination.TotalCount, list.Meta.Pagination.PageCount)
		}
		f.Call("GET", "/v2/contacts", "").Want(t, 200, `{"contacts":[],"meta":{"pagination":{"links":{"self":{"href":"http://api.sandbox.domain.com/v2/contacts?page=1"}},`+
			`"totalCount":0,"pageCount":0,"currentPage":1,"perPage":20},"sort":{"created_ts":"asc"}}}`)
		for i, contact := range []string{`"last_name":"Jones","city":"Lund"`, `"last_name":"Bakker","city":"Delft"`, `"last_name":"Adams","city":"Lund"`} {
			f.create("/v2/contacts", f.seed(`{"contact":{"location_id":"23948sdnfia1129i9asf92",`+contact+`,"contact_balance":`+strconv.Itoa(i*6)+`}}`))
			f.Advance(time.Second)
		}
		for _, amount := range []string{"9.5", "10", "100"} {
			f.create("/v2/transactions", f.seed(`{"transaction":{"location_id":"23948sdnfia1129i9asf92","transaction_amount":`+amount+`}}`))
		}
		for query, want := range map[string]string{
			"contacts":                                           "Jones Bakker Adams / 3 on 1",
			"contacts?sort=-created_ts":                          "Adams Bakker Jones / 3 on 1",
			"contacts?sort=last_name":                            "Adams Bakker Jones / 3 on 1",
			"contacts?city=Lund":                                 "Jones Adams / 2 on 1",
			"contacts?city=Lund&last_name=Adams":                 "Adams / 1 on 1",
			"contacts?city=Delft&city=Lund&sort=city,-last_name": "Bakker Jones Adams / 3 on 1",
			"contacts?page=2&page_size=2":                        "Adams / 3 on 2",
			"contacts?page=9":                                    "/ 3 on 1",
			"contacts?sort=-contact_balance&page_size=1":         "Adams / 3 on 3",
			"contacts?contact_balance=6":                         "Bakker / 1 on 1",
			"contacts?location_id=other":                         "/ 0 on 0",
		} {
			if got := names(query, "last_name"); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
		if got := names("transactions?sort=-transaction_amount", "transaction_amount"); got != "100 10 9.5 / 3 on 1" {
			t.Errorf("amounts: %s", got)
		}
		f.Call("GET", "/v2/contacts?sort=shoe_size", "").Want(t, 422, sentence("sort", "Sort is invalid."))
		f.Call("GET", "/v2/contacts?page=0", "").Want(t, 422, sentence("page", "Page must be an integer of 1 or more."))
		if got := f.CallAs(f.NewKey(models.Viewer, f.Company.Owner()), "GET", "/v2/contacts", ""); got.Status != 403 {
			t.Errorf("a viewer, who sees no payloads: %d", got.Status)
		}
		if got := f.CallAs(f.NewKey(models.Operator, f.NewCompany("Other").Owner()), "GET", "/v2/contacts", ""); !strings.Contains(got.Body, `"totalCount":0`) {
			t.Errorf("another company: %s", got.Body)
		}
	})
}

// The id of somebody's own system names one contact of a location.
func TestContactAPIIDOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		contact := func(id string) string {
			return f.seed(`{"contact":{"location_id":"23948sdnfia1129i9asf92","last_name":"Jones","contact_api_id":` + id + `}}`)
		}
		taken := sentence("contact_api_id", "Contact Api Id has already been taken.")
		first := f.create("/v2/contacts", contact(`"crm-7"`))
		f.Call("POST", "/v2/contacts", contact(`"crm-7"`)).Want(t, 422, taken)
		second := f.create("/v2/contacts", contact(`"CRM-7"`))
		f.create("/v2/contacts", contact(`null`))
		f.create("/v2/contacts", contact(`null`))
		long := `"` + strings.Repeat("é", 600) + `"`
		f.create("/v2/contacts", contact(long))
		f.Call("POST", "/v2/contacts", contact(long)).Want(t, 422, taken)
		put := func(id, value string) apitest.Answer {
			return f.Call("PUT", "/v2/contacts/"+id, `{"contact":{"contact_api_id":`+value+`}}`)
		}
		put(second, `"crm-7"`).Want(t, 422, taken)
		for _, step := range []apitest.Answer{
			put(first, `"crm-7"`), put(first, `"crm-8"`), put(second, `"crm-7"`), f.Call("DELETE", "/v2/contacts/"+second, ""), put(first, `"crm-7"`),
		} {
			if step.Status >= 300 {
				t.Errorf("%d %s", step.Status, step.Body)
			}
		}
		other := f.NewLocation("Utrecht")
		f.create("/v2/contacts", `{"contact":{"location_id":"`+other.PublicID+`","last_name":"Jones","contact_api_id":"crm-7"}}`)
	})
}

// The documents of the published system write some names with an underscore.
func TestExpandsAsDocumented(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const expands = "contact,account_vault, transaction_batch,product_transaction"
	got := f.Call("POST", "/v2/postbackconfigs", f.seed(`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"transaction","url":"https://pos.test/in","expands":"`+expands+`"}}`))
	if got.Status != 201 || !strings.Contains(got.Body, `"expands":"`+expands+`"`) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
