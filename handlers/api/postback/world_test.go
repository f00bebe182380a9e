package postback_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// world is a location of a company with a key, and the API before it.
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

// publisher takes events instead of the engine: it commits each with its
// change, and matches no callbacks.
type publisher struct {
	store   *store.Store
	errs    []error // for the first publishes; nil lets one pass
	changes []models.Change
	events  []models.Event
}

func (p *publisher) Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error) {
	if len(p.errs) > 0 {
		err := p.errs[0]
		p.errs = p.errs[1:]
		if err != nil {
			return nil, err
		}
	}
	for i := range events {
		events[i].ID = p.store.NewID()
		events[i].PublicID, events[i].AcceptedAt = events[i].ID.String(), models.At(p.store.Now())
	}
	if err := p.store.Accept(ctx, change, events, nil); err != nil {
		return nil, err
	}
	p.changes, p.events = append(p.changes, *change), append(p.events, events...)
	return events, nil
}

// last returns the last change and its event.
func (p *publisher) last(t *testing.T) (models.Change, models.Event) {
	t.Helper()
	if len(p.changes) == 0 || len(p.changes) != len(p.events) {
		t.Fatalf("%d changes and %d events", len(p.changes), len(p.events))
	}
	return p.changes[len(p.changes)-1], p.events[len(p.events)-1]
}

// now is the moment at which every test starts.
var now = time.Date(2027, 3, 2, 9, 15, 42, 0, time.UTC)

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) { fn(t, makeWorld(t, database)) })
}

func makeWorld(t *testing.T, database string, options ...storetest.Option) *world {
	t.Helper()
	clock := &atomic.Int64{}
	clock.Store(now.UnixMilli())
	s := storetest.Open(t, database, append(options, func(o *store.Options) {
		o.Now = func() time.Time { return time.UnixMilli(clock.Load()).UTC() }
	})...)
	w := &world{t: t, store: s, mux: http.NewServeMux(), publisher: &publisher{store: s}, clock: clock}
	w.company = storetest.Company(t, s)
	w.location = storetest.Location(t, s, w.company)
	_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
	web.Mount(w.mux, postback.API{Store: s, Publisher: w.publisher}.Site())
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
	r.Host = "api.sandbox.domain.com"
	if key != "" {
		r.Header.Set("user-api-key", key)
		r.Header.Set("user-id", "11e66c8a943ff4b2bf1b2102") // as old clients do; not looked at
		r.Header.Set("developer-id", "x")
	}
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, r)
	got := answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	switch {
	case got.status == http.StatusNoContent && got.body == "":
	case !json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != "application/json":
		w.t.Errorf("%s %s answers something else than JSON: %d %s", method, path, got.status, got.body)
	}
	return got
}

func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	return w.callAs(w.key, method, path, body)
}

// want fails the test unless an answer is exactly so.
func (a answer) want(t *testing.T, status int, body string) {
	t.Helper()
	if a.status != status || a.body != body {
		t.Errorf("got  %d %s\nwant %d %s", a.status, a.body, status, body)
	}
}

// id returns the id of the record that was answered.
func (a answer) id(t *testing.T) string {
	t.Helper()
	var body map[string]struct{ ID string }
	err := json.Unmarshal([]byte(a.body), &body)
	for _, record := range body {
		if len(record.ID) == 24 {
			return record.ID
		}
	}
	t.Fatalf("no id of 24 characters in %d %s: %v", a.status, a.body, err)
	return ""
}

// create registers a postback, or stores a contact, and returns its id.
func (w *world) create(path, body string) string {
	w.t.Helper()
	got := w.call("POST", path, body)
	if got.status != http.StatusCreated {
		w.t.Fatalf("create %s: %d %s", body, got.status, got.body)
	}
	return got.id(w.t)
}

// seed puts the location of the test where the seed has its own.
func (w *world) seed(body string) string {
	return strings.ReplaceAll(body, "23948sdnfia1129i9asf92", w.location.PublicID)
}

// one is an error with one sentence.
func one(field, text string) string {
	body, _ := json.Marshal(map[string]map[string][]string{"errors": {field: {text}}})
	return string(body)
}
