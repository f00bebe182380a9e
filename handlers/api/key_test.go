package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store/storetest"
	"callboard/web"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	_, good := storetest.Key(t, s, models.Viewer, company.Owner())
	event := []api.KeyForm(nil)
	postback := []api.KeyForm{api.Header("user-api-key")}
	basic := func(headers ...string) func(*http.Request) {
		return func(r *http.Request) {
			r.Host = "callboard.test"
			r.SetBasicAuth("anybody", good)
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
		}
	}
	tests := map[string]struct {
		forms []api.KeyForm
		set   func(r *http.Request)
		err   error
	}{
		"bearer":            {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+good) }, nil},
		"bearer, any case":  {event, func(r *http.Request) { r.Header.Set("Authorization", "bearer "+good+" ") }, nil},
		"basic":             {event, func(r *http.Request) { r.SetBasicAuth("anybody", good) }, nil},
		"basic, no user":    {event, func(r *http.Request) { r.SetBasicAuth("", good) }, nil},
		"basic, key first":  {event, func(r *http.Request) { r.SetBasicAuth(good, "") }, nil},
		"header":            {postback, func(r *http.Request) { r.Header.Set("user-api-key", good) }, nil},
		"header with ids":   {postback, func(r *http.Request) { r.Header.Set("user-api-key", good); r.Header.Set("user-id", "x") }, nil},
		"bearer, postback":  {postback, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+good) }, nil},
		"header, event":     {event, func(r *http.Request) { r.Header.Set("user-api-key", good) }, web.ErrSignIn},
		"basic, postback":   {postback, func(r *http.Request) { r.SetBasicAuth("", good) }, nil},
		"basic, user and x": {event, func(r *http.Request) { r.SetBasicAuth(good, "x") }, nil},
		"its own header":    {event, func(r *http.Request) { r.Header.Set("X-API-Key", good) }, nil},
		"Node's fetch":      {event, basic("Sec-Fetch-Mode", "cors"), nil},
		"our own page":      {event, basic("Sec-Fetch-Site", "same-origin", "Origin", "https://callboard.test"), nil},
		"typed address":     {event, basic("Sec-Fetch-Site", "none"), nil},
		"another site":      {event, basic("Sec-Fetch-Site", "cross-site"), web.ErrSignIn},
		"a neighbour":       {event, basic("Sec-Fetch-Site", "same-site"), web.ErrSignIn},
		"another origin":    {event, basic("Origin", "https://evil.test"), web.ErrSignIn},
		"another port":      {event, basic("Origin", "https://callboard.test:8443"), web.ErrSignIn},
		"hidden origin":     {event, basic("Origin", "null"), web.ErrSignIn},
		"bearer from there": {
			event, func(r *http.Request) {
				r.Header.Set("Authorization", "Bearer "+good)
				r.Header.Set("Origin", "https://evil.test")
			}, nil,
		},
		"bare key":          {event, func(r *http.Request) { r.Header.Set("Authorization", good) }, web.ErrSignIn},
		"wrong key":         {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer cb_bad") }, web.ErrSignIn},
		"in the query":      {event, func(r *http.Request) { r.URL.RawQuery = "access_token=" + good }, web.ErrSignIn},
		"in a cookie":       {event, func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "callboard", Value: good}) }, web.ErrSignIn},
		"nothing":           {event, func(*http.Request) {}, web.ErrSignIn},
		"malformed basic":   {event, func(r *http.Request) { r.Header.Set("Authorization", "Basic !!!") }, web.ErrSignIn},
		"bearer of nothing": {event, func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, web.ErrSignIn},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
			tt.set(r)
			actor, err := api.SignIn(s, tt.forms...)(r)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && (actor.Kind != models.KeyActor || actor.Name != "Front desk" || actor.Address != "192.0.2.1" || !actor.Can(models.CallbacksRead, company.Owner())) {
				t.Errorf("not the actor of the key: %+v", actor)
			}
		})
	}
}

func TestDatabaseAwayAtSignIn(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	_, clear := storetest.Key(t, s, models.Viewer, models.Owner{})
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+clear)
	_, err := api.SignIn(s)(r)
	if status := api.Status(err); status != http.StatusServiceUnavailable {
		t.Errorf("a database that is away answers %d: %v", status, err)
	}
}
