package native_test

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

func TestRefusedCallbacks(t *testing.T) {
	t.Parallel()
	const where = `"destination":{"url":"https://shop.example/in"}`
	tests := map[string]struct{ body, field string }{
		"no kind":             {`{}`, "kind"},
		"another kind":        {`{"kind":"pigeon"}`, "kind"},
		"no URL":              {`{"kind":"webhook","types":["*"]}`, "destination.url"},
		"no types":            {`{"kind":"webhook",` + where + `}`, "types"},
		"a broken pattern":    {`{"kind":"webhook","types":["a b"],` + where + `}`, "types"},
		"types as text":       {`{"kind":"webhook","types":"*",` + where + `}`, "types"},
		"no list":             {`{"kind":"event","types":["subscription_added"],` + where + `}`, "filter.list_id"},
		"two types":           {`{"kind":"event","types":["person_added","person_updated"],` + where + `}`, "types"},
		"batch too large":     {`{"kind":"batch","name":"B","batch":{"size":201},"sign_in":{"user":"u","password":"p"},` + where + `}`, "batch.size"},
		"batch of nobody":     {`{"kind":"batch","name":"B",` + where + `}`, "sign_in.user"},
		"batch of two dots":   {`{"kind":"batch","name":"..","sign_in":{"user":"u","password":"p"},` + where + `}`, "name"},
		"batch at a place":    {`{"kind":"batch","name":"B","owner":{"location":"LOC"},"sign_in":{"user":"u","password":"p"},` + where + `}`, "owner.location"},
		"company's postback":  {`{"kind":"postback","types":["contact.*"],` + where + `}`, "owner.location"},
		"no such location":    {`{"kind":"webhook","types":["*"],"owner":{"location":"x"},` + where + `}`, "owner.location"},
		"cover nothing":       {`{"kind":"webhook","types":["*"],"coverage":{"mode":"only"},` + where + `}`, "coverage"},
		"cover somehow":       {`{"kind":"webhook","types":["*"],"coverage":{"locations":["LOC"]},` + where + `}`, "coverage.mode"},
		"cover elsewhere":     {`{"kind":"webhook","types":["*"],"coverage":{"mode":"only","locations":["x"]},` + where + `}`, "coverage.locations"},
		"replace nobody":      {`{"kind":"webhook","types":["*"],"replaces":"x","owner":{"location":"LOC"},` + where + `}`, "replaces"},
		"plan in words":       {`{"kind":"webhook","types":["*"],"retry":{"delays_s":["soon"]},` + where + `}`, "retry.delays_s"},
		"plan too long":       {`{"kind":"webhook","types":["*"],"retry":{"delays_s":[0,90000]},` + where + `}`, "retry.delays_s"},
		"a bad date":          {`{"kind":"webhook","types":["*"],"dates":{"end":"soon"},` + where + `}`, "dates.end"},
		"an end that is over": {`{"kind":"webhook","types":["*"],"dates":{"start":"2026-01-01","end":"2026-02-01"},` + where + `}`, "dates.end"},
		"no source":           {`{"kind":"database",` + where + `}`, "owner.source\""},
		"no such database":    {`{"kind":"database","owner":{"source":{"database":"55"}},` + where + `}`, "owner.source.database"},
		"no such collection":  {`{"kind":"database","owner":{"source":{"database":"DB","collection":"55"}},` + where + `}`, "owner.source.collection"},
		"source as text":      {`{"kind":"database","owner":{"source":"DB"},` + where + `}`, "owner.source\""},
		"database at a place": {`{"kind":"database","owner":{"location":"LOC","source":{"database":"DB"}},` + where + `}`, "owner.location"},
		"source of others":    {`{"kind":"webhook","types":["*"],"owner":{"source":{"database":"DB"}},` + where + `}`, "owner.source\""},
		"types of others":     {`{"kind":"database","types":["subprofile.*"],"owner":{"source":{"database":"DB"}},` + where + `}`, "types"},
		"no action":           {`{"kind":"database","actions":[],"owner":{"source":{"database":"DB"}},` + where + `}`, "actions"},
		"unknown action":      {`{"kind":"database","actions":["all"],"owner":{"source":{"database":"DB"}},` + where + `}`, "actions"},
		"format of others":    {`{"kind":"database","owner":{"source":{"database":"DB"}},"destination":{"url":"https://x.example/","format":"text/json"}}`, "destination.format"},
		"extras of others":    {`{"kind":"database","expands":"location","owner":{"source":{"database":"DB"}},` + where + `}`, "expands"},
		"a bad secret":        {`{"kind":"webhook","types":["*"],"signing":{"secret":"x"},` + where + `}`, "signing.secret"},
		"user alone":          {`{"kind":"webhook","types":["*"],"sign_in":{"user":"x"},` + where + `}`, "sign_in.password"},
		"neither of both":     {`{"kind":"webhook","types":["*"],"sign_in":{"user":"","password":""},` + where + `}`, "sign_in.user"},
		"password alone":      {`{"kind":"webhook","types":["*"],"sign_in":{"user":null,"password":"x"},` + where + `}`, "sign_in.user"},
		"a bad header":        {`{"kind":"webhook","types":["*"],"headers":[{"name":"a b","value":"x"}],` + where + `}`, "headers"},
	}
	f := newFixture(t)
	for name, test := range tests {
		got := f.call("POST", f.in("/callbacks"), f.fill(test.body))
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `{"field":"`+test.field) {
			t.Errorf("%s: %d %s, want a problem of %s", name, got.Status, got.Body, test.field)
		}
	}
	f.register(`{"kind":"event","types":["person_added"],` + where + `}`)
	f.call("POST", f.in("/callbacks"), `{"kind":"event","types":["person_added"],`+where+`}`).wants(t, http.StatusConflict)
}

// null gives back what a callback has unless somebody chooses.
func TestNullTakesAMemberAway(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	full := f.register(f.fill(`{"kind":"webhook","name":"Shop","types":["*"],"destination":{"url":"https://shop.example/in","method":"PUT"},"timeout_s":30,` +
		`"dates":{"end":"2099-01-01"},"condition":"true","coverage":{"mode":"only","locations":["LOC"]},"retry":{"delays_s":[0,60]},"headers":[{"name":"X-A","value":"1"}]}`))
	batch := f.register(`{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in"},"batch":{"size":7,"wait_s":9},"sign_in":{"user":"u","password":"p"}}`)
	till := f.register(f.fill(`{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"actions":["delete"],"active":false,"destination":{"url":"https://pos.example/in"}}`))
	crm := f.register(f.fill(`{"kind":"database","owner":{"source":{"database":"DB"}},"types":null,"actions":null,"destination":{"url":"https://crm.example/in"}}`))
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
		if got := f.call("PATCH", "/callbacks/"+tt.id, tt.body).wants(t, 200); !strings.Contains(got.Body, tt.want) {
			t.Errorf("%s makes %s", tt.body, got.Body)
		}
	}
}

// TestConditionUnchecked sends a condition that nobody could look at: it need
// not be mended, but sent again.
func TestConditionUnchecked(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/callbacks/" + f.register(signed)
	got := f.call("PATCH", path, `{"condition":"busy"}`).wants(t, http.StatusServiceUnavailable)
	if got.text(t, "detail") != "The condition could not be checked just now. Try again in a few seconds" || got.Header.Get("Retry-After") == "" {
		t.Errorf("answers %v %s", got.Header, got.Body)
	}
	f.call("PATCH", path, `{"condition":"busy","timeout_s":99}`).wants(t, http.StatusUnprocessableEntity)
	f.call("PATCH", path, `{"condition":"busy(0)"}`).wants(t, http.StatusOK)
}

// A receiver may want an empty user name or an empty password; what is not named
// stays.
func TestHalfASignIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const where = `"destination":{"url":"https://shop.example/in"}`
	id := f.register(`{"kind":"webhook","types":["*"],"sign_in":{"user":"","password":"t0k3n"},` + where + `}`)
	for _, step := range []struct{ change, user, password string }{
		{`{"name":"Shop"}`, "", "t0k3n"},
		{`{"sign_in":{"user":""}}`, "", "t0k3n"},
		{`{"sign_in":{"user":"shop"}}`, "shop", "t0k3n"},
		{`{"sign_in":{"password":""}}`, "shop", ""},
		{`{"sign_in":{"user":"till"}}`, "till", ""},
		{`{"sign_in":{"user":"","password":"again"}}`, "", "again"},
	} {
		got := f.call("PATCH", "/callbacks/"+id, step.change)
		if !strings.Contains(got.Body, `"sign_in":{"user":"`+step.user+`"}`) {
			t.Errorf("%s answers %d %s", step.change, got.Status, got.Body)
		}
		c, err := f.Store.CallbackWithSecrets(t.Context(), models.Everything, id)
		if err != nil || !c.Settings.SignsIn() || c.Settings.User != step.user || c.Secrets.Password != step.password {
			t.Errorf("%s: signs in as %q with %q: %v", step.change, c.Settings.User, c.Secrets.Password, err)
		}
	}
	if got := f.call("PATCH", "/callbacks/"+id, `{"sign_in":null}`); !strings.Contains(got.Body, `"sign_in":null`) {
		t.Errorf("still signs in: %d %s", got.Status, got.Body)
	}
}

// A postback takes the types that its log shows.
func TestPostbackOfTypesAsTheLogShowsThem(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	post := func(members string) answer {
		return f.call("POST", f.in("/callbacks"), f.fill(`{"kind":"postback","owner":{"location":"LOC"},"destination":{"url":"https://pos.example/"},`+members+`}`))
	}
	for members, want := range map[string]string{
		`"types":["transaction.created"]`:                            `"types":["transaction.*"],"actions":["create"]`,
		`"types":["contact.deleted","contact.created"]`:              `"types":["contact.*"],"actions":["create","delete"]`,
		`"types":["contact.created"],"actions":["update"]`:           `"types":["contact.*"],"actions":["update"]`,
		`"types":["contact.*"]`:                                      `"types":["contact.*"],"actions":["create","update","delete"]`,
		`"types":["contact.created"],"actions":null`:                 `"types":["contact.*"],"actions":["create","update","delete"]`,
		`"types":["contact.updated","contact.updated"],"name":"two"`: `"types":["contact.*"],"actions":["update"]`,
	} {
		if got := post(members).wants(t, http.StatusCreated); !strings.Contains(got.Body, want) {
			t.Errorf("%s: %s, want %s", members, got.Body, want)
		}
	}
	const takes = `{"field":"types","detail":"types must be one of contact.*, transaction.*, transactionbatch.* and accountvault.*, ` +
		`or some of the event types of one record, such as contact.created"}`
	for _, types := range []string{`[]`, `["person_added"]`, `["contact.created","transaction.created"]`, `["contact"]`, `["profile.*"]`, `["profile.created"]`} {
		if got := post(`"types":`+types).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, takes) {
			t.Errorf("%s: %s", types, got.Body)
		}
	}
}

func TestKeysThatACallbackLeavesOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, kind := range []string{
		`"kind":"event","types":["person_added"]`, `"kind":"webhook","types":["*"]`, `"kind":"batch","name":"Bounces","sign_in":{"user":"u","password":"p"}`,
		`"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"]`, `"kind":"database","owner":{"source":{"database":"DB"}}`,
	} {
		body := f.fill(`{` + kind + `,"destination":{"url":"https://crm.example/in"},"except_keys":["Front desk"]}`)
		made := f.call("POST", f.in("/callbacks"), body).wants(t, http.StatusCreated)
		path := "/callbacks/" + made.text(t, "id")
		if !strings.Contains(made.Body, `"except_keys":["Front desk"]`) {
			t.Errorf("%s: %s", kind, made.Body)
		}
		got := f.call("PATCH", path, `{"except_keys":["Nobody"]}`).wants(t, http.StatusUnprocessableEntity)
		if !strings.Contains(got.Body, `{"field":"except_keys","detail":"There is no key called ‘Nobody’"}`) {
			t.Errorf("%s: %s", kind, got.Body)
		}
		if got := f.call("PATCH", path, `{"except_keys":null}`).wants(t, http.StatusOK); !strings.Contains(got.Body, `"except_keys":[]`) {
			t.Errorf("%s: %s", kind, got.Body)
		}
	}
}
