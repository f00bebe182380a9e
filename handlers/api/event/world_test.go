package event_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"callboard/handlers/api/event"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// world is a company with a key, and the API before it.
type world struct {
	t         *testing.T
	store     *store.Store
	mux       *http.ServeMux
	publisher *publisher
	company   models.Company
	location  models.Location
	key       string // of a manager of the company
	clock     *atomic.Int64
}

// publisher takes events instead of the engine.
type publisher struct {
	err    error
	events []models.Event
}

func (p *publisher) Publish(_ context.Context, change *models.Change, events []models.Event) ([]models.Event, error) {
	if p.err != nil {
		return nil, p.err
	}
	if change != nil || len(events) != 1 {
		panic("a test event changes no record and comes alone")
	}
	p.events = append(p.events, events...)
	events[0].PublicID = "AB234SDFD234"
	return events, nil
}

// now is the moment at which every test starts.
var now = time.Date(2027, 3, 2, 9, 15, 42, 0, time.UTC)

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) { fn(t, makeWorld(t, database)) })
}

func makeWorld(t *testing.T, database string) *world {
	t.Helper()
	clock := &atomic.Int64{}
	clock.Store(now.UnixMilli())
	s := storetest.Open(t, database, func(o *store.Options) {
		o.Now = func() time.Time { return time.UnixMilli(clock.Load()).UTC() }
	})
	w := &world{t: t, store: s, mux: http.NewServeMux(), publisher: &publisher{}, clock: clock}
	w.company = storetest.Company(t, s)
	w.location = storetest.Location(t, s, w.company)
	_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
	web.Mount(w.mux, event.API{Store: s, Publisher: w.publisher}.Site())
	return w
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// callAs sends a request with a key.
func (w *world) callAs(key, method, path, body string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, r)
	got := answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	if got.body != "" && (!json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != "application/json") {
		w.t.Errorf("%s %s answers something else than JSON: %d %s", method, path, got.status, got.body)
	}
	return got
}

// call sends a request with the manager's key to a path of the company:
// "callbacks".
func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	return w.callAs(w.key, method, w.path(path), body)
}

func (w *world) path(path string) string {
	return "/companies/" + w.company.PublicID + "/config/" + path
}

// want fails the test unless an answer is as the seed says.
func (a answer) want(t *testing.T, status int, body string) {
	t.Helper()
	if a.status != status || a.body != body {
		t.Errorf("got  %d %s\nwant %d %s", a.status, a.body, status, body)
	}
}

// create registers a callback and returns its id.
func (w *world) create(body string) string {
	w.t.Helper()
	got := w.call("POST", "callbacks", body)
	if got.status != http.StatusCreated {
		w.t.Fatalf("registering %s: %d %s", body, got.status, got.body)
	}
	return got.id(w.t)
}

func (a answer) id(t *testing.T) string {
	t.Helper()
	var entity struct {
		ID string `json:"callback_id"`
	}
	if err := json.Unmarshal([]byte(a.body), &entity); err != nil || len(entity.ID) != 8 {
		t.Fatalf("no callback_id of 8 characters in %s", a.body)
	}
	return entity.ID
}

// errors returns the body of an error with these messages.
func errors(messages ...string) string {
	list := make([]map[string]string, len(messages))
	for i, text := range messages {
		list[i] = map[string]string{"message": text}
	}
	body, _ := json.Marshal(map[string]any{"errors": list})
	return string(body)
}
