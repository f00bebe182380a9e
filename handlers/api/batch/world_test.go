package batch_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api/batch"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

const base = "/rest/api/v1.3/notifications"

// world is a company with a key, and the API before it.
type world struct {
	t       *testing.T
	store   *store.Store
	mux     *http.ServeMux
	outside *outside
	company models.Company
	key     string // of a manager of the company
}

// outside stands for the receivers: those at some.url answer those who give
// the right password.
type outside struct {
	store     *store.Store
	tried     []string
	meanwhile func() // what happens while a receiver is tried; may be nil
}

func (o *outside) Try(_ context.Context, c models.Callback) models.Attempt {
	return o.try(c, c.URL)
}

func (o *outside) try(c models.Callback, url string) models.Attempt {
	o.tried = append(o.tried, url)
	if o.meanwhile != nil {
		o.meanwhile()
	}
	a := models.Attempt{URL: url, Method: "POST", Code: 200}
	if !strings.HasPrefix(url, "https://some.url") || c.Secrets.Password != "hunter2" {
		a.Code, a.Cause = 401, models.HTTP401
	}
	return a
}

func (o *outside) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := o.store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	done := models.Verification{Attempts: []models.Attempt{o.try(c, c.URL)}}
	if c.Settings.BackupURL != "" {
		done.Attempts = append(done.Attempts, o.try(c, c.Settings.BackupURL))
	}
	done.Released, err = o.store.RecordVerification(ctx, by, c, done.Attempts)
	return done, err
}

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) { fn(t, newWorld(t, s)) })
}

func newWorld(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{t: t, store: s, mux: http.NewServeMux(), outside: &outside{store: s}}
	w.company = storetest.Company(t, s)
	_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
	web.Mount(w.mux, batch.API{Store: s, Verifier: w.outside}.Site())
	return w
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// callAs sends a request with what stands in Authorization.
func (w *world) callAs(authorization, method, path, body string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, base+path, strings.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, r)
	got := answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	if !json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != "application/json" {
		w.t.Errorf("%s %s answers something else than JSON: %d %s", method, path, got.status, got.body)
	}
	return got
}

// call sends a request with the manager's key.
func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	return w.callAs(w.key, method, path, body)
}

// want fails the test unless an answer is as the seed says.
func (a answer) want(t *testing.T, status int, body string) {
	t.Helper()
	if a.status != status || a.body != body {
		t.Errorf("got  %d %s\nwant %d %s", a.status, a.body, status, body)
	}
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
func (w *world) create(name string) {
	w.t.Helper()
	body := with(`"name":"` + name + `","url":"https://some.url/` + name + `","batchSize":10`)
	if got := w.call("POST", "/callbacks", body); got.status != http.StatusOK {
		w.t.Fatalf("registering %s: %d %s", name, got.status, got.body)
	}
}

// verify tries a callback, so that it may have subscriptions.
func (w *world) verify(name string) {
	w.t.Helper()
	w.call("GET", "/callbacks/"+name+"/actions/verify", "").want(w.t, 200, `{"status":"Successfully verified [`+name+`]"}`)
}

const signIn = `"authentication":{"type":"B","data":{"userName":"crm","password":"hunter2"}}`

// end lets the dates of a callback be over.
func (w *world) end(name string) {
	w.t.Helper()
	c, err := w.store.CallbackNamed(w.t.Context(), models.Everything, store.Name{Company: w.company.ID, Text: name})
	if err != nil {
		w.t.Fatal(err)
	}
	c.StartAt, c.EndAt = 60_000, 120_000
	if err := w.store.UpdateCallback(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatalf("ending %s: %v", name, err)
	}
}

// with is the body of a callback with the right sign-in.
func with(fields string) string { return "{" + fields + "," + signIn + "}" }
