package e2e

import (
	"net/http"
	"net/url"
	"strings"
)

// byNative is the life of a record through Callboard's own API, which is the
// same for every record.
func byNative(resource, body string) func(s site) {
	return func(s site) {
		body := strings.NewReplacer("AT", s.at, "PARENT", s.parent).Replace(`{"resource":"` + resource + `",` + body + `}`)
		made := want[struct{ ID string }](s.t, s.key.call(http.MethodPost, "/api/v1/companies/"+s.company+"/records", body), http.StatusCreated)
		want[map[string]any](s.t, s.key.call(http.MethodPatch, "/api/v1/records/"+made.ID, `{"fields":{"city":"Delft"}}`), http.StatusOK)
		s.done(s.key.call(http.MethodDelete, "/api/v1/records/"+made.ID, ""), http.StatusNoContent)
	}
}

// done fails the test unless a call was answered so.
func (s site) done(got answer, code int) answer {
	s.t.Helper()
	if got.code != code {
		s.t.Fatalf("answered %d, want %d: %s", got.code, code, got.body)
	}
	return got
}

func contactByAPI(s site) {
	made := want[contactOf](s.t, s.key.call(http.MethodPost, "/v2/contacts", sampleContact(s.at)), http.StatusCreated)
	path := "/v2/contacts/" + made.Contact["id"].(string)
	want[contactOf](s.t, s.key.call(http.MethodPut, path, `{"contact":{"city":"Delft"}}`), http.StatusOK)
	s.done(s.key.call(http.MethodDelete, path, ""), http.StatusNoContent)
}

func contactByHand(s site) {
	made := s.done(s.admin.post("/admin/locations/"+s.at+"/records/contacts/new", url.Values{"last_name": {"Jones"}, "email_trx_receipt": {"false"}}), http.StatusSeeOther)
	path := made.header.Get("Location")
	s.done(s.admin.post(path+"/edit", url.Values{
		"last_name": {"Jones"}, "city": {"Delft"}, "email_trx_receipt": {"false"}, "header_message_type_id": {"0"}, "version": {"1"},
	}), http.StatusSeeOther)
	s.done(s.admin.post(path+"/delete", nil), http.StatusSeeOther)
}

func profileByAPI(s site) {
	made := s.done(s.key.call(http.MethodPost, "/database/"+s.at+"/profiles", `{"fields":{"city":"Lund","age":34},"interests":["football"]}`), http.StatusCreated)
	path := "/profile/" + made.header.Get("X-Created")
	s.done(s.key.call(http.MethodPut, path, `{"city":"Delft"}`), http.StatusSeeOther)
	s.done(s.key.call(http.MethodDelete, path, ""), http.StatusOK)
}

func subprofileByAPI(s site) {
	made := s.done(s.key.call(http.MethodPost, "/profile/"+s.parent+"/subprofiles/"+s.at, `{"city":"Lund","age":34}`), http.StatusCreated)
	path := "/subprofile/" + made.header.Get("X-Created")
	s.done(s.key.call(http.MethodPut, path, `{"city":"Delft"}`), http.StatusSeeOther)
	s.done(s.key.call(http.MethodDelete, path, ""), http.StatusOK)
}

func profileByHand(s site) {
	s.byForm("/admin/databases/"+s.at+"/profiles/new", url.Values{"interests": {"football"}})
}

func subprofileByHand(s site) {
	s.byForm("/admin/profiles/"+s.parent+"/subprofiles/"+s.at+"/new", url.Values{})
}

// byForm is the life of a profile or subprofile by the forms of the console.
func (s site) byForm(at string, form url.Values) {
	form["field_name"], form["field_value"], form["field_kind"] = []string{"city", "age"}, []string{"Lund", "34"}, []string{"text", "number"}
	path := s.done(s.admin.post(at, form), http.StatusSeeOther).header.Get("Location")
	for _, name := range []string{"field_name", "field_value", "field_kind"} {
		form.Del(name)
	}
	form["known"], form["known_value"], form["known_kind"] = []string{`"city"`, `"age"`}, []string{"Delft", "34"}, []string{"text", "number"}
	form.Set("version", "1")
	s.done(s.admin.post(path+"/edit", form), http.StatusSeeOther)
	s.done(s.admin.post(path+"/delete", nil), http.StatusSeeOther)
}
