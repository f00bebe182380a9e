package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestDatabasesAndCollections(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/databases"), `{"name":" Guests "}`).wants(t, http.StatusCreated)
	path := "/databases/" + made.text(t, "id")
	want := fmt.Sprintf(`{"id":%q,"name":"Guests","company":%q,"version":1,"created_at":"2027-03-02T09:15:42.007Z","updated_at":"2027-03-02T09:15:42.007Z"}`,
		made.text(t, "id"), f.Company.PublicID)
	if got := f.call("GET", path, "").wants(t, 200); got.Body != want || made.Body != want || made.Header.Get("Location") != "/api/v1"+path {
		t.Errorf("made %s at %s\nread %s\nwant %s", made.Body, made.Header.Get("Location"), got.Body, want)
	}
	if got := f.call("PATCH", path, `{"name":"Visitors","version":1}`).wants(t, 200); got.text(t, "name") != "Visitors" || got.member(t, "version") != 2.0 {
		t.Errorf("changed to %s", got.Body)
	}
	f.call("PATCH", path, `{"name":"Guests","version":1}`).wants(t, http.StatusConflict)
	f.call("PATCH", path, `{"name":"Guests"}`).wants(t, 200) // the last write wins
	f.call("PATCH", path, `{"name":"Guests","version":"x"}`).wants(t, http.StatusUnprocessableEntity)
	inner := f.call("POST", path+"/collections", `{"name":"Visits"}`).wants(t, http.StatusCreated)
	collection := "/collections/" + inner.text(t, "id")
	if got := f.call("GET", collection, "").wants(t, 200); got.Body != inner.Body || got.text(t, "database") != made.text(t, "id") {
		t.Errorf("made %s\nread %s", inner.Body, got.Body)
	}
	if got := f.call("PATCH", collection, `{"name":"Calls"}`).wants(t, 200); got.text(t, "name") != "Calls" {
		t.Errorf("changed to %s", got.Body)
	}
	f.call("PATCH", collection, `{"name":"Calls","version":1}`).wants(t, http.StatusConflict)
	if got := f.call("DELETE", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, "It still has collections") {
		t.Errorf("refused with %s", got.Body)
	}
	f.call("DELETE", collection+"?version=1", "").wants(t, http.StatusConflict)
	f.call("DELETE", collection+"?version=2", "").wants(t, http.StatusNoContent)
	f.call("DELETE", collection, "").wants(t, http.StatusNotFound)
	f.call("DELETE", path+"?version=x", "").wants(t, http.StatusUnprocessableEntity)
	f.call("DELETE", path, "").wants(t, http.StatusNoContent)
	f.call("GET", path, "").wants(t, http.StatusNotFound)
	f.call("POST", path+"/collections", `{"name":"Visits"}`).wants(t, http.StatusNotFound)
	for _, body := range []string{`{}`, `{"name":""}`, `{"name":7}`, `{"name":"` + strings.Repeat("x", 121) + `"}`} {
		f.call("POST", f.in("/databases"), body).wants(t, http.StatusUnprocessableEntity)
		f.call("POST", "/databases/"+f.members.PublicID+"/collections", body).wants(t, http.StatusUnprocessableEntity)
	}
}

// What is in use cannot go, and it is said why.
func TestDatabaseInUse(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	parent := f.profile(`{}`)
	f.call("POST", f.in("/records"), f.fill(`{"resource":"subprofile","profile":"`+parent+`","collection":"COL"}`)).wants(t, http.StatusCreated)
	for path, word := range map[string]string{"/databases/" + f.members.PublicID: "collections", "/collections/" + f.orders.PublicID: "profiles or subprofiles"} {
		if got := f.call("DELETE", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, "It still has "+word) {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
}

func TestListDatabases(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, name := range []string{"Guests", "Alumni", "Guests"} { // and Members
		f.call("POST", f.in("/databases"), `{"name":"`+name+`"}`).wants(t, http.StatusCreated)
		f.call("POST", "/databases/"+f.members.PublicID+"/collections", `{"name":"`+name+`"}`).wants(t, http.StatusCreated)
	}
	stranger := models.Database{CompanyID: storetest.Company(t, f.Store).ID, Name: "Strangers"}
	if err := f.Store.CreateDatabase(t.Context(), storetest.Access(), &stranger); err != nil {
		t.Fatal(err)
	}
	for path, last := range map[string]string{f.in("/databases"): "Members", "/databases/" + f.members.PublicID + "/collections": "Orders"} {
		if got := f.names(path, "limit=1"); got != "Alumni Guests Guests "+last {
			t.Errorf("%s lists %s", path, got)
		}
		if got := f.names(path, "limit=2&q=uest"); got != "Guests Guests" {
			t.Errorf("%s finds %s", path, got)
		}
		for _, bad := range []string{"limit=0", "cursor=MA", "cursor=AAAA", "cursor=JSUl", "cursor=WlpaWlpaWlpaWlpaWlpaWlo"} {
			f.call("GET", path+"?"+bad, "").wants(t, http.StatusUnprocessableEntity)
		}
	}
}
