package contact

import (
	"encoding/json"
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
	got, found := New("11e66c8a943ff4b2bf1b2102", given(t,
		`{"last_name":"Lue","location_id":"23948sdnfia1129i9asf92","id":"mine","created_ts":1,"shoe_size":44}`), 1472325312_999)
	if len(found) > 0 {
		t.Fatal(found)
	}
	if diff := cmp.Diff(jones, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	got, found := Change([]byte(jones), given(t,
		`{"first_name":"Zo\u00eb <&>","contact_balance":12.50,"email_trx_receipt":"1","header_message_type_id":"2"}`), 1472325400_000)
	if len(found) > 0 {
		t.Fatal(found)
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
	again, found := Change(got, given(t, `{"first_name":null,"contact_balance":null,"email_trx_receipt":null,"header_message_type_id":null}`), 1472325312_000)
	if diff := cmp.Diff(jones, string(again)); diff != "" || len(found) > 0 {
		t.Error(diff, found)
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
			data, found := New("id", given(t, tt.given), 0)
			if diff := cmp.Diff(tt.want, found); diff != "" {
				t.Error(diff)
			}
			if !json.Valid(data) {
				t.Errorf("no JSON: %s", data)
			}
		})
	}
	t.Run("another location", func(t *testing.T) {
		t.Parallel()
		_, found := Change([]byte(jones), given(t, `{"location_id":"elsewhere"}`), 0)
		want := models.Problems{{Field: "location_id", Text: "Location Id cannot be changed.", Code: models.Fixed}}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("unreadable contact", func(t *testing.T) {
		t.Parallel()
		if _, found := Change([]byte("null"), nil, 0); len(found) == 0 {
			t.Error("null passed as a contact")
		}
	})
}
