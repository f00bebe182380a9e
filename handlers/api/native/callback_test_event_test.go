package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

func TestTestEvent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.register(signed)
	got := f.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusAccepted)
	if want := `{"ids":["` + f.Publisher.Events[0].PublicID + `"]}`; got.Body != want {
		t.Errorf("answers %s, want %s", got.Body, want)
	}
	f.call("POST", "/callbacks/"+id+"/test", `{"type":"contact.created","data":{"id": 1.50}}`).wants(t, http.StatusAccepted)
	e := f.Publisher.Events
	if len(e) != 2 || !e[0].Test || e[0].OnlyTo == 0 || e[0].Type != "person_added" || string(e[1].Data) != `{"id": 1.50}` {
		t.Errorf("published %+v", e)
	}
	f.call("POST", "/callbacks/"+id+"/test", `{"type":"transaction.created"}`).wants(t, http.StatusUnprocessableEntity)
	f.Publisher.Errs = []error{models.ErrNoCallback}
	f.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusConflict)
}

// A test event is of the callback's own database or collection, whatever the
// sample of the catalogue says.
func TestTestEventOfADatabase(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	of := f.register(f.fill(`{"kind":"database","owner":{"source":{"database":"DB"}},"actions":["update"],"destination":{"url":"https://crm.example/in"}}`))
	in := f.register(f.fill(`{"kind":"database","owner":{"source":{"collection":"COL"}},"destination":{"url":"https://crm.example/in"}}`))
	f.call("POST", "/callbacks/"+of+"/test", "").wants(t, http.StatusAccepted)
	f.call("POST", "/callbacks/"+in+"/test", "").wants(t, http.StatusAccepted)
	f.call("POST", "/callbacks/"+in+"/test", `{"type":"subprofile.updated","data":{"id":"1"},"before":{"id":"2"}}`).wants(t, http.StatusAccepted)
	e := f.Publisher.Events
	if len(e) != 3 || e[0].Type != "profile.updated" || e[0].DatabaseRefID != f.members.ID || e[1].Type != "subprofile.created" || e[1].DatabaseRefID != f.orders.ID {
		t.Fatalf("published %+v", e)
	}
	if !strings.Contains(string(e[0].Data), `"database":"`+f.members.PublicID+`","fields":{"firstname":"Ines"`) ||
		!strings.Contains(string(e[1].Data), `"database":"`+f.members.PublicID+`","collection":"`+f.orders.PublicID+`"`) {
		t.Errorf("carries %s and %s", e[0].Data, e[1].Data)
	}
	if string(e[2].Before) != `{"id":"2"}` {
		t.Errorf("was %s", e[2].Before)
	}
	f.call("POST", "/callbacks/"+of+"/test", `{"type":"profile.created"}`).wants(t, http.StatusUnprocessableEntity)
	f.call("POST", "/callbacks/"+of+"/test", `{"before":[]}`).wants(t, http.StatusUnprocessableEntity)
}
