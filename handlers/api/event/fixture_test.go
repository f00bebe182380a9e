package event_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/handlers/api/event"
)

// fixture is a company with a key, and the API before it.
type fixture struct{ *apitest.Fixture }

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return serve(apitest.New(t))
}

// eachDatabase runs fn on SQLite and on MariaDB.
func eachDatabase(t *testing.T, fn func(t *testing.T, f *fixture)) {
	t.Helper()
	apitest.Each(t, func(t *testing.T, f *apitest.Fixture) { fn(t, serve(f)) })
}

func serve(f *apitest.Fixture) *fixture {
	f.Serve(event.API{Store: f.Store, Publisher: f.Publisher}.Site())
	return &fixture{f}
}

// path is a path of the company: of "callbacks".
func (f *fixture) path(path string) string {
	return "/companies/" + f.Company.PublicID + "/config/" + path
}

// call sends a request with the manager's key to a path of the company.
func (f *fixture) call(method, path, body string) apitest.Answer {
	f.T.Helper()
	return f.Call(method, f.path(path), body)
}

// create registers a callback and returns its id.
func (f *fixture) create(body string) string {
	f.T.Helper()
	got := f.call("POST", "callbacks", body)
	if got.Status != http.StatusCreated {
		f.T.Fatalf("registering %s: %d %s", body, got.Status, got.Body)
	}
	return idOf(f.T, got)
}

// idOf returns the id of the callback that was answered.
func idOf(t *testing.T, got apitest.Answer) string {
	t.Helper()
	var entity struct {
		ID string `json:"callback_id"`
	}
	if err := json.Unmarshal([]byte(got.Body), &entity); err != nil || len(entity.ID) != 8 {
		t.Fatalf("no callback_id of 8 characters in %s", got.Body)
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
