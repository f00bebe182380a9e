package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestPublish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		one := `{"id":"e-1","type":"contact.updated","occurred_at":"2027-03-01T10:00:00.5Z","location_id":"` + w.location.PublicID +
			`","data":{ "b":1.50, "a":12345678901234567890123 },"before":{"b":1}}`
		if got := w.call("POST", w.in("/events"), one).wants(t, http.StatusAccepted).body; got != `{"ids":["e-1"]}` {
			t.Errorf("answers %s", got)
		}
		e := w.publisher.events[0]
		if string(e.Data) != `{ "b":1.50, "a":12345678901234567890123 }` || string(e.Before) != `{"b":1}` {
			t.Errorf("carries %s, before %s", e.Data, e.Before)
		}
		if e.LocationID != w.location.ID || e.CompanyID != w.company.ID || e.Source != "key Front desk" || e.OccurredAt%1000 != 500 || e.Test {
			t.Errorf("published %+v", e)
		}
		many := `[{"type":"person_added","data":{"person":{}}},{"id":"e-2","type":"person_added","data":{}}]`
		if got := w.call("POST", w.in("/events"), many).wants(t, http.StatusAccepted).body; got != `{"ids":["AB234SDFD234","e-2"]}` {
			t.Errorf("answers %s", got)
		}
	})
}

func TestRefusedEvents(t *testing.T) {
	t.Parallel()
	thousand := "[" + strings.Repeat(`{"type":"person_added","data":{}},`, 1000) + `{"type":"person_added","data":{}}]`
	tests := map[string]struct {
		body   string
		status int
		shows  string
	}{
		"nothing":           {``, 400, "JSON object"},
		"a number":          {`7`, 400, "JSON object"},
		"broken":            {`[{"type":`, 400, "not valid JSON"},
		"broken within":     {`[{"type":"person_added","type":"x"}]`, 400, "Event 0"},
		"no events":         {`[]`, 422, `{"field":"body","detail":"An array must hold 1 to 1,000 events"}`},
		"1,001 events":      {thousand, 422, `{"field":"body","detail":"An array must hold 1 to 1,000 events"}`},
		"no type":           {`{"data":{}}`, 422, `"field":"type"`},
		"unknown type":      {`{"type":"person_gone","data":{}}`, 422, `"field":"type"`},
		"no data":           {`{"type":"person_added"}`, 422, `"field":"data"`},
		"data is a list":    {`{"type":"person_added","data":[1]}`, 422, `"field":"data"`},
		"a bad id":          {`{"id":"a b","type":"person_added","data":{}}`, 422, `"field":"id"`},
		"a long id":         {`{"id":"` + strings.Repeat("x", 65) + `","type":"person_added","data":{}}`, 422, `"field":"id"`},
		"a bad date":        {`{"type":"person_added","data":{},"occurred_at":"soon"}`, 422, `"field":"occurred_at"`},
		"no such location":  {`{"type":"person_added","data":{},"location_id":"x"}`, 422, `"field":"location_id"`},
		"the second of two": {`[{"type":"person_added","data":{}},{"data":{}}]`, 422, `"field":"1.type"`},
	}
	each(t, func(t *testing.T, w *world) {
		for name, test := range tests {
			got := w.call("POST", w.in("/events"), test.body)
			if got.status != test.status || !strings.Contains(got.body, test.shows) {
				t.Errorf("%s: %d %.300s", name, got.status, got.body)
			}
		}
		big := `{"type":"person_added","data":{"a":"` + strings.Repeat("x", 16<<20) + `"}}`
		if got := w.call("POST", w.in("/events"), big).wants(t, http.StatusRequestEntityTooLarge).text(t, "detail"); got != "The body must be 16 MiB or smaller" {
			t.Errorf("says %q", got)
		}
		large := `{"type":"person_added","data":{"a":"` + strings.Repeat("x", 2<<20) + `"}}`
		w.call("POST", w.in("/events"), large).wants(t, http.StatusAccepted)
		if len(w.publisher.events) != 1 {
			t.Errorf("%d events were published", len(w.publisher.events))
		}
	})
}

// The key of a location publishes what happens there, and nothing else.
func TestPublishFromALocation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, key := storetest.Key(t, w.store, models.Manager, w.location.Owner())
		other := models.Location{CompanyID: w.company.ID, Name: "Rotterdam Zuid", Active: true}
		if err := w.store.CreateLocation(t.Context(), storetest.Access(), &other); err != nil {
			t.Fatal(err)
		}
		for at, status := range map[string]int{w.location.PublicID: 202, other.PublicID: 422, "": 422} {
			body := fmt.Sprintf(`{"type":"person_added","data":{},"location_id":%q}`, at)
			if got := w.send(request{key: key, method: "POST", path: w.in("/events"), body: body}); got.status != status {
				t.Errorf("at %q: %d %s", at, got.status, got.body)
			}
		}
		stranger := storetest.Company(t, w.store)
		got := w.send(request{key: key, method: "POST", path: "/companies/" + stranger.PublicID + "/events", body: `{"type":"person_added","data":{}}`})
		got.wants(t, http.StatusNotFound)
	})
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		named := func(name, body string) answer {
			return w.send(request{key: w.key, method: "POST", path: w.in("/callbacks"), body: body, headers: map[string]string{"Idempotency-Key": name}})
		}
		first := named("a", signed).wants(t, http.StatusCreated)
		again := named("a", signed).wants(t, http.StatusCreated)
		if again.body != first.body || again.header.Get("Location") != first.header.Get("Location") || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("first %s\nagain %s", first.body, again.body)
		}
		if named("b", signed).wants(t, http.StatusCreated).text(t, "id") == first.text(t, "id") {
			t.Error("another name gives the same callback")
		}
		named("a", `{}`).wants(t, http.StatusUnprocessableEntity)
		named("c", `{}`).wants(t, http.StatusUnprocessableEntity)
		named("c", signed).wants(t, http.StatusCreated) // what was refused is not remembered
		_, other := storetest.Key(t, w.store, models.Manager, w.company.Owner())
		theirs := w.send(request{key: other, method: "POST", path: w.in("/callbacks"), body: signed, headers: map[string]string{"Idempotency-Key": "a"}})
		if theirs.wants(t, http.StatusCreated).text(t, "id") == first.text(t, "id") {
			t.Error("another key gets the answer of this one")
		}
		named(strings.Repeat("x", 256), signed).wants(t, http.StatusUnprocessableEntity)
	})
}

func TestShowEvent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(1)
		path := w.in("/events/e-0")
		want := `{"id":"e-0","type":"person_added","action":null,"location_id":"` + w.location.PublicID + `","database_id":null,"collection_id":null,"record_id":null,"test":false,"source":"key Shop",` +
			`"occurred_at":"2027-03-02T09:15:42.007Z","accepted_at":"2027-03-02T09:15:42.007Z","data":{"person":{"n":1.50}},"before":null}`
		if got := w.call("GET", path, "").wants(t, 200).body; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.location.Owner())
		if got := w.send(request{key: viewer, method: "GET", path: path}).wants(t, 200); strings.Contains(got.body, `"data":`) {
			t.Errorf("a viewer reads %s", got.body)
		}
		w.call("GET", w.in("/events/none"), "").wants(t, http.StatusNotFound)
	})
}
