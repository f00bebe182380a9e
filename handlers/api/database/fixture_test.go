package database_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api"
	"callboard/handlers/api/apitest"
	"callboard/handlers/api/database"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// fixture is a database with a collection of a company, a key, and the API
// before them.
type fixture struct {
	*apitest.Fixture
	database   models.Database
	collection models.Collection
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return serve(apitest.New(t, refusing))
}

// eachDatabase runs fn on SQLite and on MariaDB.
func eachDatabase(t *testing.T, fn func(t *testing.T, f *fixture)) {
	t.Helper()
	apitest.Each(t, func(t *testing.T, f *apitest.Fixture) { fn(t, serve(f)) }, refusing)
}

// refusing opens a store that refuses some addresses and conditions.
func refusing(o *store.Options) {
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
}

func serve(shared *apitest.Fixture) *fixture {
	shared.T.Helper()
	f := &fixture{Fixture: shared}
	f.Serve(database.API{Store: f.Store, Publisher: f.Publisher}.Site())
	f.database, f.collection = f.newDatabase("Members")
	return f
}

// newDatabase makes a database of the company, and a collection in it.
func (f *fixture) newDatabase(name string) (models.Database, models.Collection) {
	f.T.Helper()
	d := models.Database{CompanyID: f.Company.ID, Name: name}
	if err := f.Store.CreateDatabase(f.T.Context(), storetest.Access(), &d); err != nil {
		f.T.Fatal(err)
	}
	c := models.Collection{DatabaseID: d.ID, Name: "Orders"}
	if err := f.Store.CreateCollection(f.T.Context(), storetest.Access(), &c); err != nil {
		f.T.Fatal(err)
	}
	return d, c
}

// published lists what was published since it was asked last: "profile.created
// {…}".
func (f *fixture) published() []string {
	var lines []string
	for _, e := range f.Publisher.Events {
		line := e.Type + " " + string(e.Data)
		if len(e.Before) > 0 {
			line += " was " + string(e.Before)
		}
		lines = append(lines, line)
	}
	f.Publisher.Events = nil
	return lines
}

// call sends a request with the manager's key, as a bearer token, after
// putting ids into path and body: DB, COLL.
func (f *fixture) call(method, path, body string) apitest.Answer {
	f.T.Helper()
	return f.callAs(f.Key, method, path, body)
}

func (f *fixture) callAs(key, method, path, body string) apitest.Answer {
	f.T.Helper()
	r := httptest.NewRequestWithContext(f.T.Context(), method, f.named(path), strings.NewReader(f.named(body)))
	f.SetKey(r, key)
	if body != "" && body[0] != '{' {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return f.Send(r)
}

// named puts the ids of the fixture where a text says DB and COLL.
func (f *fixture) named(text string) string {
	return strings.NewReplacer("DB", f.database.PublicID, "COLL", f.collection.PublicID).Replace(text)
}

// want fails the test unless an answer is exactly so.
func (f *fixture) want(got apitest.Answer, status int, body string) {
	f.T.Helper()
	got.Want(f.T, status, f.named(body))
}

// refuses fails the test unless an answer is an error with a message.
func (f *fixture) refuses(got apitest.Answer, message string) {
	f.T.Helper()
	text, _ := api.Encode(message)
	f.want(got, http.StatusBadRequest, `{"error":{"message":`+string(text)+`}}`)
}

// create makes what stands at path, and returns its id.
func (f *fixture) create(path, body string) string {
	f.T.Helper()
	got := f.call("POST", path, body)
	id := got.Header.Get("X-Created")
	if got.Status != http.StatusCreated || id == "" || got.Body != "" || !strings.HasSuffix(got.Header.Get("Location"), "/"+id) {
		f.T.Fatalf("create at %s: %d %v %s", path, got.Status, got.Header, got.Body)
	}
	return id
}
