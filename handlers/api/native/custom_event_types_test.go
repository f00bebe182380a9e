package native_test

import (
	"net/http"
	"strings"
	"testing"
)

const orderPaid = `{"name":"order.paid","words":"An order was paid.","sample":{"order":{"id":7}},` +
	`"schema":{"type":"object","required":["order"],"properties":{"order":{"type":"object","required":["id"]}}}}`

func TestCustomEventTypes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	want := `{"name":"order.paid","words":"An order was paid.","built_in":false,"resource":null,"action":null,"filter":null,` +
		`"sample":{"order":{"id":7}},"schema":{"type":"object","required":["order"],"properties":{"order":{"type":"object","required":["id"]}}}}`
	f.call("POST", f.in("/events"), `{"type":"order.paid","data":{"order":{"id":7}}}`).wants(t, http.StatusUnprocessableEntity)
	f.call("POST", f.in("/callbacks"), `{"kind":"webhook","types":["order.paid"],"destination":{"url":"https://x.example/"}}`).wants(t, http.StatusUnprocessableEntity)
	if got := f.call("POST", f.in("/event-types"), orderPaid).wants(t, http.StatusCreated); got.Body != want {
		t.Errorf("made %s", got.Body)
	}
	f.call("POST", f.in("/event-types"), orderPaid).wants(t, http.StatusUnprocessableEntity) // the name is taken
	id := f.register(`{"kind":"webhook","types":["order.paid"],"destination":{"url":"https://x.example/"}}`)
	f.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusAccepted)
	f.call("POST", f.in("/events"), `{"type":"order.paid","data":{"order":{"id":7}}}`).wants(t, http.StatusAccepted)
	if e := f.Publisher.Events; len(e) != 2 || string(e[0].Data) != `{"order":{"id":7}}` || e[1].Action != "" {
		t.Errorf("published %+v", e)
	}
	refused := f.call("POST", f.in("/events"), `[{"type":"order.paid","data":{"order":{}}}]`).wants(t, http.StatusUnprocessableEntity)
	if !strings.Contains(refused.Body, `"field":"0.data.order"`) {
		t.Errorf("refused with %s", refused.Body)
	}
	for _, name := range []string{`"order.settled"`, `""`, `7`} {
		got := f.call("PATCH", f.in("/event-types/order.paid"), `{"name":`+name+`,"words":"Settled."}`).wants(t, http.StatusUnprocessableEntity)
		if !strings.Contains(got.Body, `"errors":[{"field":"name"`) {
			t.Errorf("named %s: %s", name, got.Body)
		}
	}
	if got := f.call("PATCH", f.in("/event-types/order.paid"), orderPaid).wants(t, 200); got.Body != want {
		t.Errorf("sent back: %s", got.Body)
	}
	f.call("PATCH", f.in("/event-types/order.paid"), `{"name":null,"schema":null,"words":"Paid."}`).wants(t, 200)
	f.call("POST", f.in("/events"), `{"type":"order.paid","data":{"order":{}}}`).wants(t, http.StatusAccepted)
	f.call("DELETE", f.in("/event-types/order.paid"), "").wants(t, http.StatusNoContent)
	f.call("GET", f.in("/event-types/order.paid"), "").wants(t, http.StatusNotFound)
	f.call("PATCH", "/callbacks/"+id, `{"name":"still there"}`).wants(t, 200)
	f.call("POST", f.in("/event-types"), orderPaid).wants(t, http.StatusCreated) // the name is free again
}
