package records

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// jones is the contact of seed 003 as its data writes it.
const jones = `{"id":"11e66c8a943ff4b2bf1b2102","location_id":"23948sdnfia1129i9asf92","account_number":null,` +
	`"contact_api_id":null,"company_name":null,"first_name":null,"last_name":"Lue","email":null,"address":null,` +
	`"city":null,"state":null,"zip":null,"home_phone":null,"cell_phone":null,"office_phone":null,` +
	`"office_ext_phone":null,"email_trx_receipt":false,"created_ts":1472325312,"modified_ts":1472325312,` +
	`"date_of_birth":null,"header_message":null,"header_message_type_id":0,"contact_c1":null,"contact_c2":null,` +
	`"contact_c3":null,"contact_balance":null}`

func contact(t *testing.T) Resource {
	t.Helper()
	r, ok := Named("contact")
	if !ok {
		t.Fatal("no contacts")
	}
	return r
}

func given(t *testing.T, text string) map[string]json.RawMessage {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNew(t *testing.T) {
	t.Parallel()
	got, problems := contact(t).New("11e66c8a943ff4b2bf1b2102", given(t,
		`{"last_name":"Lue","location_id":"23948sdnfia1129i9asf92","id":"mine","created_ts":1,"shoe_size":44}`), 1472325312_999)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(jones, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	got, problems := contact(t).Change([]byte(jones), given(t,
		`{"first_name":"Zo\u00eb <&>","contact_balance":12.50,"email_trx_receipt":"1","header_message_type_id":"2"}`), 1472325400_000)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := given(t, jones)
	for name, value := range map[string]string{
		"first_name": `"Zoë <&>"`, "contact_balance": "12.50",
		"email_trx_receipt": "true", "header_message_type_id": "2", "modified_ts": "1472325400",
	} {
		want[name] = json.RawMessage(value)
	}
	if diff := cmp.Diff(want, given(t, string(got))); diff != "" {
		t.Error(diff)
	}
	again, problems := contact(t).Change(got, given(t, `{"first_name":null,"contact_balance":null,"email_trx_receipt":null,"header_message_type_id":null}`), 1472325312_000)
	if diff := cmp.Diff(jones, string(again)); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, given string
		want        models.Problems
	}{
		{"nothing given", `{}`, models.Problems{
			{Field: "location_id", Text: "Location Id cannot be blank.", Code: models.Blank},
			{Field: "last_name", Text: "Last Name cannot be blank.", Code: models.Blank},
		}},
		{"last name of spaces", `{"location_id":"l","last_name":" "}`, models.Problems{
			{Field: "last_name", Text: "Last Name cannot be blank.", Code: models.Blank},
		}},
		{
			"wrong types", `{"location_id":"l","last_name":5,"email_trx_receipt":"maybe","header_message_type_id":1.5,"contact_balance":"much"}`,
			models.Problems{
				{Field: "last_name", Text: "Last Name must be a string.", Code: models.WrongType},
				{Field: "email_trx_receipt", Text: "Email Trx Receipt must be either true or false.", Code: models.WrongType},
				{Field: "header_message_type_id", Text: "Header Message Type Id must be an integer.", Code: models.WrongType},
				{Field: "contact_balance", Text: "Contact Balance must be a number.", Code: models.WrongType},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data, problems := contact(t).New("id", given(t, tt.given), 0)
			if diff := cmp.Diff(tt.want, problems); diff != "" {
				t.Error(diff)
			}
			if !json.Valid(data) {
				t.Errorf("no JSON: %s", data)
			}
		})
	}
	t.Run("another location", func(t *testing.T) {
		t.Parallel()
		_, problems := contact(t).Change([]byte(jones), given(t, `{"location_id":"elsewhere"}`), 0)
		want := models.Problems{{Field: "location_id", Text: "Location Id cannot be changed.", Code: models.Fixed}}
		if diff := cmp.Diff(want, problems); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("unreadable contact", func(t *testing.T) {
		t.Parallel()
		if _, problems := contact(t).Change([]byte("null"), nil, 0); len(problems) == 0 {
			t.Error("null passed as a contact")
		}
	})
}

// The samples of the catalogue are records as the API would write them.
func TestSamplesFit(t *testing.T) {
	t.Parallel()
	for _, r := range All() {
		types := models.TypesOfResource(r.Name)
		if len(types) != 3 {
			t.Errorf("%s has %d event types", r.Name, len(types))
			continue
		}
		got, problems := r.Change(types[0].Sample, nil, 1472325312_000)
		if len(problems) > 0 {
			t.Errorf("%s: %v", r.Name, problems)
		}
		if diff := cmp.Diff(string(types[0].Sample), string(got)); diff != "" {
			t.Errorf("%s: %s", r.Name, diff)
		}
		if back, ok := InPaths(r.Plural); !ok || back.Name != r.Name {
			t.Errorf("%s is not found in paths", r.Plural)
		}
	}
}

func TestProduct(t *testing.T) {
	t.Parallel()
	const id = "11e66c8ad3e4f5a6b7c8d905"
	body := `{"location_id":"l","last_name":"Lue","product_transaction_id":"` + id + `"}`
	data, problems := contact(t).New("id", given(t, body), 0)
	if len(problems) > 0 || !strings.HasSuffix(string(data), `,"product_transaction_id":"`+id+`"}`) {
		t.Errorf("%s %v", data, problems)
	}
	without, problems := contact(t).Change(data, given(t, `{"product_transaction_id":null}`), 0)
	if len(problems) > 0 || strings.Contains(string(without), "product") {
		t.Errorf("%s %v", without, problems)
	}
	_, problems = contact(t).Change(data, given(t, `{"product_transaction_id":"x"}`), 0)
	want := models.Problems{{Field: "product_transaction_id", Text: "Product Transaction Id must be 24 to 36 hex digits.", Code: models.WrongType}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}

func TestEventOf(t *testing.T) {
	t.Parallel()
	r := models.Record{PublicID: "r", CompanyID: 1, LocationID: 2, Resource: "accountvault", Data: []byte(`{"a":2}`)}
	for action, before := range map[models.Action]string{models.Create: "", models.Update: `{"a":1}`, models.Delete: ""} {
		e := EventOf(models.Change{Action: action, Record: r, Before: []byte(`{"a":1}`)}, 5)
		want := models.Event{
			CompanyID: 1, LocationID: 2, Type: "accountvault." + string(action) + "d", Action: action,
			RecordID: "r", Data: r.Data, OccurredAt: 5,
		}
		if before != "" {
			want.Before = []byte(before)
		}
		if diff := cmp.Diff(want, e); diff != "" {
			t.Error(diff)
		}
	}
}

func TestForProduct(t *testing.T) {
	t.Parallel()
	sale, _ := models.EventTypeNamed("transaction.created")
	got := string(ForProduct(sale, sale.Sample, "11e66c8ad3e4f5a6b7c8ffff"))
	if want := strings.Replace(string(sale.Sample), "11e66c8ad3e4f5a6b7c8d905", "11e66c8ad3e4f5a6b7c8ffff", 1); got != want {
		t.Error(cmp.Diff(want, got))
	}
	if got := ForProduct(sale, sale.Sample, ""); string(got) != string(sale.Sample) {
		t.Errorf("without a product: %s", got)
	}
	person, _ := models.EventTypeNamed("person_added")
	if got := ForProduct(person, person.Sample, "11e66c8ad3e4f5a6b7c8ffff"); string(got) != string(person.Sample) {
		t.Errorf("a person: %s", got)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"last_name": "Last name", "contact_api_id": "Contact API ID", "order_num": "Order number", "accountvault_id": "Account vault ID",
		"email_trx_receipt": "Email transaction receipt", "exp_date": "Expiry date",
	} {
		if got := (Field{Name: name}).Words(); got != want {
			t.Errorf("%s is written %q, want %q", name, got, want)
		}
	}
}
