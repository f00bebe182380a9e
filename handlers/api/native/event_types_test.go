package native_test

import (
	"net/http"
	"strings"
	"testing"
)

const orderPaid = `{"name":"order.paid","words":"An order was paid.","sample":{"order":{"id":7}},` +
	`"schema":{"type":"object","required":["order"],"properties":{"order":{"type":"object","required":["id"]}}}}`

func TestOwnEventTypes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		want := `{"name":"order.paid","words":"An order was paid.","built_in":false,"resource":null,"action":null,"filter":null,` +
			`"sample":{"order":{"id":7}},"schema":{"type":"object","required":["order"],"properties":{"order":{"type":"object","required":["id"]}}}}`
		w.call("POST", w.in("/events"), `{"type":"order.paid","data":{"order":{"id":7}}}`).wants(t, http.StatusUnprocessableEntity)
		w.call("POST", w.in("/callbacks"), `{"kind":"webhook","types":["order.paid"],"destination":{"url":"https://x.example/"}}`).wants(t, http.StatusUnprocessableEntity)
		if got := w.call("POST", w.in("/event-types"), orderPaid).wants(t, http.StatusCreated); got.body != want {
			t.Errorf("made %s", got.body)
		}
		w.call("POST", w.in("/event-types"), orderPaid).wants(t, http.StatusUnprocessableEntity) // the name is taken
		id := w.register(`{"kind":"webhook","types":["order.paid"],"destination":{"url":"https://x.example/"}}`)
		w.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusAccepted)
		w.call("POST", w.in("/events"), `{"type":"order.paid","data":{"order":{"id":7}}}`).wants(t, http.StatusAccepted)
		if e := w.publisher.events; len(e) != 2 || string(e[0].Data) != `{"order":{"id":7}}` || e[1].Action != "" {
			t.Errorf("published %+v", e)
		}
		refused := w.call("POST", w.in("/events"), `[{"type":"order.paid","data":{"order":{}}}]`).wants(t, http.StatusUnprocessableEntity)
		if !strings.Contains(refused.body, `"field":"0.data.order"`) {
			t.Errorf("refused with %s", refused.body)
		}
		for _, name := range []string{`"order.settled"`, `""`, `7`} {
			got := w.call("PATCH", w.in("/event-types/order.paid"), `{"name":`+name+`,"words":"Settled."}`).wants(t, http.StatusUnprocessableEntity)
			if !strings.Contains(got.body, `"errors":[{"field":"name"`) {
				t.Errorf("named %s: %s", name, got.body)
			}
		}
		if got := w.call("PATCH", w.in("/event-types/order.paid"), orderPaid).wants(t, 200); got.body != want {
			t.Errorf("sent back: %s", got.body)
		}
		w.call("PATCH", w.in("/event-types/order.paid"), `{"name":null,"schema":null,"words":"Paid."}`).wants(t, 200)
		w.call("POST", w.in("/events"), `{"type":"order.paid","data":{"order":{}}}`).wants(t, http.StatusAccepted)
		w.call("DELETE", w.in("/event-types/order.paid"), "").wants(t, http.StatusNoContent)
		w.call("GET", w.in("/event-types/order.paid"), "").wants(t, http.StatusNotFound)
		w.call("PATCH", "/callbacks/"+id, `{"name":"still there"}`).wants(t, 200)
		w.call("POST", w.in("/event-types"), orderPaid).wants(t, http.StatusCreated) // the name is free again
	})
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.call("POST", w.in("/event-types"), orderPaid).wants(t, http.StatusCreated)
		list := w.call("GET", w.in("/event-types"), "").wants(t, 200)
		rows := list.member(t, "data").([]any)
		if last := rows[len(rows)-1].(map[string]any); last["name"] != "order.paid" || len(rows) < 21 {
			t.Errorf("%d types, the last is %v", len(rows), last["name"])
		}
		var names []string
		for _, row := range rows {
			names = append(names, row.(map[string]any)["name"].(string))
		}
		w.call("POST", w.in("/event-types"), `{"name":"zoo"}`).wants(t, http.StatusCreated)
		if got := w.names(w.in("/event-types"), "limit=7"); got != strings.Join(names, " ")+" zoo" {
			t.Errorf("page by page %s", got)
		}
		one := w.call("GET", w.in("/event-types/subscription_added"), "").wants(t, 200)
		if one.text(t, "filter.path") != "subscription.subscription_list.id" || one.member(t, "built_in") != true {
			t.Errorf("shows %s", one.body)
		}
		for name, body := range map[string]string{
			"built in":            `{"name":"person_added"}`,
			"no name":             `{}`,
			"a bad name":          `{"name":"a b"}`,
			"this folder":         `{"name":"."}`,
			"the one above":       `{"name":".."}`,
			"a sample of text":    `{"name":"x","sample":"y"}`,
			"no schema":           `{"name":"x","schema":{"type":7}}`,
			"a schema elsewhere":  `{"name":"x","schema":{"$ref":"http://127.0.0.1/"}}`,
			"a sample against it": `{"name":"x","sample":{},"schema":{"required":["y"]}}`,
		} {
			if got := w.call("POST", w.in("/event-types"), body); got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", name, got.status, got.body)
			}
		}
		w.call("DELETE", w.in("/event-types/person_added"), "").wants(t, http.StatusUnprocessableEntity)
		w.call("GET", w.in("/event-types?cursor=JSUl"), "").wants(t, http.StatusUnprocessableEntity)
		w.call("PATCH", w.in("/event-types/person_added"), `{"words":"x"}`).wants(t, http.StatusUnprocessableEntity)
	})
}

// Events that obey are taken, however many of them one call publishes.
func TestManyEventsOfASchema(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.call("POST", w.in("/event-types"), `{"name":"order.paid","schema":{"properties":{"currency":{"enum":[`+strings.Repeat(`"EUR",`, 2000)+`"USD"]}}}}`).wants(t, http.StatusCreated)
		one := `{"type":"order.paid","data":{"currency":"USD"}}`
		w.call("POST", w.in("/events"), "["+strings.Repeat(one+",", 999)+one+"]").wants(t, http.StatusAccepted)
	})
}
