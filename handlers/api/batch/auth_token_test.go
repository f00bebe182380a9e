package batch_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

const tokenPath = "/rest/api/v1.3/auth/token"

func TestAuthToken(t *testing.T) {
	t.Parallel()
	now := apitest.Now
	f := serve(apitest.New(t, func(o *store.Options) { o.Now = func() time.Time { return now } }))
	k, key := storetest.Key(t, f.Store, models.Manager, f.Company.Owner())
	signIn := func(form url.Values) apitest.Answer {
		t.Helper()
		return f.CallAs("", "POST", tokenPath, form.Encode())
	}
	form := url.Values{"user_name": {k.Name}, "password": {key}, "auth_type": {"password"}}
	got := signIn(form)
	token, _, ok := strings.Cut(strings.TrimPrefix(got.Body, `{"authToken":"`), `"`)
	got.Want(t, 200, `{"authToken":"`+token+`","issuedAt":`+strconv.FormatInt(now.UnixMilli(), 10)+`,"endPoint":"http://example.com"}`)
	if !ok || token == key || !strings.HasPrefix(token, "cbt_") {
		t.Errorf("the token is %q", token)
	}
	for _, authorization := range []string{token, "Bearer " + token} {
		f.callAs(authorization, "GET", "/callbacks", "").Want(t, 200, "[]")
	}
	wrong := failure("Authentication failed", "INVALID_USER_NAME_PASSWORD", "user_name must be the name of an API key, and password the key")
	for name, tt := range map[string]struct {
		change func(url.Values)
		status int
		want   string
	}{
		"another name":         {func(v url.Values) { v.Set("user_name", "Back office") }, 401, wrong},
		"another key":          {func(v url.Values) { v.Set("password", "cb_guess") }, 401, wrong},
		"a token":              {func(v url.Values) { v.Set("password", token) }, 401, wrong},
		"no name":              {func(v url.Values) { v.Del("user_name") }, 400, invalid("user_name cannot be empty or null")},
		"no key":               {func(v url.Values) { v.Del("password") }, 400, invalid("password cannot be empty or null")},
		"another kind":         {func(v url.Values) { v.Set("auth_type", "server") }, 400, invalid("auth_type must be password")},
		"without saying so":    {func(v url.Values) { v.Del("auth_type") }, 200, ""},
		"a blank at each side": {func(v url.Values) { v.Set("user_name", " "+k.Name+" ") }, 200, ""},
	} {
		changed := url.Values{"user_name": {k.Name}, "password": {key}, "auth_type": {"password"}}
		tt.change(changed)
		if got := signIn(changed); got.Status != tt.status || tt.want != "" && got.Body != tt.want {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	f.CallAs("", "POST", tokenPath, "%zz").Want(t, 400, invalid("The body is not a valid form"))
	f.CallAs("", "POST", tokenPath+"?"+form.Encode(), "").Want(t, 400, invalid("user_name and password must be sent in the body, as a form"))
	if got := f.CallAs("", "GET", tokenPath, ""); got.Status != 405 || got.Header.Get("Allow") != "POST" {
		t.Errorf("GET: %d %v", got.Status, got.Header)
	}

	gone := failure("Invalid authentication token", "INVALID_TOKEN", "The API key is missing or not valid")
	now = now.Add(2*time.Hour - time.Millisecond)
	f.callAs(token, "GET", "/callbacks", "").Want(t, 200, "[]")
	now = now.Add(time.Millisecond)
	f.callAs(token, "GET", "/callbacks", "").Want(t, 401, gone)

	token, _, _ = strings.Cut(strings.TrimPrefix(signIn(form).Body, `{"authToken":"`), `"`)
	f.callAs(token, "GET", "/callbacks", "").Want(t, 200, "[]")
	if err := f.Store.RevokeAPIKey(t.Context(), storetest.Access(), k.ID); err != nil {
		t.Fatal(err)
	}
	f.callAs(token, "GET", "/callbacks", "").Want(t, 401, gone)
	signIn(form).Want(t, 401, wrong)
}

// Five wrong passwords for one name, or from one address, make the next try wait.
func TestAuthTokenIsThrottled(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	k, key := storetest.Key(t, f.Store, models.Manager, f.Company.Owner())
	try := func(name, password, address string) apitest.Answer {
		t.Helper()
		body := url.Values{"user_name": {name}, "password": {password}}.Encode()
		r := httptest.NewRequestWithContext(t.Context(), "POST", tokenPath, strings.NewReader(body))
		r.RemoteAddr = address + ":4711"
		return f.Send(r)
	}
	for i := range 5 {
		if got := try(k.Name, "guess", "192.0.2."+strconv.Itoa(i)); got.Status != 401 {
			t.Fatalf("try %d: %d %s", i, got.Status, got.Body)
		}
	}
	got := try(k.Name, key, "192.0.2.9")
	got.Want(t, http.StatusTooManyRequests, failure("Too many requests", "TOO_MANY_REQUESTS", "Too many wrong passwords. Try again in a minute"))
	if wait, err := strconv.Atoi(got.Header.Get("Retry-After")); err != nil || wait < 1 || wait > 60 {
		t.Errorf("waits for %q", got.Header.Get("Retry-After"))
	}
}
