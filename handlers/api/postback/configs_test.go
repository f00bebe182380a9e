package postback_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
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
func (w *world) entity(id string, changes ...string) string {
	text := w.seed(`{"id":"1028asnfias9f2j9sddf92jrwfskd","location_id":"23948sdnfia1129i9asf92","resource":"contact",` +
		`"on_create":"1","on_update":"1","on_delete":"1","url":"https://127.0.0.1/receiver","is_active":"1","format":"api-default",` +
		`"number_of_attempts":1,"attempt_interval":300,"expands":"","created_ts":1539268970,"modified_ts":1539268970,` +
		`"_links":{"self":{"href":"http://api.sandbox.domain.com/v2/postbackconfigs/1028asnfias9f2j9sddf92jrwfskd"}}}`)
	text = strings.ReplaceAll(text, "1028asnfias9f2j9sddf92jrwfskd", id)
	text = strings.ReplaceAll(text, "1539268970", fmt.Sprint(now.Unix()))
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
	each(t, func(t *testing.T, w *world) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				got := w.call("POST", "/v2/postbackconfigs", w.seed(tt.body))
				if got.status != http.StatusCreated {
					t.Fatalf("%d %s", got.status, got.body)
				}
				want := wrapped(w.entity(got.id(t), tt.changes...))
				got.want(t, 201, want)
				w.call("GET", "/v2/postbackconfigs/"+got.id(t), "").want(t, 200, want)
				w.call("GET", "/v2/postbackconfigs/"+got.id(t)+"/", "").want(t, 200, want)
			})
		}
	})
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
	"unknown expands":     {`{"expands":"tgas"}`, "expands", "We do not know the field ‘tgas’. Choose from location and changelogs."},
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
	each(t, func(t *testing.T, w *world) {
		taken := w.create("/v2/postbackconfigs", w.seed(seedConfig))
		for name, tt := range refusals {
			t.Run(name, func(t *testing.T) {
				// The last of two names wins nowhere: the body must name each once.
				fields := w.seed(`"location_id":"23948sdnfia1129i9asf92","resource":"contact","url":"https://127.0.0.1/receiver"`)
				for _, name := range []string{"url", "resource", "location_id"} {
					if strings.Contains(tt.body, `"`+name+`":`) {
						fields = without(fields, name)
					}
				}
				body := wrapped(`{` + fields + `,` + strings.TrimPrefix(tt.body, `{`))
				w.call("POST", "/v2/postbackconfigs", body).want(t, 422, one(tt.field, tt.text))
				w.call("PUT", "/v2/postbackconfigs/"+taken, wrapped(tt.body)).want(t, 422, one(tt.field, tt.text))
			})
		}
		w.call("POST", "/v2/postbackconfigs", wrapped(`{}`)).want(t, 422, `{"errors":{"location_id":["Location Id cannot be blank."],`+
			`"resource":["Resource cannot be blank."],"url":["Url cannot be blank."]}}`)
		w.call("POST", "/v2/postbackconfigs", wrapped(w.seed(`{"location_id":"0123456789abcdef01234567","resource":"invoice","url":"https://shop.test"}`))).
			want(t, 422, `{"errors":{"location_id":["Location Id is invalid."],"resource":["Resource is invalid."]}}`)
		w.call("POST", "/v2/postbackconfigs", `{"url":"https://shop.test"}`).want(t, 422, one("postbackconfig", "Postbackconfig cannot be blank."))
		w.call("POST", "/v2/postbackconfigs", `{"postbackconfig":[1]}`).want(t, 422, one("postbackconfig", "Postbackconfig must be an object."))
		w.call("POST", "/v2/postbackconfigs", `url=x`).want(t, 400, one("body", "The body must be a JSON object."))
		w.call("POST", "/v2/postbackconfigs", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`).want(t, 413, one("body", "The body must be 1 MiB or smaller."))
		w.call("GET", "/v2/postbackconfigs/"+taken, "").want(t, 200, wrapped(w.entity(taken)))
	})
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
	each(t, func(t *testing.T, w *world) {
		id := w.create("/v2/postbackconfigs", w.seed(seedConfig))
		path := "/v2/postbackconfigs/" + id
		w.call("PUT", path, wrapped(`{}`)).want(t, 200, wrapped(w.entity(id)))
		w.call("PUT", path, wrapped(`{"on_update":"0"}`)).want(t, 200, wrapped(w.entity(id, `"on_update":"1"`, `"on_update":"0"`)))
		w.call("PUT", path, wrapped(`{"on_update":"1","on_delete":null}`)).want(t, 200, wrapped(w.entity(id)))
		shown := w.call("GET", path, "").body
		w.call("PUT", path, shown).want(t, 200, shown) // what was read goes back
		w.call("PUT", path, wrapped(`{"location_id":"x","resource":"transaction"}`)).
			want(t, 422, `{"errors":{"location_id":["Location Id cannot be changed."],"resource":["Resource cannot be changed."]}}`)

		w.clock.Add(time.Minute.Milliseconds())
		later := strings.Replace(w.entity(id, `"number_of_attempts":1`, `"number_of_attempts":3`),
			fmt.Sprintf(`"modified_ts":%d`, now.Unix()), fmt.Sprintf(`"modified_ts":%d`, now.Unix()+60), 1)
		w.call("PUT", path, wrapped(`{"number_of_attempts":3}`)).want(t, 200, wrapped(later))
		w.call("PUT", path+"0", wrapped(`{}`)).want(t, 404, one("id", "Not found."))
	})
}

// TestPlanOfTheConsole looks at a plan whose attempts are not equally far
// apart, which this API has no fields for.
func TestPlanOfTheConsole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create("/v2/postbackconfigs", w.seed(seedConfig))
		c, err := w.store.Callback(t.Context(), models.Everything, id)
		if err != nil {
			t.Fatal(err)
		}
		c.Settings.Delays = []int{0, 600, 3600}
		if err := w.store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil {
			t.Fatal(err)
		}
		const before, after = `"number_of_attempts":1,"attempt_interval":300`, `"number_of_attempts":3,"attempt_interval":600`
		w.call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"on_create":"1"}`)).want(t, 200, wrapped(w.entity(id, before, after)))
		if c, err = w.store.Callback(t.Context(), models.Everything, id); err != nil || len(c.Settings.Delays) != 3 {
			t.Errorf("the plan became %v: %v", c.Settings, err)
		}
		const other = `"number_of_attempts":2,"attempt_interval":600`
		w.call("PUT", "/v2/postbackconfigs/"+id, wrapped(`{"number_of_attempts":2}`)).want(t, 200, wrapped(w.entity(id, before, other)))
	})
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.create("/v2/postbackconfigs", w.seed(strings.Replace(seedConfig, `"basic_auth_username": null,
    "basic_auth_password": null`, `"basic_auth_username":"shop","basic_auth_password":"s3cret"`, 1)))
		secret := func() (user, password string) {
			t.Helper()
			audience, err := w.store.Subscribers(t.Context(), w.company.ID)
			if err != nil || len(audience.Callbacks) != 1 {
				t.Fatalf("%d callbacks: %v", len(audience.Callbacks), err)
			}
			c, err := w.store.Callback(t.Context(), models.Everything, id)
			if err != nil {
				t.Fatal(err)
			}
			return c.Settings.User, audience.Callbacks[0].Secrets.Password
		}
		put := func(body string, status int) {
			t.Helper()
			if got := w.call("PUT", "/v2/postbackconfigs/"+id, wrapped(body)); got.status != status || strings.Contains(got.body, "s3cret") {
				t.Errorf("%s answers %d %s", body, got.status, got.body)
			}
		}
		put(`{"url":"https://127.0.0.1/other"}`, 200)
		put(`{"basic_auth_password":null}`, 200)
		put(`{"basic_auth_username":"store"}`, 200)
		if user, _ := secret(); user != "store" {
			t.Errorf("signs in as %q", user)
		}
		put(`{"basic_auth_username":null}`, 200)
		if user, _ := secret(); user != "" {
			t.Errorf("still signs in as %q", user)
		}
		put(`{"basic_auth_username":"store"}`, 422) // the old password must not come back
		put(`{"basic_auth_username":"store","basic_auth_password":"s3cret2"}`, 200)
		list := w.call("GET", "/v2/postbackconfigs?basic_auth_username=nobody", "")
		if !strings.Contains(list.body, `"totalCount":1`) || strings.Contains(list.body, "s3cret") || strings.Contains(list.body, `"store"`) {
			t.Errorf("credentials can be read or guessed: %s", list.body)
		}
	})
}

func TestDeleteConfig(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		path := "/v2/postbackconfigs/" + w.create("/v2/postbackconfigs", w.seed(seedConfig))
		w.call("DELETE", path, "").want(t, 204, "")
		for _, method := range []string{"GET", "PUT", "DELETE"} {
			w.call(method, path, wrapped(`{}`)).want(t, 404, one("id", "Not found."))
		}
	})
}

// TestLinks looks at where links point behind a proxy, and without one.
func TestLinks(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t, func(*store.Options) {})
	company := storetest.Company(t, s)
	_, key := storetest.Key(t, s, models.Viewer, company.Owner())
	tests := map[string]struct{ public, target, self string }{
		"plain":      {"", "http://callboard.test/v2/postbackconfigs", "http://callboard.test/v2/postbackconfigs?page=1"},
		"encrypted":  {"", "https://callboard.test/v2/postbackconfigs", "https://callboard.test/v2/postbackconfigs?page=1"},
		"public URL": {"https://shown.test/", "http://10.0.0.5:8080/v2/postbackconfigs", "https://shown.test/v2/postbackconfigs?page=1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			mux := http.NewServeMux()
			web.Mount(mux, postback.API{Store: s, PublicURL: tt.public}.Site())
			w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", tt.target, nil)
			r.Header.Set("user-api-key", key)
			mux.ServeHTTP(w, r)
			if want := `"links":{"self":{"href":"` + tt.self + `"}}`; !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s\nwant %s", w.Body, want)
			}
		})
	}
}
