package database_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"callboard/handlers/api/database"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// world is a database with a collection of a company, a key, and the API
// before them.
type world struct {
	t          *testing.T
	store      *store.Store
	mux        http.Handler
	publisher  *publisher
	company    models.Company
	database   models.Database
	collection models.Collection
	key        string // of a manager of the company
	clock      *atomic.Int64
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

// told lists what was published since it was asked last: "profile.created
// {…}".
func (p *publisher) told() []string {
	var all []string
	for _, e := range p.events {
		line := e.Type + " " + string(e.Data)
		if len(e.Before) > 0 {
			line += " was " + string(e.Before)
		}
		all = append(all, line)
	}
	p.events = nil
	return all
}

// now is the moment at which every test starts.
var now = time.Date(2027, 3, 2, 9, 15, 42, 0, time.UTC)

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, url string) { fn(t, makeWorld(t, url)) })
}

func makeWorld(t *testing.T, url string) *world {
	t.Helper()
	clock := &atomic.Int64{}
	clock.Store(now.UnixMilli())
	s := storetest.Open(t, url, func(o *store.Options) {
		o.Now = func() time.Time { return time.UnixMilli(clock.Load()).UTC() }
		o.Blocked = func(_ context.Context, url string) bool { return strings.Contains(url, "//10.0.0.") }
		o.Condition = func(_ context.Context, text string) error {
			if text == "busy" {
				return models.ErrUnchecked
			}
			if strings.Contains(text, "((") {
				return errors.New("line 1, column 2: it does not end")
			}
			return nil
		}
	})
	w := &world{t: t, store: s, publisher: &publisher{store: s}, clock: clock}
	w.company = storetest.Company(t, s)
	w.database, w.collection = w.settle(w.company, "Members")
	_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
	w.mux = web.Mount(http.NewServeMux(), database.API{Store: s, Publisher: w.publisher}.Site())
	return w
}

// settle makes a database of a company, and a collection in it.
func (w *world) settle(of models.Company, name string) (models.Database, models.Collection) {
	w.t.Helper()
	d := models.Database{CompanyID: of.ID, Name: name}
	if err := w.store.CreateDatabase(w.t.Context(), storetest.Access(), &d); err != nil {
		w.t.Fatal(err)
	}
	c := models.Collection{DatabaseID: d.ID, Name: "Orders"}
	if err := w.store.CreateCollection(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatal(err)
	}
	return d, c
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

// send sends a request. What is answered is JSON, or nothing.
func (w *world) send(r *http.Request) answer {
	w.t.Helper()
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, r)
	got := answer{recorder.Code, recorder.Body.String(), recorder.Header()}
	if got.body != "" && (!json.Valid([]byte(got.body)) || got.header.Get("Content-Type") != "application/json") {
		w.t.Errorf("%s %s answers something else than JSON: %d %s", r.Method, r.URL.Path, got.status, got.body)
	}
	return got
}

// call sends a request with the manager's key, as a bearer token, after
// putting ids into the path: DB, COLL.
func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	return w.callAs(w.key, method, path, body)
}

func (w *world) callAs(key, method, path, body string) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, w.named(path), strings.NewReader(w.named(body)))
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" && body[0] != '{' {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return w.send(r)
}

// named puts the ids of the world where a text says DB and COLL.
func (w *world) named(text string) string {
	return strings.NewReplacer("DB", w.database.PublicID, "COLL", w.collection.PublicID).Replace(text)
}

// want fails the test unless an answer is exactly so.
func (w *world) want(got answer, status int, body string) {
	w.t.Helper()
	if body = w.named(body); got.status != status || got.body != body {
		w.t.Errorf("got  %d %s\nwant %d %s", got.status, got.body, status, body)
	}
}

// refuses fails the test unless an answer is an error with a message.
func (w *world) refuses(got answer, message string) {
	w.t.Helper()
	text, _ := json.Marshal(message)
	w.want(got, http.StatusBadRequest, `{"error":{"message":`+string(text)+`}}`)
}

// create makes a thing, and returns its id.
func (w *world) create(path, body string) string {
	w.t.Helper()
	got := w.call("POST", path, body)
	id := got.header.Get("X-Created")
	if got.status != http.StatusCreated || id == "" || got.body != "" || !strings.HasSuffix(got.header.Get("Location"), "/"+id) {
		w.t.Fatalf("create at %s: %d %v %s", path, got.status, got.header, got.body)
	}
	return id
}
