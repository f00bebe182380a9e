package native_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestEventTypes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call("POST", f.in("/event-types"), orderPaid).wants(t, http.StatusCreated)
	list := f.call("GET", f.in("/event-types"), "").wants(t, 200)
	rows := list.member(t, "data").([]any)
	if last := rows[len(rows)-1].(map[string]any); last["name"] != "order.paid" || len(rows) < 21 {
		t.Errorf("%d types, the last is %v", len(rows), last["name"])
	}
	var names []string
	for _, row := range rows {
		names = append(names, row.(map[string]any)["name"].(string))
	}
	f.call("POST", f.in("/event-types"), `{"name":"zoo"}`).wants(t, http.StatusCreated)
	if got := f.names(f.in("/event-types"), "limit=7"); got != strings.Join(names, " ")+" zoo" {
		t.Errorf("page by page %s", got)
	}
	shown := f.call("GET", f.in("/event-types/subscription_added"), "").wants(t, 200)
	if shown.text(t, "filter.path") != "subscription.subscription_list.id" || shown.member(t, "built_in") != true {
		t.Errorf("shows %s", shown.Body)
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
		if got := f.call("POST", f.in("/event-types"), body); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	f.call("DELETE", f.in("/event-types/person_added"), "").wants(t, http.StatusUnprocessableEntity)
	f.call("GET", f.in("/event-types?cursor=JSUl"), "").wants(t, http.StatusUnprocessableEntity)
	f.call("PATCH", f.in("/event-types/person_added"), `{"words":"x"}`).wants(t, http.StatusUnprocessableEntity)
}
