package postback_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/postback"
	"callboard/models"
	"callboard/models/store/storetest"
)

// fixture is a location of a company with a key, and the API before it.
type fixture struct{ *apitest.Fixture }

func newFixture(t *testing.T, options ...storetest.Option) *fixture {
	t.Helper()
	return serve(apitest.New(t, options...))
}

// eachDatabase runs fn on SQLite and on MariaDB.
func eachDatabase(t *testing.T, fn func(t *testing.T, f *fixture)) {
	t.Helper()
	apitest.Each(t, func(t *testing.T, f *apitest.Fixture) { fn(t, serve(f)) })
}

func serve(f *apitest.Fixture) *fixture {
	f.ShowKey = func(r *http.Request, key string) {
		r.Header.Set("user-api-key", key)
		r.Header.Set("user-id", "11e66c8a943ff4b2bf1b2102") // as old clients do; not looked at
		r.Header.Set("developer-id", "x")
	}
	f.Host = "api.sandbox.domain.com"
	f.Serve(postback.API{Store: f.Store, Publisher: f.Publisher}.Site())
	return &fixture{f}
}

// last returns the last change and its event.
func (f *fixture) last(t *testing.T) (models.Change, models.Event) {
	t.Helper()
	p := f.Publisher
	if len(p.Changes) == 0 || len(p.Changes) != len(p.Events) {
		t.Fatalf("%d changes and %d events", len(p.Changes), len(p.Events))
	}
	return p.Changes[len(p.Changes)-1], p.Events[len(p.Events)-1]
}

// idOf returns the id of the record that was answered.
func idOf(t *testing.T, got apitest.Answer) string {
	t.Helper()
	var body map[string]struct{ ID string }
	err := json.Unmarshal([]byte(got.Body), &body)
	for _, record := range body {
		if len(record.ID) == 24 {
			return record.ID
		}
	}
	t.Fatalf("no id of 24 characters in %d %s: %v", got.Status, got.Body, err)
	return ""
}

// create registers a postback, or stores a record, and returns its id.
func (f *fixture) create(path, body string) string {
	f.T.Helper()
	got := f.Call("POST", path, body)
	if got.Status != http.StatusCreated {
		f.T.Fatalf("create %s: %d %s", body, got.Status, got.Body)
	}
	return idOf(f.T, got)
}

// seed puts the location of the test where the seed has its own.
func (f *fixture) seed(body string) string {
	return strings.ReplaceAll(body, "23948sdnfia1129i9asf92", f.Location.PublicID)
}

// sentence is an error with one sentence.
func sentence(field, text string) string {
	body, _ := json.Marshal(map[string]map[string][]string{"errors": {field: {text}}})
	return string(body)
}
