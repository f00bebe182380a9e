package native_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/keys"), `{"name":"Till","role":"operator","location":"`+f.Location.PublicID+`"}`).wants(t, http.StatusCreated)
	key := made.text(t, "key")
	f.send(request{key: key, method: "GET", path: "/locations/" + f.Location.PublicID}).wants(t, 200)
	list := f.call("GET", f.in("/keys"), "").wants(t, 200)
	if strings.Contains(list.Body, key) || !strings.Contains(list.Body, `"name":"Till"`) {
		t.Errorf("lists %s", list.Body)
	}
	f.call("POST", f.in("/keys"), `{"name":"Shelf","role":"viewer"}`).wants(t, http.StatusCreated)
	if got := f.names(f.in("/keys"), "limit=1"); got != "Shelf Till Front desk" {
		t.Errorf("lists %s", got)
	}
	f.call("DELETE", f.in("/keys/"+made.text(t, "id")), "").wants(t, http.StatusNoContent)
	f.call("DELETE", f.in("/keys/"+made.text(t, "id")), "").wants(t, http.StatusNotFound)
	f.send(request{key: key, method: "GET", path: "/locations/" + f.Location.PublicID}).wants(t, http.StatusUnauthorized)
	for _, body := range []string{`{"name":"x","role":"admin"}`, `{"name":"x"}`, `{"role":"viewer"}`, `{"name":"x","role":"viewer","location":"x"}`} {
		f.call("POST", f.in("/keys"), body).wants(t, http.StatusUnprocessableEntity)
	}
}
