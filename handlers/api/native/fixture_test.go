package native_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/native"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
	"callboard/web"
)

// fixture is a company with a database, and the native API before its store.
type fixture struct {
	*apitest.Fixture
	api       native.API
	mux       *http.ServeMux    // tells the pattern of a path
	members   models.Database   // of the company
	orders    models.Collection // of members
	refuses   map[string]bool   // URLs whose receivers ask for another sign-in
	woken     int               // how often the engine was told that a delivery came due
	document  openapi.Document
	described *jsonschema.Compiler // of the document
}

// now is the moment at which every test stands.
var now = apitest.Now.Add(7 * time.Millisecond)

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return serve(apitest.New(t, atNow))
}

// eachDatabase runs fn on SQLite and on MariaDB.
func eachDatabase(t *testing.T, fn func(t *testing.T, f *fixture)) {
	t.Helper()
	apitest.Each(t, func(t *testing.T, f *apitest.Fixture) { fn(t, serve(f)) }, atNow)
}

// atNow stops the clock, and has no time to look at the condition "busy".
func atNow(o *store.Options) {
	o.Now = func() time.Time { return now }
	o.Condition = func(_ context.Context, text string) error {
		if text == "busy" {
			return models.ErrUnchecked
		}
		return nil
	}
}

func serve(inner *apitest.Fixture) *fixture {
	f := &fixture{Fixture: inner, refuses: map[string]bool{}, mux: http.NewServeMux()}
	f.members = models.Database{CompanyID: f.Company.ID, Name: "Members"}
	if err := f.Store.CreateDatabase(f.T.Context(), storetest.Access(), &f.members); err != nil {
		f.T.Fatal(err)
	}
	f.orders = models.Collection{DatabaseID: f.members.ID, Name: "Orders"}
	if err := f.Store.CreateCollection(f.T.Context(), storetest.Access(), &f.orders); err != nil {
		f.T.Fatal(err)
	}
	verifier := apitest.Verifier{Store: f.Store, Answer: f.attempt}
	f.api = native.API{Store: f.Store, Publisher: f.Publisher, Verifier: verifier, Wake: func() { f.woken++ }}
	f.Serve(f.api.Site())
	web.Mount(f.mux, f.api.Site())
	f.describe()
	return f
}

// attempt answers in the place of a receiver.
func (f *fixture) attempt(c models.Callback, url string) models.Attempt {
	attempt := models.Attempt{URL: url, Number: 1, Code: http.StatusOK, StartedAt: models.At(now)}
	if c.ShakesHands() {
		attempt.Handshake = &models.Attempt{Method: http.MethodOptions, URL: url, Number: 1, Code: http.StatusMethodNotAllowed, Cause: models.HTTP4xx}
	}
	if f.refuses[url] {
		attempt.Code, attempt.Cause = http.StatusUnauthorized, models.HTTP401
	}
	return attempt
}

// answer is what came back.
type answer struct{ apitest.Answer }

// member reads a member of an answer by its path: "owner.location".
func (a answer) member(t *testing.T, path string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(a.Body), &value); err != nil {
		t.Fatalf("%d %s", a.Status, a.Body)
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
	if a.Status != status {
		t.Fatalf("%d, want %d: %s", a.Status, status, a.Body)
	}
	return a
}

// request is a call with a key.
type request struct {
	key, method, path, body string
	headers                 map[string]string
	lenient                 bool // the body has a form that is taken and not described
}

// send sends a request. An error must be a problem with the members that are
// promised, and every answer as the document describes it.
func (f *fixture) send(q request) answer {
	f.T.Helper()
	r := httptest.NewRequestWithContext(f.T.Context(), q.method, native.BasePath+q.path, strings.NewReader(q.body))
	f.SetKey(r, q.key)
	for name, value := range q.headers {
		r.Header.Set(name, value)
	}
	got := answer{f.Send(r)}
	if got.Status >= http.StatusBadRequest {
		var problem native.Problem
		if json.Unmarshal([]byte(got.Body), &problem) != nil || problem.Status != got.Status || problem.Title == "" || problem.Detail == "" ||
			got.Header.Get("Content-Type") != "application/problem+json" {
			f.T.Errorf("%s %.80s: no problem: %d %s", q.method, q.path, got.Status, got.Body)
		}
	}
	f.asDescribed(q, got)
	return got
}

// call sends a request with the manager's key.
func (f *fixture) call(method, path, body string) answer {
	f.T.Helper()
	return f.send(request{key: f.Key, method: method, path: path, body: body})
}

// in is a path below the company.
func (f *fixture) in(path string) string { return "/companies/" + f.Company.PublicID + path }

const signed = `{"kind":"webhook","name":"Shop","types":["person_*","contact.created"],"destination":{"url":"https://shop.example/in"}}`

// deliver stores n events with one failed delivery each, oldest first, and
// returns their ids.
func (f *fixture) deliver(n int) []models.ID {
	f.T.Helper()
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: f.Company.ID, Name: "Shop", URL: "https://shop.example/in",
		Types: []models.CallbackType{{Type: "*"}},
	}
	if err := f.Store.CreateCallback(f.T.Context(), storetest.Access(), &c); err != nil {
		f.T.Fatal(err)
	}
	var ids []models.ID
	for i := range n {
		e := models.Event{
			ID: f.Store.NewID(), PublicID: fmt.Sprintf("e-%d", i), CompanyID: f.Company.ID, LocationID: f.Location.ID, Type: "person_added",
			Data: []byte(`{"person":{"n":1.50}}`), OccurredAt: models.At(now), AcceptedAt: models.At(now), Source: "key Shop",
		}
		d := models.Delivery{
			ID: f.Store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: e.CompanyID, LocationID: e.LocationID, EventType: e.Type,
			Host: c.Host, Status: models.Failed, Cause: models.HTTP410, Code: 410, Attempts: 1, PlanLen: 10, FinishedAt: models.At(now),
		}
		if err := f.Store.Accept(f.T.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			f.T.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	return ids
}

// fill puts in the ids of what belongs to the company.
func (f *fixture) fill(text string) string {
	return strings.NewReplacer("LOC", f.Location.PublicID, "DB", f.members.PublicID, "COL", f.orders.PublicID).Replace(text)
}

// profile makes a profile and returns its id.
func (f *fixture) profile(fields string) string {
	f.T.Helper()
	body := f.fill(`{"resource":"profile","database":"DB","fields":` + fields + `}`)
	return f.call("POST", f.in("/records"), body).wants(f.T, http.StatusCreated).text(f.T, "id")
}

// names lists the names of all pages of a list.
func (f *fixture) names(path, query string) string {
	f.T.Helper()
	var names []string
	for cursor := ""; len(names) < 100; {
		got := f.call("GET", path+"?"+query+"&cursor="+cursor, "").wants(f.T, 200)
		for _, row := range got.member(f.T, "data").([]any) {
			names = append(names, fmt.Sprint(row.(map[string]any)["name"]))
		}
		if cursor = got.text(f.T, "next_cursor"); cursor == "" {
			break
		}
	}
	return strings.Join(names, " ")
}

// register makes a callback and returns its id.
func (f *fixture) register(body string) string {
	f.T.Helper()
	return f.call("POST", f.in("/callbacks"), body).wants(f.T, http.StatusCreated).text(f.T, "id")
}
