package native_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"callboard/handlers/api"
	"callboard/handlers/api/native"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// world is a company with a location and a key, and the API before it.
type world struct {
	t         *testing.T
	store     *store.Store
	api       native.API
	mux       *http.ServeMux
	publisher *publisher
	receivers receivers
	company   models.Company
	location  models.Location
	members   models.Database   // of the company
	orders    models.Collection // of members
	key       string            // of a manager of the company
	woken     int
	document  openapi.Document
	described *jsonschema.Compiler // of the document
}

// publisher takes events instead of the engine. It stores the change of a
// record that they report.
type publisher struct {
	store  *store.Store
	err    error
	events []models.Event
}

func (p *publisher) Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error) {
	if p.err != nil {
		return nil, p.err
	}
	if change != nil {
		if err := p.store.Accept(ctx, change, nil, nil); err != nil {
			return nil, err
		}
	}
	for i := range events {
		if events[i].PublicID == "" {
			events[i].PublicID = "AB234SDFD234"
		}
	}
	p.events = append(p.events, events...)
	return events, nil
}

// receivers answer instead of the world outside.
type receivers struct {
	store   *store.Store
	refuses map[string]bool // by URL
}

func (o receivers) Try(_ context.Context, c models.Callback) models.Attempt {
	return o.try(c.URL)
}

func (o receivers) try(url string) models.Attempt {
	made := models.Attempt{URL: url, Number: 1, Code: 200, StartedAt: models.At(now)}
	if o.refuses[url] {
		made.Code, made.Cause = http.StatusUnauthorized, models.HTTP401
	}
	return made
}

func (o receivers) Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error) {
	c, err := o.store.CallbackWithSecrets(ctx, by.Scope, publicID)
	if err != nil {
		return models.Verification{}, err
	}
	done := models.Verification{}
	for _, url := range []string{c.URL, c.Settings.BackupURL} {
		if url != "" {
			done.Attempts = append(done.Attempts, o.try(url))
		}
	}
	done.Released, err = o.store.RecordVerification(ctx, by, c, done.Attempts)
	return done, err
}

// now is the moment at which every test stands.
var now = time.Date(2027, 3, 2, 9, 15, 42, 7e6, time.UTC)

// busy could not look at a condition that says so.
func busy(_ context.Context, text string) error {
	if text == "busy" {
		return models.ErrUnchecked
	}
	return nil
}

// each runs fn with a fresh world on both databases.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		s := storetest.Open(t, database, func(o *store.Options) {
			o.Now = func() time.Time { return now }
			o.Condition = busy
		})
		w := &world{t: t, store: s, mux: http.NewServeMux(), publisher: &publisher{store: s}, receivers: receivers{s, map[string]bool{}}}
		w.company = storetest.Company(t, s)
		w.location = storetest.Location(t, s, w.company)
		w.members = models.Database{CompanyID: w.company.ID, Name: "Members"}
		if err := s.CreateDatabase(t.Context(), storetest.Access(), &w.members); err != nil {
			t.Fatal(err)
		}
		w.orders = models.Collection{DatabaseID: w.members.ID, Name: "Orders"}
		if err := s.CreateCollection(t.Context(), storetest.Access(), &w.orders); err != nil {
			t.Fatal(err)
		}
		_, w.key = storetest.Key(t, s, models.Manager, w.company.Owner())
		w.api = native.API{Store: s, Publisher: w.publisher, Verifier: w.receivers, Wake: func() { w.woken++ }}
		web.Mount(w.mux, w.api.Site())
		w.describe()
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
	lenient                 bool // the body has a form that is taken and not described
}

// send sends a request. Whatever comes back must be JSON, and an error a
// problem with the members that are promised.
func (w *world) send(q request) answer {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), q.method, native.BasePath+q.path, strings.NewReader(q.body))
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
	w.asDescribed(q, got)
	return got
}

// asDescribed fails the test unless an answer is as the document says.
func (w *world) asDescribed(q request, got answer) {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), q.method, native.BasePath+q.path, nil)
	_, pattern := w.mux.Handler(r)
	method, path, named := strings.Cut(pattern, " ")
	status := strconv.Itoa(got.status)
	if got.status >= 500 {
		status = "default"
	} else if got.status < 400 {
		exercised.Store(pattern, true)
	}
	if !named || q.method == http.MethodHead {
		return
	}
	path = strings.TrimPrefix(path, native.BasePath)
	at := "mem:///openapi.json#/paths/" + pointer(path) + "/" + strings.ToLower(method) + "/responses/" + status
	if operations, ok := w.document.Paths.Get(path); ok {
		operation, _ := operations.Get(strings.ToLower(method))
		if ref := operation.Responses[status].Ref; ref != "" {
			at = "mem:///openapi.json" + ref
		}
	}
	if got.body != "" {
		at += "/content/" + pointer(got.header.Get("Content-Type")) + "/schema"
	}
	w.asAsked(pattern, q, got)
	schema, err := w.described.Compile(at)
	if err != nil {
		w.t.Errorf("%s %d is not described: %v", pattern, got.status, err)
		return
	}
	if got.body == "" {
		return
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(got.body))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		w.t.Errorf("%s answers %d %.500s: %v", pattern, got.status, got.body, err)
	}
}

// asAsked fails the test when a body was taken that the document says cannot
// be, but for those that are known as lenient forms.
func (w *world) asAsked(pattern string, q request, got answer) {
	w.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(q.body))
	schema, described := w.described.Compile(fmt.Sprintf("mem:///openapi.json#/paths/%s/%s/requestBody/content/application~1json/schema",
		pointer(strings.TrimPrefix(path, native.BasePath)), strings.ToLower(method)))
	if got.status >= 300 || err != nil || described != nil {
		return
	}
	switch err := schema.Validate(value); {
	case q.lenient && err == nil:
		w.t.Errorf("%s describes %.500s", pattern, q.body)
	case !q.lenient && err != nil:
		w.t.Errorf("%s takes %.500s: %v", pattern, q.body, err)
	}
}

// pointer writes a name as a part of a JSON pointer within an address.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

// describe reads the document of the API.
func (w *world) describe() {
	w.t.Helper()
	w.document = w.api.Document()
	text, err := api.Encode(w.document)
	if err != nil {
		w.t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	w.described = jsonschema.NewCompiler()
	w.described.AssertFormat()
	if err := w.described.AddResource("mem:///openapi.json", value); err != nil {
		w.t.Fatal(err)
	}
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
