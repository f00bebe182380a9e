package postback_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store/storetest"
)

// seedConfig is the request of seed 003, step 1.
const seedConfig = `{
  "postbackconfig": {
    "attempt_interval": 300,
    "basic_auth_username": null,
    "basic_auth_password": null,
    "expands": "",
    "format": "api-default",
    "is_active": "1",
    "location_id": "23948sdnfia1129i9asf92",
    "number_of_attempts": 1,
    "on_create": "1",
    "on_delete": "1",
    "on_update": "1",
    "resource": "contact",
    "url": "https://127.0.0.1/receiver"
  }
}`

// entity is the answer of seed 003, step 1, without its wrapping, with id and
// times of the test.
func (f *fixture) entity(id string, changes ...string) string {
	text := f.seed(`{"id":"1028asnfias9f2j9sddf92jrwfskd","location_id":"23948sdnfia1129i9asf92","resource":"contact",` +
		`"on_create":"1","on_update":"1","on_delete":"1","url":"https://127.0.0.1/receiver","is_active":"1","format":"api-default",` +
		`"number_of_attempts":1,"attempt_interval":300,"expands":"","created_ts":1539268970,"modified_ts":1539268970,` +
		`"_links":{"self":{"href":"http://api.sandbox.domain.com/v2/postbackconfigs/1028asnfias9f2j9sddf92jrwfskd"}}}`)
	text = strings.ReplaceAll(text, "1028asnfias9f2j9sddf92jrwfskd", id)
	text = strings.ReplaceAll(text, "1539268970", fmt.Sprint(apitest.Now.Unix()))
	return strings.NewReplacer(changes...).Replace(text)
}

func wrapped(entity string) string { return `{"postbackconfig":` + entity + `}` }

func TestCreateConfig(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    string
		changes []string // of the seed's entity: old, new, old, new
	}{
		"seed 003": {seedConfig, nil},
		"least":    {`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver"}}`, nil},
		"numbers and truth for flags": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver","on_create":1,"on_update":false,"on_delete":"0","is_active":0}}`,
			[]string{`"on_update":"1"`, `"on_update":"0"`, `"on_delete":"1"`, `"on_delete":"0"`, `"is_active":"1"`, `"is_active":"0"`},
		},
		"a plan": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver","number_of_attempts":"5","attempt_interval":86400}}`,
			[]string{`"number_of_attempts":1,"attempt_interval":300`, `"number_of_attempts":5,"attempt_interval":86400`},
		},
		"interval alone": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver","attempt_interval":301}}`,
			[]string{`"attempt_interval":300`, `"attempt_interval":301`},
		},
		"credentials are not shown": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"transactionbatch","url":"https://127.0.0.1/receiver?a=1&b=2","basic_auth_username":"shop","basic_auth_password":"s3cret","expands":"changelogs","product_transaction_id":"11e95f8ec39de8fbdb0a4f1a"}}`,
			[]string{`"contact"`, `"transactionbatch"`, `/receiver"`, `/receiver?a=1&b=2"`, `"expands":""`, `"expands":"changelogs","product_transaction_id":"11e95f8ec39de8fbdb0a4f1a"`},
		},
		"what the server decides": {
			`{"postbackconfig":{"id":"x","created_ts":1,"_links":0,"unknown":[],"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver"}}`, nil,
		},
		"account vaults": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"accountvault","url":"https://127.0.0.1/receiver"}}`, []string{`"contact"`, `"accountvault"`},
		},
		"transactions": {
			`{"postbackconfig":{"location_id":"23948sdnfia1129i9asf92","resource":"transaction","url":"https://127.0.0.1/receiver"}}`, []string{`"contact"`, `"transaction"`},
		},
	}
	f := newFixture(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := f.Call("POST", "/v2/postbackconfigs", f.seed(tt.body))
			if got.Status != http.StatusCreated {
				t.Fatalf("%d %s", got.Status, got.Body)
			}
			want := wrapped(f.entity(idOf(t, got), tt.changes...))
			got.Want(t, 201, want)
			f.Call("GET", "/v2/postbackconfigs/"+idOf(t, got), "").Want(t, 200, want)
			f.Call("GET", "/v2/postbackconfigs/"+idOf(t, got)+"/", "").Want(t, 200, want)
		})
	}
}

// refusals are bodies, without their wrapping, that are refused.
var refusals = map[string]struct{ body, field, text string }{
	"no url":              {`{"url":""}`, "url", "Url cannot be blank."},
	"null url":            {`{"url":null}`, "url", "Url cannot be blank."},
	"url of a number":     {`{"url":5}`, "url", "Url must be a string."},
	"no scheme":           {`{"url":"shop.test"}`, "url", "URL must start with https:// or http://."},
	"long url":            {`{"url":"https://shop.test/` + strings.Repeat("x", 500) + `"}`, "url", "Url should contain at most 512 characters."},
	"flag":                {`{"on_update":"yes"}`, "on_update", `On Update must be either "1" or "0".`},
	"flag of a list":      {`{"is_active":[]}`, "is_active", `Is Active must be either "1" or "0".`},
	"no flag":             {`{"on_create":0,"on_update":"0","on_delete":false}`, "on_create", `One of On Create, On Update and On Delete must be "1".`},
	"no attempt":          {`{"number_of_attempts":0}`, "number_of_attempts", "Number Of Attempts must be between 1 and 5."},
	"six attempts":        {`{"number_of_attempts":6}`, "number_of_attempts", "Number Of Attempts must be between 1 and 5."},
	"half an attempt":     {`{"number_of_attempts":1.5}`, "number_of_attempts", "Number Of Attempts must be an integer."},
	"interval too short":  {`{"attempt_interval":299}`, "attempt_interval", "Attempt Interval must be between 300 and 86400."},
	"interval too long":   {`{"attempt_interval":86401}`, "attempt_interval", "Attempt Interval must be between 300 and 86400."},
	"no interval":         {`{"attempt_interval":0}`, "attempt_interval", "Attempt Interval must be between 300 and 86400."},
	"format":              {`{"format":"xml"}`, "format", "Format is invalid."},
	"unknown expands":     {`{"expands":"tgas"}`, "expands", "We do not know the field ‘tgas’. Choose from location, product_transaction and changelogs."},
	"a slip in expands":   {`{"expands":"location,changlogs"}`, "expands", "We do not know the field ‘changlogs’. Did you mean changelogs?"},
	"long expands":        {`{"expands":"` + strings.Repeat("x", 513) + `"}`, "expands", "Expands should contain at most 512 characters."},
	"product":             {`{"product_transaction_id":"123"}`, "product_transaction_id", "Product transaction ID must be 24 to 36 hex digits."},
	"user alone":          {`{"basic_auth_username":"shop"}`, "basic_auth_password", "Basic Auth Password cannot be blank."},
	"password alone":      {`{"basic_auth_password":"s3cret"}`, "basic_auth_username", "Basic Auth Username cannot be blank."},
	"user with a colon":   {`{"basic_auth_username":"a:b","basic_auth_password":"s3cret"}`, "basic_auth_username", "User name must not contain a colon."},
	"long user":           {`{"basic_auth_username":"` + strings.Repeat("x", 513) + `","basic_auth_password":"s3cret"}`, "basic_auth_username", "Basic Auth Username should contain at most 512 characters."},
	"long password":       {`{"basic_auth_username":"a","basic_auth_password":"` + strings.Repeat("x", 513) + `"}`, "basic_auth_password", "Basic Auth Password should contain at most 512 characters."},
	"resource of a list":  {`{"resource":["contact"]}`, "resource", "Resource must be a string."},
	"location of a truth": {`{"location_id":true}`, "location_id", "Location Id must be a string."},
}

func TestRefuseConfig(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	taken := f.create("/v2/postbackconfigs", f.seed(seedConfig))
	for name, tt := range refusals {
		t.Run(name, func(t *testing.T) {
			// The last of two names wins nowhere: the body must name each once.
			fields := f.seed(`"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver"`)
			for _, name := range []string{"url", "resource", "location_id"} {
				if strings.Contains(tt.body, `"`+name+`":`) {
					fields = without(fields, name)
				}
			}
			body := wrapped(`{` + fields + `,` + strings.TrimPrefix(tt.body, `{`))
			f.Call("POST", "/v2/postbackconfigs", body).Want(t, 422, sentence(tt.field, tt.text))
			f.Call("PUT", "/v2/postbackconfigs/"+taken, wrapped(tt.body)).Want(t, 422, sentence(tt.field, tt.text))
		})
	}
	f.Call("POST", "/v2/postbackconfigs", wrapped(`{}`)).Want(t, 422, `{"errors":{"location_id":["Location Id cannot be blank."],`+
		`"resource":["Resource cannot be blank."],"url":["Url cannot be blank."]}}`)
	f.Call("POST", "/v2/postbackconfigs", wrapped(f.seed(`{"location_id":"0123456789abcdef01234567","resource":"invoice","url":"https://shop.test"}`))).
		Want(t, 422, `{"errors":{"location_id":["Location Id is invalid."],"resource":["Resource is invalid."]}}`)
	f.Call("POST", "/v2/postbackconfigs", `{"url":"https://shop.test"}`).Want(t, 422, sentence("postbackconfig", "Postbackconfig cannot be blank."))
	f.Call("POST", "/v2/postbackconfigs", `{"postbackconfig":[1]}`).Want(t, 422, sentence("postbackconfig", "Postbackconfig must be an object."))
	for _, none := range []string{`[]`, `null`, ` [ ]`} { // as PHP writes an object without members
		f.Call("POST", "/v2/postbackconfigs", `{"postbackconfig":`+none+`}`).Want(t, 422, f.Call("POST", "/v2/postbackconfigs", `{"postbackconfig":{}}`).Body)
		f.Call("POST", "/v2/postbackconfigs", none).Want(t, 422, sentence("postbackconfig", "Postbackconfig cannot be blank."))
	}
	f.Call("POST", "/v2/postbackconfigs", `url=x`).Want(t, 400, sentence("body", "The body must be a JSON object. Line 1, column 1: ‘url’ where ‘{’ should be."))
	f.Call("POST", "/v2/postbackconfigs", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`).Want(t, 413, sentence("body", "The body must be 1 MiB or smaller."))
	f.Call("GET", "/v2/postbackconfigs/"+taken, "").Want(t, 200, wrapped(f.entity(taken)))
}

// without takes one of the fields away.
func without(fields, name string) string {
	var kept []string
	for _, field := range strings.Split(fields, ",") {
		if !strings.HasPrefix(field, `"`+name+`"`) {
			kept = append(kept, field)
		}
	}
	return strings.Join(kept, ",")
}

func TestUpdateConfig(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v2/postbackconfigs", f.seed(seedConfig))
	path := "/v2/postbackconfigs/" + id
	f.Call("PUT", path, wrapped(`{}`)).Want(t, 200, wrapped(f.entity(id)))
	f.Call("PUT", path, wrapped(`{"on_update":"0"}`)).Want(t, 200, wrapped(f.entity(id, `"on_update":"1"`, `"on_update":"0"`)))
	f.Call("PUT", path, wrapped(`{"on_update":"1","on_delete":null}`)).Want(t, 200, wrapped(f.entity(id)))
	shown := f.Call("GET", path, "").Body
	f.Call("PUT", path, shown).Want(t, 200, shown) // what was read goes back
	f.Call("PUT", path, wrapped(`{"location_id":"x","resource":"transaction"}`)).
		Want(t, 422, `{"errors":{"location_id":["Location Id cannot be changed."],"resource":["Resource cannot be changed."]}}`)

	f.Advance(time.Minute)
	later := strings.Replace(f.entity(id, `"number_of_attempts":1`, `"number_of_attempts":3`),
		fmt.Sprintf(`"modified_ts":%d`, apitest.Now.Unix()), fmt.Sprintf(`"modified_ts":%d`, apitest.Now.Unix()+60), 1)
	f.Call("PUT", path, wrapped(`{"number_of_attempts":3}`)).Want(t, 200, wrapped(later))
	f.Call("PUT", path+"0", wrapped(`{}`)).Want(t, 404, sentence("id", "Not found."))
}

// TestPlanOfTheConsole looks at a plan whose attempts are not equally far
// apart, which this API has no fields for.
func TestPlanOfTheConsole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v2/postbackconfigs", f.seed(seedConfig))
	c, err := f.Store.Callback(t.Context(), models.Everything, id)
	if err != nil {
		t.Fatal(err)
	}
	c.Settings.Delays = []int{0, 600, 3600}
	if err := f.Store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	const before, after = `"number_of_attempts":1,"attempt_interval":300`, `"number_of_attempts":3,"attempt_interval":600`
	f.Call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"on_create":"1"}`)).Want(t, 200, wrapped(f.entity(id, before, after)))
	if c, err = f.Store.Callback(t.Context(), models.Everything, id); err != nil || len(c.Settings.Delays) != 3 {
		t.Errorf("the plan became %v: %v", c.Settings, err)
	}
	const other = `"number_of_attempts":2,"attempt_interval":600`
	f.Call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"number_of_attempts":2}`)).Want(t, 200, wrapped(f.entity(id, before, other)))
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v2/postbackconfigs", f.seed(strings.Replace(seedConfig, `"basic_auth_username": null,
    "basic_auth_password": null`, `"basic_auth_username":"shop","basic_auth_password":"s3cret"`, 1)))
	secret := func() (user, password string) {
		t.Helper()
		c, err := f.Store.CallbackWithSecrets(t.Context(), models.Everything, id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Settings.User, c.Secrets.Password
	}
	put := func(body string, status int) {
		t.Helper()
		if got := f.Call("PUT", "/v2/postbackconfigs/"+id, wrapped(body)); got.Status != status || strings.Contains(got.Body, "s3cret") {
			t.Errorf("%s answers %d %s", body, got.Status, got.Body)
		}
	}
	put(`{"url":"https://127.0.0.1/other"}`, 200)
	put(`{"basic_auth_password":null}`, 200)
	put(`{"basic_auth_username":"store"}`, 200)
	if user, _ := secret(); user != "store" {
		t.Errorf("signs in as %q", user)
	}
	put(`{"basic_auth_username":null}`, 200)
	if user, password := secret(); user != "store" || password != "s3cret" {
		t.Errorf("null changed the sign-in to %q, %q", user, password)
	}
	put(`{"basic_auth_password":""}`, 200)
	if user, password := secret(); user != "store" || password != "" {
		t.Errorf("with an empty password: %q, %q", user, password)
	}
	put(`{"basic_auth_username":""}`, 422)
	put(`{"basic_auth_username":"","basic_auth_password":"s3cret"}`, 200)
	if user, password := secret(); user != "" || password != "s3cret" {
		t.Errorf("with an empty user: %q, %q", user, password)
	}
	put(`{"basic_auth_username":"","basic_auth_password":""}`, 422)
	put(`{"basic_auth_username":"store","basic_auth_password":"s3cret2"}`, 200)
	f.Call("GET", "/v2/postbackconfigs?basic_auth_username=nobody", "").
		Want(t, 422, sentence("basic_auth_username", "Basic Auth Username cannot be filtered by."))
	list := f.Call("GET", "/v2/postbackconfigs", "")
	if !strings.Contains(list.Body, `"totalCount":1`) || strings.Contains(list.Body, "s3cret") || strings.Contains(list.Body, `"store"`) {
		t.Errorf("credentials can be read or guessed: %s", list.Body)
	}
}

func TestDeleteConfig(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/v2/postbackconfigs/" + f.create("/v2/postbackconfigs", f.seed(seedConfig))
	f.Call("DELETE", path, "").Want(t, 204, "")
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		f.Call(method, path, wrapped(`{}`)).Want(t, 404, sentence("id", "Not found."))
	}
}

// TestLinks looks at where links point behind a proxy, and without one.
func TestLinks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tests := map[string]struct{ public, target, self string }{
		"plain":      {"", "http://callboard.test/v2/postbackconfigs", "http://callboard.test/v2/postbackconfigs?page=1"},
		"encrypted":  {"", "https://callboard.test/v2/postbackconfigs", "https://callboard.test/v2/postbackconfigs?page=1"},
		"public URL": {"https://shown.test/", "http://10.0.0.5:8080/v2/postbackconfigs", "https://shown.test/v2/postbackconfigs?page=1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.Serve(postback.API{Store: f.Store, PublicURL: tt.public}.Site())
			r := httptest.NewRequestWithContext(t.Context(), "GET", tt.target, nil)
			f.SetKey(r, f.Key)
			if got, want := f.Send(r).Body, `"links":{"self":{"href":"`+tt.self+`"}}`; !strings.Contains(got, want) {
				t.Errorf("%s\nwant %s", got, want)
			}
		})
	}
}

// The stored sign-in is not sent to another host, unless it is given anew.
func TestMovedDestination(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/v2/postbackconfigs", `{"postbackconfig":{"location_id":"`+f.Location.PublicID+`","resource":"contact","url":"https://pos.test/in","basic_auth_username":"pos","basic_auth_password":"hunter2"}}`)
	put := func(fields string) apitest.Answer {
		return f.Call("PUT", "/v2/postbackconfigs/"+id, `{"postbackconfig":{`+fields+`}}`)
	}
	put(`"url":"https://evil.test/in"`).Want(t, 422,
		`{"errors":{"basic_auth_password":["Basic Auth Password must be given again: the url leads to another host, port or scheme."]}}`)
	for _, fields := range []string{`"url":"https://pos.test/other"`, `"url":"https://new.test/in","basic_auth_password":"hunter3"`} {
		if got := put(fields); got.Status != 200 {
			t.Errorf("%s: %d %s", fields, got.Status, got.Body)
		}
	}
}

func TestPackedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body := "\ufeff" + f.seed(seedConfig)
	f.CallPacked("POST", "/v2/postbackconfigs", body, "br").Want(t, 415, sentence("body", "The body must be packed with gzip, once, or not at all."))
	if got := f.CallPacked("POST", "/v2/postbackconfigs", body, "gzip"); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
