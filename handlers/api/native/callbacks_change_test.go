package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// null gives back what a callback has unless somebody chooses.
func TestNullTakesAMemberAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		full := w.register(w.named(`{"kind":"webhook","name":"Shop","types":["*"],"destination":{"url":"https://shop.example/in","method":"PUT"},"timeout_s":30,` +
			`"dates":{"end":"2099-01-01"},"condition":"true","coverage":{"mode":"only","locations":["LOC"]},"retry":{"delays_s":[0,60]},"headers":[{"name":"X-A","value":"1"}]}`))
		batch := w.register(`{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in"},"batch":{"size":7,"wait_s":9},"sign_in":{"user":"u","password":"p"}}`)
		till := w.register(w.named(`{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"actions":["delete"],"active":false,"destination":{"url":"https://pos.example/in"}}`))
		crm := w.register(w.named(`{"kind":"database","owner":{"source":{"database":"DB"}},"types":null,"actions":null,"destination":{"url":"https://crm.example/in"}}`))
		for _, tt := range []struct{ id, body, want string }{
			{full, `{"retry":{}}`, `"delays_s":[0,60]`},
			{full, `{"timeout_s":null}`, `"timeout_s":15,`},
			{full, `{"dates":null}`, `"end":null}`},
			{full, `{"coverage":null}`, `"coverage":{"mode":"all","locations":[]}`},
			{full, `{"retry":null}`, `"delays_s":[0,5,300,`},
			{full, `{"condition":null,"headers":null,"name":null}`, `"condition":null`},
			{crm, `{"version":1}`, `"types":["profile.*"],"actions":["create","update","delete"]`},
			{crm, `{"actions":["update"],"types":null}`, `"types":["profile.*"],"actions":["update"]`},
			{crm, `{"actions":null}`, `"actions":["create","update","delete"]`},
			{till, `{"actions":null}`, `"actions":["create","update","delete"]`},
			{till, `{"active":null}`, `"active":true`},
			{till, `{"dates":{"end":"2099-01-01"}}`, `"end":"2099-01-01T00:00:00.000Z"},"condition"`},
			{till, `{"dates":null}`, `"end":null},"condition"`},
			{batch, `{"batch":{"size":null}}`, `"batch":{"size":50,"wait_s":9}`},
			{batch, `{"batch":null}`, `"batch":{"size":50,"wait_s":2}`},
		} {
			if got := w.call("PATCH", "/callbacks/"+tt.id, tt.body).wants(t, 200); !strings.Contains(got.body, tt.want) {
				t.Errorf("%s makes %s", tt.body, got.body)
			}
		}
	})
}

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
	each(t, func(t *testing.T, w *world) {
		id := w.register(w.named(till))
		for name, tt := range tests {
			got := w.call("PATCH", "/callbacks/"+id, w.named(tt.body))
			if got.wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"errors":[{"field":"`+tt.field+`"`) || strings.Contains(got.body, `"1"`) {
				t.Errorf("%s: %s", name, got.body)
			}
		}
		shop := w.register(signed)
		for member, body := range map[string]string{
			"actions": `{"actions":["create"]}`, "active": `{"active":false}`,
			"expands": `{"expands":"location"}`, "product_transaction_id": `{"product_transaction_id":"11e95f8ec39de8fbdb0a4f1a"}`,
		} {
			if got := w.call("PATCH", "/callbacks/"+shop, body).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"field":"`+member+`"`) {
				t.Errorf("%s: %s", member, got.body)
			}
		}
		list := w.register(`{"kind":"event","types":["subscription_added"],"filter":{"list_id":"l1"},"destination":{"url":"https://crm.example/in"}}`)
		w.call("PATCH", "/callbacks/"+list, `{"filter":null}`).wants(t, http.StatusUnprocessableEntity)
		if got := w.call("PATCH", "/callbacks/"+shop, `{"types":null}`).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"field":"types"`) {
			t.Errorf("no types: %s", got.body)
		}
		w.call("PATCH", "/callbacks/"+shop, `{"coverage":{}}`).wants(t, http.StatusUnprocessableEntity)
	})
}

// A reason that cannot be kept as it is, is refused and not cut.
func TestReasonOfAPause(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		path := "/callbacks/" + w.register(signed) + "/pause"
		for _, reason := range []string{strings.Repeat("é", 501), `a\u0000b`, `two\nlines`} {
			w.call("POST", path, `{"reason":"`+reason+`"}`).wants(t, http.StatusUnprocessableEntity)
		}
		long := strings.Repeat("é", 500)
		if got := w.call("POST", path, `{"reason":"`+long+`"}`).wants(t, 200).text(t, "pause_reason"); got != long {
			t.Errorf("kept %q", got)
		}
	})
}

// A key of a location is told what is missing, not that its path does not
// exist.
func TestRegisterForALocationAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, local := storetest.Key(t, w.store, models.Manager, w.location.Owner())
		post := request{key: local, method: "POST", path: w.in("/callbacks"), body: signed}
		if got := w.send(post).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"field":"owner.location"`) {
			t.Errorf("answers %s", got.body)
		}
		post.body = w.named(strings.Replace(signed, "{", `{"owner":{"location":"LOC"},`, 1))
		w.send(post).wants(t, http.StatusCreated)
	})
}
