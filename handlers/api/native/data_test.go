package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// named fills in the ids of what belongs to the company.
func (w *world) named(text string) string {
	return strings.NewReplacer("LOC", w.location.PublicID, "DB", w.members.PublicID, "COL", w.orders.PublicID).Replace(text)
}

// profile makes a profile and returns its id.
func (w *world) profile(fields string) string {
	w.t.Helper()
	body := w.named(`{"resource":"profile","database":"DB","fields":` + fields + `}`)
	return w.call("POST", w.in("/records"), body).wants(w.t, http.StatusCreated).text(w.t, "id")
}

func TestDatabasesAndCollections(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		made := w.call("POST", w.in("/databases"), `{"name":" Guests "}`).wants(t, http.StatusCreated)
		path := "/databases/" + made.text(t, "id")
		want := fmt.Sprintf(`{"id":%q,"name":"Guests","company":%q,"version":1,"created_at":"2027-03-02T09:15:42.007Z","updated_at":"2027-03-02T09:15:42.007Z"}`,
			made.text(t, "id"), w.company.PublicID)
		if got := w.call("GET", path, "").wants(t, 200); got.body != want || made.body != want || made.header.Get("Location") != "/api/v1"+path {
			t.Errorf("made %s at %s\nread %s\nwant %s", made.body, made.header.Get("Location"), got.body, want)
		}
		if got := w.call("PATCH", path, `{"name":"Visitors","version":1}`).wants(t, 200); got.text(t, "name") != "Visitors" || got.member(t, "version") != 2.0 {
			t.Errorf("changed to %s", got.body)
		}
		w.call("PATCH", path, `{"name":"Guests","version":1}`).wants(t, http.StatusConflict)
		w.call("PATCH", path, `{"name":"Guests"}`).wants(t, 200) // the last write wins
		w.call("PATCH", path, `{"name":"Guests","version":"x"}`).wants(t, http.StatusUnprocessableEntity)
		inner := w.call("POST", path+"/collections", `{"name":"Visits"}`).wants(t, http.StatusCreated)
		one := "/collections/" + inner.text(t, "id")
		if got := w.call("GET", one, "").wants(t, 200); got.body != inner.body || got.text(t, "database") != made.text(t, "id") {
			t.Errorf("made %s\nread %s", inner.body, got.body)
		}
		if got := w.call("PATCH", one, `{"name":"Calls"}`).wants(t, 200); got.text(t, "name") != "Calls" {
			t.Errorf("changed to %s", got.body)
		}
		w.call("PATCH", one, `{"name":"Calls","version":1}`).wants(t, http.StatusConflict)
		if got := w.call("DELETE", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, "It still has collections") {
			t.Errorf("refused with %s", got.body)
		}
		w.call("DELETE", one+"?version=1", "").wants(t, http.StatusConflict)
		w.call("DELETE", one+"?version=2", "").wants(t, http.StatusNoContent)
		w.call("DELETE", one, "").wants(t, http.StatusNotFound)
		w.call("DELETE", path+"?version=x", "").wants(t, http.StatusUnprocessableEntity)
		w.call("DELETE", path, "").wants(t, http.StatusNoContent)
		w.call("GET", path, "").wants(t, http.StatusNotFound)
		w.call("POST", path+"/collections", `{"name":"Visits"}`).wants(t, http.StatusNotFound)
		for _, body := range []string{`{}`, `{"name":""}`, `{"name":7}`, `{"name":"` + strings.Repeat("x", 121) + `"}`} {
			w.call("POST", w.in("/databases"), body).wants(t, http.StatusUnprocessableEntity)
			w.call("POST", "/databases/"+w.members.PublicID+"/collections", body).wants(t, http.StatusUnprocessableEntity)
		}
	})
}

// What is in use cannot go, and it is said why.
func TestDatabaseInUse(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		parent := w.profile(`{}`)
		w.call("POST", w.in("/records"), w.named(`{"resource":"subprofile","profile":"`+parent+`","collection":"COL"}`)).wants(t, http.StatusCreated)
		for path, word := range map[string]string{"/databases/" + w.members.PublicID: "collections", "/collections/" + w.orders.PublicID: "profiles or subprofiles"} {
			if got := w.call("DELETE", path, "").wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, "It still has "+word) {
				t.Errorf("%s: %s", path, got.body)
			}
		}
	})
}

func TestListDatabases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Guests", "Alumni", "Guests"} { // and Members
			w.call("POST", w.in("/databases"), `{"name":"`+name+`"}`).wants(t, http.StatusCreated)
			w.call("POST", "/databases/"+w.members.PublicID+"/collections", `{"name":"`+name+`"}`).wants(t, http.StatusCreated)
		}
		stranger := models.Database{CompanyID: storetest.Company(t, w.store).ID, Name: "Strangers"}
		if err := w.store.CreateDatabase(t.Context(), storetest.Access(), &stranger); err != nil {
			t.Fatal(err)
		}
		for path, last := range map[string]string{w.in("/databases"): "Members", "/databases/" + w.members.PublicID + "/collections": "Orders"} {
			if got := w.names(path, "limit=1"); got != "Alumni Guests Guests "+last {
				t.Errorf("%s lists %s", path, got)
			}
			if got := w.names(path, "limit=2&q=uest"); got != "Guests Guests" {
				t.Errorf("%s finds %s", path, got)
			}
			for _, bad := range []string{"limit=0", "cursor=MA", "cursor=AAAA", "cursor=JSUl", "cursor=WlpaWlpaWlpaWlpaWlpaWlo"} {
				w.call("GET", path+"?"+bad, "").wants(t, http.StatusUnprocessableEntity)
			}
		}
	})
}

// names lists the names of all pages of a list.
func (w *world) names(path, query string) string {
	w.t.Helper()
	var names []string
	for cursor := ""; len(names) < 100; {
		got := w.call("GET", path+"?"+query+"&cursor="+cursor, "").wants(w.t, 200)
		for _, row := range got.member(w.t, "data").([]any) {
			names = append(names, fmt.Sprint(row.(map[string]any)["name"]))
		}
		if cursor = got.text(w.t, "next_cursor"); cursor == "" {
			break
		}
	}
	return strings.Join(names, " ")
}
