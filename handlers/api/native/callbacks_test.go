package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

const signed = `{"kind":"webhook","name":"Shop","types":["person_*","contact.created"],"destination":{"url":"https://shop.example/in"}}`

func TestCallbackLife(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		made := w.call("POST", w.in("/callbacks"), signed).wants(t, http.StatusCreated)
		id := made.text(t, "id")
		if !models.IsSigningSecret(made.text(t, "signing.secret")) || made.header.Get("Location") != "/api/v1/callbacks/"+id {
			t.Errorf("made %s at %s", made.body, made.header.Get("Location"))
		}
		want := fmt.Sprintf(`{"id":%q,"kind":"webhook","name":"Shop","version":1,"owner":{"company":%q,"location":null,"source":null},`+
			`"types":["contact.created","person_*"],"actions":[],"filter":null,`+
			`"destination":{"url":"https://shop.example/in","backup_url":null,"method":"POST","format":"application/json"},`+
			`"headers":[],"sign_in":null,"signing":{"since":"2027-03-02T09:15:42.007Z","former_until":null},`+
			`"retry":{"delays_s":[0,5,300,1800,7200,18000,36000,50400,72000,86400]},"timeout_s":15,`+
			`"dates":{"start":"2027-03-02T09:15:00.000Z","end":null},"condition":null,"coverage":{"mode":"all","locations":[]},"replaces":null,`+
			`"state":"active","pause_reason":null,"created_at":"2027-03-02T09:15:42.007Z","updated_at":"2027-03-02T09:15:42.007Z"}`,
			id, w.company.PublicID)
		if diff := cmp.Diff(want, w.call("GET", "/callbacks/"+id, "").wants(t, 200).body); diff != "" {
			t.Error(diff)
		}
		changed := w.call("PATCH", "/callbacks/"+id, `{"name":"Web shop","destination":{"method":"put"}}`).wants(t, 200)
		if changed.text(t, "name") != "Web shop" || changed.text(t, "destination.method") != "PUT" || changed.text(t, "destination.url") != "https://shop.example/in" {
			t.Errorf("changed to %s", changed.body)
		}
		if got := w.call("POST", "/callbacks/"+id+"/pause", `{"reason":"Moving house"}`).wants(t, 200); got.text(t, "state") != "paused" || got.text(t, "pause_reason") != "Moving house" {
			t.Errorf("paused: %s", got.body)
		}
		if got := w.call("POST", "/callbacks/"+id+"/resume", "").wants(t, 200).body; got != `{"released":0}` {
			t.Errorf("resumed: %s", got)
		}
		rotated := w.call("POST", "/callbacks/"+id+"/secret", `{"overlap_s":3600}`).wants(t, 200)
		if !models.IsSigningSecret(rotated.text(t, "signing.secret")) || rotated.text(t, "signing.former_until") != "2027-03-02T10:15:42.007Z" {
			t.Errorf("rotated: %s", rotated.body)
		}
		for body, field := range map[string]string{`{"secret":"whsec_x"}`: "secret", `{"overlap_s":604801}`: "overlap_s"} {
			if got := w.call("POST", "/callbacks/"+id+"/secret", body).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, `"errors":[{"field":"`+field+`"`) {
				t.Errorf("%s: %s", body, got.body)
			}
		}
		w.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusUnprocessableEntity)
		if got := w.call("POST", "/callbacks/"+id+"/end", `{"keep_waiting":true}`).wants(t, 200).text(t, "state"); got != "ended" {
			t.Errorf("ended: %s", got)
		}
		w.call("PATCH", "/callbacks/"+id, `{"name":"x"}`).wants(t, http.StatusConflict)
		w.call("POST", "/callbacks/"+id+"/secret", "").wants(t, http.StatusConflict)
		if w.woken == 0 {
			t.Error("the engine was never woken")
		}
	})
}

// What was read can be sent back, and changes nothing.
func TestEntityRoundTrip(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"signed":  signed,
		"of list": `{"kind":"event","types":["subscription_added"],"filter":{"list_id":"l1234"},"destination":{"url":"https://crm.example/in","format":"text/json"},"dates":{"end":"2028-01-01"}}`,
		"postback": `{"kind":"postback","owner":{"location":"LOC"},"types":["contact.*"],"actions":["create"],"active":false,"expands":"changelogs",` +
			`"destination":{"url":"https://pos.example/in","backup_url":"https://pos2.example/in"},"retry":{"delays_s":[0,300,600,300]},"sign_in":{"user":"pos","password":"p"},` +
			`"headers":[{"name":"X-Plain","value":"1"},{"name":"X-Token","value":"hidden-token","secret":true}]}`,
		"batch": `{"kind":"batch","name":"Bounces","destination":{"url":"https://crm.example/in","backup_url":"https://crm2.example/in"},` +
			`"batch":{"size":20,"wait_s":5},"sign_in":{"user":"crm","password":"p"}}`,
		"database": `{"kind":"database","owner":{"source":{"database":"DB"}},"actions":["update","delete"],"condition":"city == 'Delft'",` +
			`"destination":{"url":"https://crm.example/in","format":"text/xml"},"sign_in":{"user":"crm","password":"p"}}`,
		"collection": `{"kind":"database","owner":{"source":{"collection":"COL"}},"types":["subprofile.*"],"destination":{"url":"https://crm.example/in"}}`,
		"covering": `{"kind":"webhook","types":["*"],"destination":{"url":"https://shop.example/in"},"coverage":{"mode":"except","locations":["LOC"]},` +
			`"retry":{"delays_s":[0,60,600]},"timeout_s":30}`,
	}
	each(t, func(t *testing.T, w *world) {
		for name, body := range tests {
			id := w.register(w.named(body))
			before := w.call("GET", "/callbacks/"+id, "").wants(t, 200).body
			if strings.Contains(before, "hidden-token") {
				t.Errorf("%s: a secret header is shown", name)
			}
			after := w.call("PATCH", "/callbacks/"+id, before).wants(t, 200).body
			after = strings.Replace(after, `"version":2`, `"version":1`, 1)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			w.call("PATCH", "/callbacks/"+id, before).wants(t, http.StatusConflict) // it names version 1
			if status := w.call("DELETE", "/callbacks/"+id, "").status; status != http.StatusNoContent {
				t.Errorf("%s: removing answers %d", name, status)
			}
		}
	})
}

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
		"a bad header":        {`{"kind":"webhook","types":["*"],"headers":[{"name":"a b","value":"x"}],` + where + `}`, "headers"},
	}
	each(t, func(t *testing.T, w *world) {
		for name, test := range tests {
			got := w.call("POST", w.in("/callbacks"), w.named(test.body))
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `{"field":"`+test.field) {
				t.Errorf("%s: %d %s, want a problem of %s", name, got.status, got.body, test.field)
			}
		}
		w.register(`{"kind":"event","types":["person_added"],` + where + `}`)
		w.call("POST", w.in("/callbacks"), `{"kind":"event","types":["person_added"],`+where+`}`).wants(t, http.StatusConflict)
	})
}

func TestListCallbacks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var ids []string
		for range 5 {
			ids = append(ids, w.register(signed))
		}
		w.call("POST", "/callbacks/"+ids[1]+"/end", "").wants(t, 200)
		var seen []string
		path, pages := w.in("/callbacks?limit=2"), 0
		for cursor := ""; pages < 5; pages++ {
			got := w.call("GET", path+"&cursor="+cursor, "").wants(t, 200)
			for _, row := range got.member(t, "data").([]any) {
				seen = append(seen, row.(map[string]any)["id"].(string))
			}
			if cursor = got.text(t, "next_cursor"); cursor == "" {
				break
			}
		}
		if diff := cmp.Diff(ids, seen); diff != "" || pages != 2 {
			t.Errorf("%d pages: %s", pages+1, diff)
		}
		if got := len(w.call("GET", w.in("/callbacks?live=true"), "").member(t, "data").([]any)); got != 4 {
			t.Errorf("%d live", got)
		}
		if got := len(w.call("GET", w.in("/callbacks?kind=event"), "").member(t, "data").([]any)); got != 0 {
			t.Errorf("%d of kind event", got)
		}
		for _, query := range []string{"limit=0", "limit=201", "limit=x", "cursor=%21", "cursor=abc"} {
			w.call("GET", w.in("/callbacks?"+query), "").wants(t, http.StatusUnprocessableEntity)
		}
	})
}

func TestTestEvent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.register(signed)
		got := w.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusAccepted)
		if got.body != `{"ids":["AB234SDFD234"]}` {
			t.Errorf("answers %s", got.body)
		}
		w.call("POST", "/callbacks/"+id+"/test", `{"type":"contact.created","data":{"id": 1.50}}`).wants(t, http.StatusAccepted)
		e := w.publisher.events
		if len(e) != 2 || !e[0].Test || e[0].OnlyTo == 0 || e[0].Type != "person_added" || string(e[1].Data) != `{"id": 1.50}` {
			t.Errorf("published %+v", e)
		}
		w.call("POST", "/callbacks/"+id+"/test", `{"type":"transaction.created"}`).wants(t, http.StatusUnprocessableEntity)
		w.publisher.err = models.ErrNoCallback
		w.call("POST", "/callbacks/"+id+"/test", "").wants(t, http.StatusConflict)
	})
}
