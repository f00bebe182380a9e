package native_test

import (
	"net/http"
	"strings"
	"testing"
)

// What cannot be done is refused: passed over, it would look as if it were.
func TestChangesThatCannotBe(t *testing.T) {
	t.Parallel()
	const till = `{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"destination":{"url":"https://pos.example/in"},"signing":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}`
	tests := map[string]struct{ body, field string }{
		"another kind":        {`{"kind":"webhook"}`, "kind"},
		"a kind that is none": {`{"kind":7}`, "kind"},
		"another owner":       {`{"owner":{"location":null}}`, "owner"},
		"a secret":            {`{"signing":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}`, "signing"},
		"no signature":        {`{"signing":null}`, "signing"},
		"shared requests":     {`{"batch":{"size":7}}`, "batch"},
		"locations":           {`{"coverage":{"mode":"only","locations":["LOC"]}}`, "coverage"},
		"in place of another": {`{"replaces":"x"}`, "replaces"},
		"a switch":            {`{"active":"perhaps"}`, "active"},
		"nowhere to go":       {`{"destination":null}`, "destination.url"},
		"no attempt":          {`{"retry":{"delays_s":[]}}`, "retry.delays_s"},
		"an end that is over": {`{"dates":{"start":"2026-01-01","end":"2026-02-01"}}`, "dates.end"},
	}
	f := newFixture(t)
	id := f.register(f.fill(till))
	for name, tt := range tests {
		got := f.call("PATCH", "/callbacks/"+id, f.fill(tt.body))
		if got.wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"errors":[{"field":"`+tt.field+`"`) || strings.Contains(got.Body, `"1"`) {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
	shop := f.register(signed)
	for member, body := range map[string]string{
		"actions": `{"actions":["create"]}`, "active": `{"active":false}`,
		"expands": `{"expands":"location"}`, "product_transaction_id": `{"product_transaction_id":"11e95f8ec39de8fbdb0a4f1a"}`,
	} {
		if got := f.call("PATCH", "/callbacks/"+shop, body).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"field":"`+member+`"`) {
			t.Errorf("%s: %s", member, got.Body)
		}
	}
	list := f.register(`{"kind":"event","types":["subscription_added"],"filter":{"list_id":"l1"},"destination":{"url":"https://crm.example/in"}}`)
	f.call("PATCH", "/callbacks/"+list, `{"filter":null}`).wants(t, http.StatusUnprocessableEntity)
	if got := f.call("PATCH", "/callbacks/"+shop, `{"types":null}`).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"field":"types"`) {
		t.Errorf("no types: %s", got.Body)
	}
	f.call("PATCH", "/callbacks/"+shop, `{"coverage":{}}`).wants(t, http.StatusUnprocessableEntity)
}
