package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/store/storetest"
)

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	named := func(name, body string) answer {
		return f.send(request{key: f.Key, method: "POST", path: f.in("/callbacks"), body: body, headers: map[string]string{"Idempotency-Key": name}})
	}
	first := named("a", signed).wants(t, http.StatusCreated)
	again := named("a", signed).wants(t, http.StatusCreated)
	if again.Body != first.Body || again.Header.Get("Location") != first.Header.Get("Location") || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %s\nagain %s", first.Body, again.Body)
	}
	if named("b", signed).wants(t, http.StatusCreated).text(t, "id") == first.text(t, "id") {
		t.Error("another name gives the same callback")
	}
	named("a", `{}`).wants(t, http.StatusUnprocessableEntity)
	named("c", `{}`).wants(t, http.StatusUnprocessableEntity)
	named("c", signed).wants(t, http.StatusCreated) // what was refused is not remembered
	_, other := storetest.Key(t, f.Store, models.Manager, f.Company.Owner())
	theirs := f.send(request{key: other, method: "POST", path: f.in("/callbacks"), body: signed, headers: map[string]string{"Idempotency-Key": "a"}})
	if theirs.wants(t, http.StatusCreated).text(t, "id") == first.text(t, "id") {
		t.Error("another key gets the answer of this one")
	}
	named(strings.Repeat("x", 256), signed).wants(t, http.StatusUnprocessableEntity)
}

// Every POST can name itself: sent twice, it is done once.
func TestEveryPostCanNameItself(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, f.Key = storetest.Key(t, f.Store, models.Admin, models.Owner{})
	bodies := map[string]string{
		"/companies": `{"name":"Contoso"}`, "/companies/{company}/locations": `{"name":"Delft"}`, "/companies/{company}/databases": `{"name":"Guests"}`,
		"/databases/{database}/collections": `{"name":"Visits"}`, "/companies/{company}/records": f.fill(`{"resource":"profile","database":"DB"}`),
		"/companies/{company}/events": `{"type":"person_added","data":{"person":{}}}`, "/companies/{company}/event-types": orderPaid,
		"/companies/{company}/callbacks": signed, "/companies/{company}/keys": `{"name":"Till","role":"viewer"}`, "/resends": `{"filter":{"status":["failed"]}}`,
	}
	fill := f.pathValues()
	for _, route := range f.api.Routes() {
		method, pattern, _ := strings.Cut(strings.Replace(route.Pattern, native.BasePath, "", 1), " ")
		if method != "POST" {
			continue
		}
		path, body := fill.Replace(pattern), bodies[pattern]
		named := request{key: f.Key, method: "POST", path: path, body: body, headers: map[string]string{"Idempotency-Key": "one " + pattern}}
		first := f.send(named)
		again := f.send(named)
		if first.Status >= 300 && first.Status != http.StatusConflict {
			t.Errorf("%s: %d %s", pattern, first.Status, first.Body)
		} else if first.Status < 300 && (again.Body != first.Body || again.Header.Get("Idempotency-Replayed") != "true") {
			t.Errorf("%s: first %s, again %d %s", pattern, first.Body, again.Status, again.Body)
		}
	}
}
