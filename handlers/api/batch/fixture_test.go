package batch_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/batch"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

const base = "/rest/api/v1.3/notifications"

// fixture is a company with a key, and the API before it.
type fixture struct {
	*apitest.Fixture
	receivers *receivers
}

// receivers answer those at some.url who give the right password.
type receivers struct {
	tried     []string // URLs
	meanwhile func()   // what happens while a receiver is tried; may be nil
}

func (r *receivers) answer(c models.Callback, url string) models.Attempt {
	r.tried = append(r.tried, url)
	if r.meanwhile != nil {
		r.meanwhile()
	}
	attempt := models.Attempt{URL: url, Method: "POST", Code: 200}
	if !strings.HasPrefix(url, "https://some.url") || c.Secrets.Password != "hunter2" {
		attempt.Code, attempt.Cause = 401, models.HTTP401
	}
	return attempt
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return serve(apitest.New(t))
}

// eachDatabase runs fn on SQLite and on MariaDB.
func eachDatabase(t *testing.T, fn func(t *testing.T, f *fixture)) {
	t.Helper()
	apitest.Each(t, func(t *testing.T, f *apitest.Fixture) { fn(t, serve(f)) })
}

// serve puts the API before a store. Its keys are shown as they are.
func serve(f *apitest.Fixture) *fixture {
	r := &receivers{}
	f.ShowKey = func(r *http.Request, key string) { r.Header.Set("Authorization", key) }
	f.Serve(batch.API{Store: f.Store, Verifier: apitest.Verifier{Store: f.Store, Answer: r.answer}}.Site())
	return &fixture{f, r}
}

// call sends a request with the manager's key to a path of the API.
func (f *fixture) call(method, path, body string) apitest.Answer {
	f.T.Helper()
	return f.Call(method, base+path, body)
}

// callAs sends a request with what stands in Authorization.
func (f *fixture) callAs(authorization, method, path, body string) apitest.Answer {
	f.T.Helper()
	return f.CallAs(authorization, method, base+path, body)
}

// failure is an error of the seed.
func failure(title, code, detail string) string {
	text, _ := json.Marshal(detail)
	plain := strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(text))
	return `{"type":"","title":"` + title + `","errorCode":"` + code + `","detail":` + plain + `,"errorDetails":[]}`
}

func invalid(detail string) string {
	return failure("Invalid request parameters", "INVALID_PARAMETER", detail)
}

func unknownField(name string) string {
	return failure("Invalid field name", "INVALID_FIELD_NAME", "The following field names ["+name+"] are invalid")
}

func notFound(detail string) string { return failure("Object not found", "OBJECT_NOT_FOUND", detail) }

// entity is the answer of the seed for a callback.
func entity(name, url, backup, size string) string {
	self := base + "/callbacks/" + name
	return `{"name":"` + name + `","url":"` + url + `","backupUrl":` + backup + `,"batchSize":` + size + `,"links":[` +
		`{"rel":"self","href":"` + self + `","method":"PUT"},` +
		`{"rel":"getCallBack","href":"` + self + `","method":"GET"},` +
		`{"rel":"deleteCallBack","href":"` + self + `","method":"DELETE"}]}`
}

// create registers a callback that its receiver answers.
func (f *fixture) create(name string) {
	f.T.Helper()
	body := with(`"name":"` + name + `","url":"https://some.url/` + name + `","batchSize":10`)
	if got := f.call("POST", "/callbacks", body); got.Status != http.StatusOK {
		f.T.Fatalf("registering %s: %d %s", name, got.Status, got.Body)
	}
}

// verify tries a callback, so that it may have subscriptions.
func (f *fixture) verify(name string) {
	f.T.Helper()
	f.call("GET", "/callbacks/"+name+"/actions/verify", "").Want(f.T, 200, `{"status":"Successfully verified [`+name+`]"}`)
}

const signIn = `"authentication":{"type":"B","data":{"userName":"crm","password":"hunter2"}}`

// end lets the dates of a callback be over.
func (f *fixture) end(name string) {
	f.T.Helper()
	c, err := f.Store.CallbackNamed(f.T.Context(), models.Everything, store.Name{Company: f.Company.ID, Text: name})
	if err != nil {
		f.T.Fatal(err)
	}
	c.StartAt, c.EndAt = 60_000, 120_000
	if err := f.Store.UpdateCallback(f.T.Context(), storetest.Access(), &c); err != nil {
		f.T.Fatalf("ending %s: %v", name, err)
	}
}

// with is the body of a callback with the right sign-in.
func with(fields string) string { return "{" + fields + "," + signIn + "}" }
