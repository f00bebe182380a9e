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
	each(t, func(t *testing.T, w *world) {
		_, system := storetest.Key(t, w.store, models.Admin, models.Owner{})
		as := func(method, path, body string) answer {
			return w.send(request{key: system, method: method, path: path, body: body})
		}
		made := as("POST", "/companies", `{"name":"Contoso"}`).wants(t, http.StatusCreated)
		at := "/companies/" + made.text(t, "id")
		if made.header.Get("Location") != "/api/v1"+at || made.member(t, "active") != true {
			t.Errorf("made %s", made.body)
		}
		if got := as("PATCH", at, `{"active":false}`).wants(t, 200); got.text(t, "name") != "Contoso" || got.member(t, "active") != false {
			t.Errorf("changed to %s", got.body)
		}
		as("POST", "/companies", `{"name":""}`).wants(t, http.StatusUnprocessableEntity)
		first := as("GET", "/companies?limit=1", "").wants(t, 200)
		if cursor := first.text(t, "next_cursor"); !strings.Contains(as("GET", "/companies?limit=1&cursor="+cursor, "").body, w.company.PublicID) {
			t.Errorf("the second page misses a company; the first is %s", first.body)
		}
		if got := w.call("GET", "/companies", "").wants(t, 200); strings.Contains(got.body, "Contoso") || !strings.Contains(got.body, w.company.PublicID) {
			t.Errorf("a company's key lists %s", got.body)
		}
		place := as("POST", at+"/locations", `{"name":"Delft","code":"DFT"}`).wants(t, http.StatusCreated)
		if got := as("PATCH", "/locations/"+place.text(t, "id"), `{"time_zone":"Europe/Amsterdam"}`).wants(t, 200); got.text(t, "code") != "DFT" {
			t.Errorf("changed to %s", got.body)
		}
		if place.text(t, "company") != made.text(t, "id") || place.member(t, "version") != 1.0 {
			t.Errorf("made %s", place.body)
		}
		as("PATCH", "/locations/"+place.text(t, "id"), `{"name":"Lund","version":1}`).wants(t, http.StatusConflict)
		as("PATCH", "/locations/"+place.text(t, "id"), `{"name":"Delft","version":2}`).wants(t, 200)
		if got := as("GET", at+"/locations?q=delf", "").wants(t, 200); len(got.member(t, "data").([]any)) != 1 {
			t.Errorf("lists %s", got.body)
		}
		as("PATCH", "/locations/"+place.text(t, "id"), `{"time_zone":"Mars"}`).wants(t, http.StatusUnprocessableEntity)
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		made := w.call("POST", w.in("/keys"), `{"name":"Till","role":"operator","location":"`+w.location.PublicID+`"}`).wants(t, http.StatusCreated)
		key := made.text(t, "key")
		w.send(request{key: key, method: "GET", path: "/locations/" + w.location.PublicID}).wants(t, 200)
		list := w.call("GET", w.in("/keys"), "").wants(t, 200)
		if strings.Contains(list.body, key) || !strings.Contains(list.body, `"name":"Till"`) {
			t.Errorf("lists %s", list.body)
		}
		w.call("POST", w.in("/keys"), `{"name":"Shelf","role":"viewer"}`).wants(t, http.StatusCreated)
		if got := w.names(w.in("/keys"), "limit=1"); got != "Shelf Till Front desk" {
			t.Errorf("lists %s", got)
		}
		w.call("DELETE", w.in("/keys/"+made.text(t, "id")), "").wants(t, http.StatusNoContent)
		w.call("DELETE", w.in("/keys/"+made.text(t, "id")), "").wants(t, http.StatusNotFound)
		w.send(request{key: key, method: "GET", path: "/locations/" + w.location.PublicID}).wants(t, http.StatusUnauthorized)
		for _, body := range []string{`{"name":"x","role":"admin"}`, `{"name":"x"}`, `{"role":"viewer"}`, `{"name":"x","role":"viewer","location":"x"}`} {
			w.call("POST", w.in("/keys"), body).wants(t, http.StatusUnprocessableEntity)
		}
	})
}
