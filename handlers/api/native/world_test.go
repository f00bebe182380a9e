package native_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/storetest"
	"callboard/web"
)

// world is a company with a location and a key, and the API before it.
type world struct {
	t         *testing.T
	store     *store.Store
	api       native.API
	mux       *http.ServeMux
	publisher *publisher
	company   models.Company
	location  models.Location
	key       string // of a manager of the company
	woken     int
}

// publisher takes events instead of the engine.
type publisher struct {
	err    error
	events []models.Event
}

func (p *publisher) Publish(_ context.Context, _ *models.Change, events []models.Event) ([]models.Event, error) {
	if p.err != nil {
		return nil, p.err
	}
	for i := range events {
		if events[i].PublicID == "" {
			events[i].PublicID = "AB234SDFD234"
		}
	}
	p.events = append(p.events, events...)
	return events, nil
}

// now is the moment at which every test stands.
var now = time.Date(2027, 3, 2, 9, 15, 42, 7e6, time.UTC)

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		s := storetest.Open(t, database, func(o *store.Options) { o.Now = func() time.Time { return now } })
		w := &world{t: t, store: s, mux: http.NewServeMux(), publisher: &publisher{}}
		w.company = storetest.Company(t, s)
		w.location = storetest.Location(t, s, w.company)
		_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
		w.api = native.API{Store: s, Publisher: w.publisher, Wake: func() { w.woken++ }}
		web.Mount(w.mux, w.api.Door())
		fn(t, w)
	})
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// request is a call with a key.
type request struct {
	key, method, path, body string
	headers                 map[string]string
}

// send sends a request. Whatever comes back must be JSON, and an error a
// problem with the members that are promised.
func (w *world) send(q request) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), q.method, native.Base+q.path, strings.NewReader(q.body))
	if q.key != "" {
		r.Header.Set("Authorization", "Bearer "+q.key)
	}
	for name, value := range q.headers {
		r.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, r)
	got := answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	media := "application/json"
	if got.status >= 400 {
		media = "application/problem+json"
		var problem struct {
			Type, Title, Detail string
			Status              int
		}
		if json.Unmarshal([]byte(got.body), &problem) != nil || problem.Status != got.status || problem.Title == "" || problem.Detail == "" {
			w.t.Errorf("%s %.80s: no problem: %d %s", q.method, q.path, got.status, got.body)
		}
	}
	empty := got.status == http.StatusNoContent || q.method == http.MethodHead
	if !empty && (!json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != media) {
		w.t.Errorf("%s %.80s answers %q as %s", q.method, q.path, got.body, got.header.Get("Content-Type"))
	}
	return got
}

// call sends a request with the manager's key.
func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	return w.send(request{key: w.key, method: method, path: path, body: body})
}

// in is a path below the company.
func (w *world) in(path string) string { return "/companies/" + w.company.PublicID + path }

// member reads a member of an answer by its path: "owner.location".
func (a answer) member(t *testing.T, path string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// text reads a member that is a text.
func (a answer) text(t *testing.T, path string) string {
	t.Helper()
	text, _ := a.member(t, path).(string)
	return text
}

// wants fails the test unless the answer has this status.
func (a answer) wants(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// register makes a callback and returns its id.
func (w *world) register(body string) string {
	w.t.Helper()
	return w.call("POST", w.in("/callbacks"), body).wants(w.t, http.StatusCreated).text(w.t, "id")
}
