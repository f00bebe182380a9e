package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestDatabaseCallback(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		made := w.call("POST", w.in("/callbacks"), w.named(`{"kind":"database","owner":{"source":{"collection":"COL"}},"actions":["update"],"destination":{"url":"https://crm.example/in","format":"text/xml"}}`)).wants(t, http.StatusCreated)
		want := fmt.Sprintf(`"owner":{"company":%q,"location":null,"source":{"database":%q,"collection":%q}},"types":["subprofile.*"],"actions":["update"]`,
			w.company.PublicID, w.members.PublicID, w.orders.PublicID)
		if !strings.Contains(made.body, want) || made.text(t, "destination.format") != "text/xml" || made.text(t, "state") != "active" {
			t.Errorf("made %s\nwant %s", made.body, want)
		}
		if text := made.body; strings.Contains(text, "expands") || strings.Contains(text, `"active":`) {
			t.Errorf("has what only postbacks have: %s", text)
		}
		path := "/callbacks/" + made.text(t, "id")
		if got := w.call("PATCH", path, `{"actions":["create","delete"],"condition":"total > 10"}`).wants(t, 200); !strings.Contains(got.body, `"actions":["create","delete"]`) || got.text(t, "condition") != "total > 10" {
			t.Errorf("changed to %s", got.body)
		}
		if got := w.call("PATCH", path, `{"dates":{"end":"2036-01-01T00:00Z"}}`).wants(t, 200); got.text(t, "dates.end") != "2036-01-01T00:00:00.000Z" {
			t.Errorf("an end is not told: %s", got.body)
		}
		w.call("PATCH", path, `{"types":["profile.*"]}`).wants(t, http.StatusUnprocessableEntity)
		w.register(w.named(`{"kind":"database","owner":{"source":{"database":"DB"}},"destination":{"url":"https://crm.example/in"}}`))
		for query, n := range map[string]int{"collection=COL": 1, "database=DB": 1, "kind=database": 2, "location=LOC": 0, "database=DB&kind=event": 0} {
			if got := w.call("GET", w.in("/callbacks?")+w.named(query), "").wants(t, 200); len(got.member(t, "data").([]any)) != n {
				t.Errorf("%s lists %s", query, got.body)
			}
		}
		for _, query := range []string{"kind=all", "location=x", "database=1", "collection=%00"} {
			w.call("GET", w.in("/callbacks?")+query, "").wants(t, http.StatusUnprocessableEntity)
		}
		_, local := storetest.Key(t, w.store, models.Manager, w.location.Owner())
		body := w.named(`{"kind":"database","owner":{"source":{"database":"DB"}},"destination":{"url":"https://crm.example/in"}}`)
		w.send(request{key: local, method: "POST", path: w.in("/callbacks"), body: body}).wants(t, http.StatusUnprocessableEntity)
	})
}

// A test event is of the callback's own database or collection, whatever the
// sample of the catalogue says.
func TestTestEventOfADatabase(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		of := w.register(w.named(`{"kind":"database","owner":{"source":{"database":"DB"}},"actions":["update"],"destination":{"url":"https://crm.example/in"}}`))
		in := w.register(w.named(`{"kind":"database","owner":{"source":{"collection":"COL"}},"destination":{"url":"https://crm.example/in"}}`))
		w.call("POST", "/callbacks/"+of+"/test", "").wants(t, http.StatusAccepted)
		w.call("POST", "/callbacks/"+in+"/test", "").wants(t, http.StatusAccepted)
		w.call("POST", "/callbacks/"+in+"/test", `{"type":"subprofile.updated","data":{"id":"1"},"before":{"id":"2"}}`).wants(t, http.StatusAccepted)
		e := w.publisher.events
		if len(e) != 3 || e[0].Type != "profile.updated" || e[0].DatabaseRefID != w.members.ID || e[1].Type != "subprofile.created" || e[1].DatabaseRefID != w.orders.ID {
			t.Fatalf("published %+v", e)
		}
		if !strings.Contains(string(e[0].Data), `"database":"`+w.members.PublicID+`","fields":{"firstname":"Ines"`) ||
			!strings.Contains(string(e[1].Data), `"database":"`+w.members.PublicID+`","collection":"`+w.orders.PublicID+`"`) {
			t.Errorf("carries %s and %s", e[0].Data, e[1].Data)
		}
		if string(e[2].Before) != `{"id":"2"}` {
			t.Errorf("was %s", e[2].Before)
		}
		w.call("POST", "/callbacks/"+of+"/test", `{"type":"profile.created"}`).wants(t, http.StatusUnprocessableEntity)
		w.call("POST", "/callbacks/"+of+"/test", `{"before":[]}`).wants(t, http.StatusUnprocessableEntity)
	})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.register(`{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in","backup_url":"https://crm2.example/in"},"sign_in":{"user":"crm","password":"p"}}`)
		path := "/callbacks/" + id
		w.receivers.refuses["https://crm2.example/in"] = true
		got := w.call("POST", path+"/verify", "").wants(t, 200)
		tried := got.member(t, "tried").([]any)
		if got.member(t, "answered") != false || len(tried) != 2 || !strings.Contains(got.body, `"url":"https://crm2.example/in","started_at":"2027-03-02T09:15:42.007Z","took_ms":0,"code":401,"cause":{"code":"http_401"`) {
			t.Errorf("answers %s", got.body)
		}
		if got := w.call("GET", path, ""); got.text(t, "state") != "unverified" || got.member(t, "verified_at") != nil {
			t.Errorf("after it: %s", got.body)
		}
		delete(w.receivers.refuses, "https://crm2.example/in")
		if got := w.call("POST", path+"/verify", "").wants(t, 200); got.member(t, "answered") != true || got.member(t, "released") != 0.0 {
			t.Errorf("answers %s", got.body)
		}
		if got := w.call("GET", path, ""); got.text(t, "state") != "active" || got.text(t, "verified_at") == "" {
			t.Errorf("verified: %s", got.body)
		}
		if got := w.call("PATCH", path, `{"destination":{"url":"https://crm3.example/in"}}`); got.text(t, "state") != "unverified" {
			t.Errorf("moved: %s", got.body)
		}
		if got := w.call("POST", "/callbacks/"+w.register(signed)+"/verify", "").wants(t, 200); got.member(t, "answered") != true {
			t.Errorf("a signed one: %s", got.body)
		}
	})
}

// TestConditionUnchecked sends a condition that nobody could look at: it need
// not be mended, but sent again.
func TestConditionUnchecked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		path := "/callbacks/" + w.register(signed)
		got := w.call("PATCH", path, `{"condition":"busy"}`).wants(t, http.StatusServiceUnavailable)
		if got.text(t, "detail") != "The condition could not be checked just now. Try again in a few seconds" || got.header.Get("Retry-After") == "" {
			t.Errorf("answers %v %s", got.header, got.body)
		}
		w.call("PATCH", path, `{"condition":"busy","timeout_s":99}`).wants(t, http.StatusUnprocessableEntity)
		w.call("PATCH", path, `{"condition":"busy(0)"}`).wants(t, http.StatusOK)
	})
}
