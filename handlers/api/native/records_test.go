package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store/storetest"
)

// published lists what was published since the last call.
func (f *fixture) published() string {
	var lines []string
	for _, e := range f.Publisher.Events {
		line := e.Type + " " + string(e.Data)
		if len(e.Before) > 0 {
			line += " was " + string(e.Before)
		}
		lines = append(lines, line)
	}
	f.Publisher.Events = nil
	return strings.Join(lines, "\n")
}

func TestContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/records"), f.fill(`{"resource":"contact","location":"LOC","fields":{"last_name":"Jones","contact_balance":1.50}}`)).wants(t, http.StatusCreated)
	id := made.text(t, "id")
	path := "/records/" + id
	data := `{"id":"` + id + `","location_id":"` + f.Location.PublicID + `",` +
		`"account_number":null,"contact_api_id":null,"company_name":null,"first_name":null,"last_name":"Jones","email":null,"address":null,` +
		`"city":null,"state":null,"zip":null,"home_phone":null,"cell_phone":null,"office_phone":null,"office_ext_phone":null,` +
		`"email_trx_receipt":false,"created_ts":1803978942,"modified_ts":1803978942,"date_of_birth":null,"header_message":null,` +
		`"header_message_type_id":0,"contact_c1":null,"contact_c2":null,"contact_c3":null,"contact_balance":1.50}`
	want := fmt.Sprintf(`{"id":%q,"resource":"contact","company":%q,"location":%q,"database":null,"collection":null,"profile":null,"version":1,`+
		`"fields":%s,"interests":null,"created_at":"2027-03-02T09:15:42.007Z","updated_at":"2027-03-02T09:15:42.007Z"}`, id, f.Company.PublicID, f.Location.PublicID, data)
	if diff := cmp.Diff(want, f.call("GET", path, "").wants(t, 200).Body); diff != "" || made.Body != want || made.Header.Get("Location") != "/api/v1"+path {
		t.Errorf("at %s: %s", made.Header.Get("Location"), diff)
	}
	if e := f.Publisher.Events[0]; e.Source != "key Front desk" || e.LocationID != f.Location.ID || e.RecordID != id {
		t.Errorf("published %+v", e)
	}
	if got := f.published(); got != "contact.created "+data {
		t.Errorf("published %s", got)
	}
	if got := f.call("PATCH", path, `{"fields":{"city":"Delft"},"version":1}`).wants(t, 200); got.member(t, "version") != 2.0 || got.text(t, "fields.city") != "Delft" {
		t.Errorf("changed to %s", got.Body)
	}
	next := strings.Replace(data, `"city":null`, `"city":"Delft"`, 1)
	if got := f.published(); got != "contact.updated "+next+" was "+data {
		t.Errorf("published %s", got)
	}
	f.call("PATCH", path, `{"fields":{"city":"Lund"},"version":1}`).wants(t, http.StatusConflict)
	read := f.call("GET", path, "").wants(t, 200).Body
	if got := f.call("PATCH", path, read).wants(t, 200).Body; strings.Replace(got, `"version":3`, `"version":2`, 1) != read {
		t.Errorf("sent back %s\nbecame %s", read, got)
	}
	f.published()
	f.call("DELETE", path+"?version=1", "").wants(t, http.StatusConflict)
	f.call("DELETE", path, "").wants(t, http.StatusNoContent)
	if got := f.published(); got != "contact.deleted "+next {
		t.Errorf("published %s", got)
	}
	f.call("GET", path, "").wants(t, http.StatusNotFound)
	f.call("DELETE", path, "").wants(t, http.StatusNotFound)
}

// A profile has the fields that it is given, byte for byte, and takes its
// subprofiles along.
func TestProfileAndSubprofile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/records"), f.fill(`{"resource":"profile","database":"DB","fields":{ "z":1.50, "a":12345678901234567890123, "id":{ } },"interests":["football","football"]}`)).wants(t, http.StatusCreated)
	id := made.text(t, "id")
	data := `{"id":"` + id + `","database":"` + f.members.PublicID + `","fields":{"z":1.50,"a":12345678901234567890123,"id":{ }},"interests":["football"]}`
	if got := f.published(); got != "profile.created "+data {
		t.Errorf("published %s\nwant %s", got, data)
	}
	head := fmt.Sprintf(`{"id":%q,"resource":"profile","company":%q,"location":null,"database":%q,"collection":null,"profile":null,"version":1,`+
		`"fields":{"z":1.50,"a":12345678901234567890123,"id":{}},"interests":["football"],`, id, f.Company.PublicID, f.members.PublicID)
	if !strings.HasPrefix(made.Body, head) {
		t.Errorf("made %s\nwant %s…", made.Body, head)
	}
	child := f.call("POST", f.in("/records"), f.fill(`{"resource":"subprofile","profile":"`+id+`","collection":"COL","fields":{"total":12.50}}`)).wants(t, http.StatusCreated)
	if child.text(t, "profile") != id || child.text(t, "collection") != f.orders.PublicID || child.text(t, "database") != f.members.PublicID || child.member(t, "interests") != nil {
		t.Errorf("made %s", child.Body)
	}
	part := fmt.Sprintf(`{"id":%q,"profile":%q,"database":%q,"collection":%q,"fields":{"total":12.50}}`, child.text(t, "id"), id, f.members.PublicID, f.orders.PublicID)
	if e := f.Publisher.Events[0]; f.published() != "subprofile.created "+part || e.DatabaseRefID != f.orders.ID {
		t.Errorf("published %+v", e)
	}
	if got := f.call("PATCH", "/records/"+id, `{"fields":{"z":2}}`).wants(t, 200); got.member(t, "version") != 2.0 || !strings.Contains(got.Body, `"interests":["football"]`) {
		t.Errorf("changed to %s", got.Body)
	}
	next := strings.Replace(data, "1.50", "2", 1)
	if got := f.published(); got != "profile.updated "+next+" was "+data {
		t.Errorf("published %s", got)
	}
	if got := f.call("PATCH", "/records/"+id, `{"interests":["football"]}`).wants(t, 200); got.member(t, "version") != 2.0 || f.published() != "" {
		t.Errorf("what it is already became %s", got.Body)
	}
	f.call("DELETE", "/records/"+id, "").wants(t, http.StatusNoContent)
	if got := f.published(); got != "subprofile.deleted "+part+"\nprofile.deleted "+next {
		t.Errorf("published %s", got)
	}
	f.call("GET", "/records/"+child.text(t, "id"), "").wants(t, http.StatusNotFound)
}

// What is as deep as it may be can be listed with the others.
func TestDeepRecord(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, levels := range []int{998, 999} {
		deep := strings.Repeat("[", levels) + strings.Repeat("]", levels)
		status := map[int]int{998: http.StatusCreated, 999: http.StatusBadRequest}[levels]
		f.call("POST", f.in("/records"), f.fill(`{"resource":"profile","database":"DB","fields":{"a":`+deep+`}}`)).wants(t, status)
		f.call("POST", f.in("/event-types"), `{"name":"order.paid","sample":{"a":`+deep+`}}`).wants(t, status)
	}
	f.call("GET", f.in("/records"), "").wants(t, http.StatusOK)
	f.call("GET", f.in("/event-types"), "").wants(t, http.StatusOK)
}

func TestRefusedRecords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, field string }{
		"no resource":              {`{}`, "resource"},
		"unknown resource":         {`{"resource":"person"}`, "resource"},
		"no location":              {`{"resource":"contact","fields":{"last_name":"Jones"}}`, "location"},
		"no such location":         {`{"resource":"contact","location":"x","fields":{"last_name":"Jones"}}`, "location"},
		"no name":                  {`{"resource":"contact","location":"LOC"}`, "fields.last_name"},
		"a field of another type":  {`{"resource":"contact","location":"LOC","fields":{"last_name":7}}`, "fields.last_name"},
		"fields as text":           {`{"resource":"contact","location":"LOC","fields":"x"}`, "fields"},
		"no amount":                {`{"resource":"transaction","location":"LOC","fields":{}}`, "fields.transaction_amount"},
		"a contact of a database":  {`{"resource":"contact","location":"LOC","database":"DB","fields":{"last_name":"Jones"}}`, "database"},
		"no database":              {`{"resource":"profile"}`, "database"},
		"no such database":         {`{"resource":"profile","database":"55"}`, "database"},
		"a profile at a place":     {`{"resource":"profile","database":"DB","location":"LOC"}`, "location"},
		"a profile in a set":       {`{"resource":"profile","database":"DB","collection":"COL"}`, "collection"},
		"fields as a list":         {`{"resource":"profile","database":"DB","fields":[]}`, "fields"},
		"a field twice":            {`{"resource":"profile","database":"DB","fields":{"a":1,"a":2}}`, "fields"},
		"interests as text":        {`{"resource":"profile","database":"DB","interests":"x"}`, "interests"},
		"a field without a name":   {`{"resource":"profile","database":"DB","fields":{"":1}}`, "fields"},
		"a part of nobody":         {`{"resource":"subprofile","collection":"COL"}`, "profile"},
		"a part of another's":      {`{"resource":"subprofile","collection":"COL","profile":"55"}`, "profile"},
		"a part in no set":         {`{"resource":"subprofile","profile":"PROFILE"}`, "collection"},
		"a part in a strange set":  {`{"resource":"subprofile","profile":"PROFILE","collection":"OTHER"}`, "collection"},
		"a database as an object":  {`{"resource":"profile","database":{}}`, "database"},
		"a location of a database": {`{"resource":"subprofile","profile":"PROFILE","collection":"COL","location":"LOC"}`, "location"},
	}
	f := newFixture(t)
	profile := f.profile(`{}`)
	other := models.Database{CompanyID: f.Company.ID, Name: "Guests"}
	visits := models.Collection{Name: "Visits"}
	if err := f.Store.CreateDatabase(t.Context(), storetest.Access(), &other); err != nil {
		t.Fatal(err)
	}
	visits.DatabaseID = other.ID
	if err := f.Store.CreateCollection(t.Context(), storetest.Access(), &visits); err != nil {
		t.Fatal(err)
	}
	f.published()
	for name, test := range tests {
		body := strings.NewReplacer("PROFILE", profile, "OTHER", visits.PublicID).Replace(f.fill(test.body))
		got := f.call("POST", f.in("/records"), body)
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `{"field":"`+test.field+`"`) {
			t.Errorf("%s: %d %s, want a problem of %s", name, got.Status, got.Body, test.field)
		}
	}
	for _, body := range []string{`{"fields":[]}`, `{"interests":{}}`, `{"fields":{"":1}}`, `{"version":"x"}`, `{"version":[]}`} {
		f.call("PATCH", "/records/"+profile, body).wants(t, http.StatusUnprocessableEntity)
	}
	if got := f.published(); got != "" {
		t.Errorf("published %s", got)
	}
}

func TestListRecords(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	profile := f.profile(`{}`)
	f.call("POST", f.in("/records"), f.fill(`{"resource":"subprofile","profile":"`+profile+`","collection":"COL"}`)).wants(t, http.StatusCreated)
	for range 3 {
		f.call("POST", f.in("/records"), f.fill(`{"resource":"contact","location":"LOC","fields":{"last_name":"Jones"}}`)).wants(t, http.StatusCreated)
	}
	_, local := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	for query, want := range map[string]string{
		"": "contact contact contact subprofile profile", "resource=contact": "contact contact contact", "location=LOC": "contact contact contact",
		"database=DB": "profile", "collection=COL": "subprofile", "resource=subprofile&profile=" + profile: "subprofile", "location=LOC&resource=profile": "",
	} {
		var kinds []string
		for cursor, pages := "", 0; pages < 9; pages++ {
			got := f.call("GET", f.in("/records?limit=2&")+f.fill(query)+"&cursor="+cursor, "").wants(t, 200)
			for _, row := range got.member(t, "data").([]any) {
				kinds = append(kinds, fmt.Sprint(row.(map[string]any)["resource"]))
			}
			if cursor = got.text(t, "next_cursor"); cursor == "" {
				break
			}
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%q lists %q, want %q", query, got, want)
		}
	}
	if got := f.send(request{key: local, method: "GET", path: f.in("/records")}).wants(t, 200); len(got.member(t, "data").([]any)) != 3 || strings.Contains(got.Body, "subprofile") {
		t.Errorf("the key of a location lists %s", got.Body)
	}
	f.send(request{key: local, method: "GET", path: "/records/" + profile}).wants(t, http.StatusNotFound)
	f.send(request{key: local, method: "POST", path: f.in("/records"), body: f.fill(`{"resource":"profile","database":"DB"}`)}).wants(t, http.StatusUnprocessableEntity)
	for _, query := range []string{"resource=person", "location=x", "database=55", "collection=55", "profile=55", "limit=0", "cursor=abc"} {
		f.call("GET", f.in("/records?")+query, "").wants(t, http.StatusUnprocessableEntity)
	}
}
