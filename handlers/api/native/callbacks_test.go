package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestCallbackLife(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made := f.call("POST", f.in("/callbacks"), signed).wants(t, http.StatusCreated)
	id := made.text(t, "id")
	if models.SigningSecretProblem(made.text(t, "signing.secret")) != "" || made.Header.Get("Location") != "/api/v1/callbacks/"+id {
		t.Errorf("made %s at %s", made.Body, made.Header.Get("Location"))
	}
	want := fmt.Sprintf(`{"id":%q,"kind":"webhook","name":"Shop","version":1,"owner":{"company":%q,"location":null,"source":null},`+
		`"types":["contact.created","person_*"],"actions":[],"filter":null,`+
		`"destination":{"url":"https://shop.example/in","backup_url":null,"method":"POST","format":"application/json"},`+
		`"headers":[],"sign_in":null,"signing":{"since":"2027-03-02T09:15:42.007Z","former_until":null},`+
		`"retry":{"delays_s":[0,5,300,1800,7200,18000,36000,50400,72000,86400]},"timeout_s":15,"redirects_ok":false,`+
		`"dates":{"start":"2027-03-02T09:15:00.000Z","end":null},"condition":null,"coverage":{"mode":"all","locations":[]},"except_keys":[],"replaces":null,"replaced_by":[],`+
		`"state":"active","pause_reason":null,"created_at":"2027-03-02T09:15:42.007Z","updated_at":"2027-03-02T09:15:42.007Z"}`,
		id, f.Company.PublicID)
	if diff := cmp.Diff(want, f.call("GET", "/callbacks/"+id, "").wants(t, 200).Body); diff != "" {
		t.Error(diff)
	}
	changed := f.call("PATCH", "/callbacks/"+id, `{"name":"Web shop","destination":{"method":"put"}}`).wants(t, 200)
	if changed.text(t, "name") != "Web shop" || changed.text(t, "destination.method") != "PUT" || changed.text(t, "destination.url") != "https://shop.example/in" {
		t.Errorf("changed to %s", changed.Body)
	}
	if got := f.call("POST", "/callbacks/"+id+"/pause", `{"reason":"Moving house"}`).wants(t, 200); got.text(t, "state") != "paused" || got.text(t, "pause_reason") != "Moving house" {
		t.Errorf("paused: %s", got.Body)
	}
	if got := f.call("POST", "/callbacks/"+id+"/resume", "").wants(t, 200).Body; got != `{"released":0}` {
		t.Errorf("resumed: %s", got)
	}
	rotated := f.call("POST", "/callbacks/"+id+"/secret", `{"overlap_s":3600}`).wants(t, 200)
	if models.SigningSecretProblem(rotated.text(t, "signing.secret")) != "" || rotated.text(t, "signing.former_until") != "2027-03-02T10:15:42.007Z" {
		t.Errorf("rotated: %s", rotated.Body)
	}
	for body, field := range map[string]string{`{"secret":"whsec_x"}`: "secret", `{"overlap_s":604801}`: "overlap_s"} {
		if got := f.call("POST", "/callbacks/"+id+"/secret", body).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.Body, `"errors":[{"field":"`+field+`"`) {
			t.Errorf("%s: %s", body, got.Body)
		}
	}
	f.call("DELETE", "/callbacks/"+id+"/secret", "").wants(t, http.StatusUnprocessableEntity)
	if got := f.call("POST", "/callbacks/"+id+"/end", `{"keep_waiting":true}`).wants(t, 200).text(t, "state"); got != "ended" {
		t.Errorf("ended: %s", got)
	}
	f.call("PATCH", "/callbacks/"+id, `{"name":"x"}`).wants(t, http.StatusConflict)
	f.call("POST", "/callbacks/"+id+"/secret", "").wants(t, http.StatusConflict)
	if f.woken == 0 {
		t.Error("the engine was never woken")
	}
}

func TestListCallbacks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var ids []string
	for range 5 {
		ids = append(ids, f.register(signed))
	}
	f.call("POST", "/callbacks/"+ids[1]+"/end", "").wants(t, 200)
	var listed []string
	path, pages := f.in("/callbacks?limit=2"), 0
	for cursor := ""; pages < 5; pages++ {
		got := f.call("GET", path+"&cursor="+cursor, "").wants(t, 200)
		for _, row := range got.member(t, "data").([]any) {
			listed = append(listed, row.(map[string]any)["id"].(string))
		}
		if cursor = got.text(t, "next_cursor"); cursor == "" {
			break
		}
	}
	if diff := cmp.Diff(ids, listed); diff != "" || pages != 2 {
		t.Errorf("%d pages: %s", pages+1, diff)
	}
	if got := len(f.call("GET", f.in("/callbacks?live=true"), "").member(t, "data").([]any)); got != 4 {
		t.Errorf("%d live", got)
	}
	if got := len(f.call("GET", f.in("/callbacks?kind=event"), "").member(t, "data").([]any)); got != 0 {
		t.Errorf("%d of kind event", got)
	}
	for _, query := range []string{"limit=0", "limit=201", "limit=x", "cursor=%21", "cursor=abc"} {
		f.call("GET", f.in("/callbacks?"+query), "").wants(t, http.StatusUnprocessableEntity)
	}
}

// The stored sign-in and secret headers are not sent to another host, unless they
// are given anew in the same call.
func TestMovedDestination(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/callbacks/" + f.register(`{"kind":"webhook","types":["*"],"destination":{"url":"https://shop.test/in"},
		"sign_in":{"user":"u","password":"p"},"headers":[{"name":"X-Token","value":"t","secret":true}]}`)
	got := f.call("PATCH", path, `{"destination":{"url":"https://evil.test/in"}}`).wants(t, 422)
	for _, want := range []string{
		`{"field":"sign_in.password","detail":"sign_in.password must be given again. The saved one was for another host, port or scheme"}`,
		`{"field":"headers","detail":"headers must have the value of X-Token again. The saved one was for another host, port or scheme"}`,
	} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("lacks %s: %s", want, got.Body)
		}
	}
	f.call("PATCH", path, `{"destination":{"url":"https://shop.test/other"}}`).wants(t, 200)
	f.call("PATCH", path, `{"destination":{"url":"https://new.test/in"},"sign_in":{"user":"u","password":"q"},"headers":[{"name":"X-Token","value":"v","secret":true}]}`).wants(t, 200)
	f.call("PATCH", path, `{"destination":{"url":"https://third.test/in"},"sign_in":null,"headers":[]}`).wants(t, 200)
}

// A receiver that redirects once its work is done can count as one that took it.
func TestRedirectsCount(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for kind, body := range map[string]string{
		"webhook":  `{"kind":"webhook","types":["*"],`,
		"event":    `{"kind":"event","types":["person_added"],`,
		"postback": `{"kind":"postback","types":["contact.*"],"owner":{"location":"LOC"},`,
		"database": `{"kind":"database","owner":{"source":{"database":"DB"}},`,
		"batch":    `{"kind":"batch","name":"B","sign_in":{"user":"u","password":"p"},`,
	} {
		path := "/callbacks/" + f.register(f.fill(body)+`"redirects_ok":true,"destination":{"url":"https://`+kind+`.example/in"}}`)
		for _, step := range []struct {
			change string
			want   bool
		}{{`{}`, true}, {`{"redirects_ok":false}`, false}, {`{"redirects_ok":true}`, true}, {`{"redirects_ok":null}`, false}} {
			if got := f.call("PATCH", path, step.change).wants(t, 200).member(t, "redirects_ok"); got != step.want {
				t.Errorf("%s, %s: %v", kind, step.change, got)
			}
		}
		f.send(request{key: f.Key, method: "PATCH", path: path, body: `{"redirects_ok":"perhaps"}`, lenient: true}).wants(t, http.StatusUnprocessableEntity)
	}
}

// A secret that the receiver has already is taken as it was copied.
func TestImportASecret(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const known = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	made := f.call("POST", f.in("/callbacks"), `{"kind":"webhook","types":["*"],"destination":{"url":"https://shop.example/in"},"signing":{"secret":" v1,`+known+`\n"}}`).wants(t, 201)
	if got := made.text(t, "signing.secret"); got != known {
		t.Errorf("made with %q", got)
	}
	path := "/callbacks/" + made.text(t, "id") + "/secret"
	if got := f.call("POST", path, `{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx\r\n"}`).wants(t, 200).text(t, "signing.secret"); got != "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx" {
		t.Errorf("changed to %q", got)
	}
	for secret, want := range map[string]string{
		known[6:]:       "Secret must begin with whsec_",
		known[:12]:      "Secret must be whsec_ and base64. Some of it is missing, or is no base64",
		known + " AAAA": "Secret must be one line without blanks: there is one within it",
	} {
		if got := f.call("POST", path, `{"secret":"`+secret+`"}`).wants(t, 422); !strings.Contains(got.Body, `"errors":[{"field":"secret","detail":"`+want+`"}]`) {
			t.Errorf("%s: %s", secret, got.Body)
		}
	}
}

// A URL may let somebody in: who may not change callbacks sees it without what can be
// a secret, in each API.
func TestTokensInURLs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/callbacks/" + f.register(`{"kind":"webhook","types":["*"],"destination":{"url":"https://hooks.example/services/T1/B2/SECRET?token=abc","backup_url":"https://hooks.example/in?token=def"}}`)
	for role, wants := range map[models.Role]string{
		models.Viewer:   `"destination":{"url":"https://hooks.example/services/T1/B2/•••?token=•••","backup_url":"https://hooks.example/in?token=•••"`,
		models.Operator: `"destination":{"url":"https://hooks.example/services/T1/B2/•••?token=•••","backup_url":"https://hooks.example/in?token=•••"`,
		models.Manager:  `"destination":{"url":"https://hooks.example/services/T1/B2/SECRET?token=abc","backup_url":"https://hooks.example/in?token=def"`,
	} {
		_, key := storetest.Key(t, f.Store, role, f.Company.Owner())
		for _, path := range []string{path, f.in("/callbacks")} {
			if got := f.send(request{key: key, method: "GET", path: path}).wants(t, 200); !strings.Contains(got.Body, wants) {
				t.Errorf("a %s reads %s", role, got.Body)
			}
		}
	}
}

// A date range that is taken names the callback that has it, as the API of company
// callbacks does: when one is made, and when one is changed.
func TestOverlapNamesTheCallbackInTheWay(t *testing.T) {
	t.Parallel()
	const at = `{"kind":"event","types":["person_added"],"destination":{"url":"https://crm.example/in"},"dates":{"start":"%s","end":%s}}`
	f := newFixture(t)
	taken := f.register(fmt.Sprintf(at, "2028-01-01", `"2028-02-01"`))
	later := f.register(fmt.Sprintf(at, "2028-02-01", `null`))
	for _, q := range []request{
		{method: "POST", path: f.in("/callbacks"), body: fmt.Sprintf(at, "2027-06-01", `"2028-01-01T00:01Z"`)},
		{method: "PATCH", path: "/callbacks/" + later, body: `{"dates":{"start":"2028-01-31"}}`},
	} {
		got := f.call(q.method, q.path, q.body).wants(t, http.StatusConflict)
		if got.text(t, "callback_id") != taken || !strings.Contains(got.text(t, "detail"), "overlapping active date range") {
			t.Errorf("%s answers %s", q.method, got.Body)
		}
	}
	if got := f.call("PATCH", "/callbacks/"+taken, `{"name":"x","version":9}`).wants(t, http.StatusConflict); strings.Contains(got.Body, "callback_id") {
		t.Errorf("a change meanwhile names a callback: %s", got.Body)
	}
}
