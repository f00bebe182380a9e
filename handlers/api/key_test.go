package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// keys knows one key: "cb_good".
type keys struct{ err error }

func (k keys) APIKeyByToken(_ context.Context, clear, address string) (models.APIKey, error) {
	if k.err != nil {
		return models.APIKey{}, k.err
	}
	if clear != "cb_good" {
		return models.APIKey{}, models.ErrNotFound
	}
	return models.APIKey{ID: 7, Name: "Shop from " + address, Role: models.Viewer, CompanyID: 3}, nil
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	event := []api.Form{api.Bearer, api.Password}
	postback := []api.Form{api.Header("user-api-key"), api.Bearer}
	tests := map[string]struct {
		forms []api.Form
		set   func(r *http.Request)
		err   error
	}{
		"bearer":            {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer cb_good") }, nil},
		"bearer, any case":  {event, func(r *http.Request) { r.Header.Set("Authorization", "bearer cb_good ") }, nil},
		"basic":             {event, func(r *http.Request) { r.SetBasicAuth("anybody", "cb_good") }, nil},
		"basic, no user":    {event, func(r *http.Request) { r.SetBasicAuth("", "cb_good") }, nil},
		"basic, key first":  {event, func(r *http.Request) { r.SetBasicAuth("cb_good", "") }, web.ErrSignIn},
		"header":            {postback, func(r *http.Request) { r.Header.Set("user-api-key", "cb_good") }, nil},
		"header with ids":   {postback, func(r *http.Request) { r.Header.Set("user-api-key", "cb_good"); r.Header.Set("user-id", "x") }, nil},
		"bearer, postback":  {postback, func(r *http.Request) { r.Header.Set("Authorization", "Bearer cb_good") }, nil},
		"header, event":     {event, func(r *http.Request) { r.Header.Set("user-api-key", "cb_good") }, web.ErrSignIn},
		"basic, postback":   {postback, func(r *http.Request) { r.SetBasicAuth("", "cb_good") }, web.ErrSignIn},
		"bare key":          {event, func(r *http.Request) { r.Header.Set("Authorization", "cb_good") }, web.ErrSignIn},
		"wrong key":         {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer cb_bad") }, web.ErrSignIn},
		"in the query":      {event, func(r *http.Request) { r.URL.RawQuery = "access_token=cb_good" }, web.ErrSignIn},
		"in a cookie":       {event, func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "callboard", Value: "cb_good"}) }, web.ErrSignIn},
		"nothing":           {event, func(*http.Request) {}, web.ErrSignIn},
		"malformed basic":   {event, func(r *http.Request) { r.Header.Set("Authorization", "Basic !!!") }, web.ErrSignIn},
		"bearer of nothing": {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, web.ErrSignIn},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
			tt.set(r)
			actor, err := api.SignIn(keys{}, tt.forms...)(r)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && (actor.Kind != models.KeyActor || actor.Name != "Shop from 192.0.2.1" || !actor.Can(models.CallbacksRead, models.Owner{CompanyID: 3})) {
				t.Errorf("not the actor of the key: %+v", actor)
			}
		})
	}
}

func TestDatabaseAwayAtSignIn(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	r.Header.Set("Authorization", "Bearer cb_good")
	_, err := api.SignIn(keys{context.DeadlineExceeded}, api.Bearer)(r)
	if status := api.Status(err); status != http.StatusServiceUnavailable {
		t.Errorf("a database that is away answers %d: %v", status, err)
	}
}
