package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestCompaniesAndLocations(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, system := storetest.Key(t, f.Store, models.Admin, models.Owner{})
	as := func(method, path, body string) answer {
		return f.send(request{key: system, method: method, path: path, body: body})
	}
	made := as("POST", "/companies", `{"name":"Contoso"}`).wants(t, http.StatusCreated)
	at := "/companies/" + made.text(t, "id")
	if made.Header.Get("Location") != "/api/v1"+at || made.member(t, "active") != true {
		t.Errorf("made %s", made.Body)
	}
	if got := as("PATCH", at, `{"active":false}`).wants(t, 200); got.text(t, "name") != "Contoso" || got.member(t, "active") != false {
		t.Errorf("changed to %s", got.Body)
	}
	as("POST", "/companies", `{"name":""}`).wants(t, http.StatusUnprocessableEntity)
	first := as("GET", "/companies?limit=1", "").wants(t, 200)
	if cursor := first.text(t, "next_cursor"); !strings.Contains(as("GET", "/companies?limit=1&cursor="+cursor, "").Body, f.Company.PublicID) {
		t.Errorf("the second page misses a company; the first is %s", first.Body)
	}
	if got := f.call("GET", "/companies", "").wants(t, 200); strings.Contains(got.Body, "Contoso") || !strings.Contains(got.Body, f.Company.PublicID) {
		t.Errorf("a company's key lists %s", got.Body)
	}
	place := as("POST", at+"/locations", `{"name":"Delft","code":"DFT"}`).wants(t, http.StatusCreated)
	if got := as("PATCH", "/locations/"+place.text(t, "id"), `{"time_zone":"Europe/Amsterdam"}`).wants(t, 200); got.text(t, "code") != "DFT" {
		t.Errorf("changed to %s", got.Body)
	}
	if place.text(t, "company") != made.text(t, "id") || place.member(t, "version") != 1.0 {
		t.Errorf("made %s", place.Body)
	}
	as("PATCH", "/locations/"+place.text(t, "id"), `{"name":"Lund","version":1}`).wants(t, http.StatusConflict)
	as("PATCH", "/locations/"+place.text(t, "id"), `{"name":"Delft","version":2}`).wants(t, 200)
	if got := as("GET", at+"/locations?q=delf", "").wants(t, 200); len(got.member(t, "data").([]any)) != 1 {
		t.Errorf("lists %s", got.Body)
	}
	as("PATCH", "/locations/"+place.text(t, "id"), `{"time_zone":"Mars"}`).wants(t, http.StatusUnprocessableEntity)
}
