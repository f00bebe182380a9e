package batch

import (
	"errors"
	"net/http"
	"net/url"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// tokenPath is where programs of the published system make their first call.
const tokenPath = "/rest/api/v1.3/auth/token"

// authTokenAnswer is a token that stands for a key. It was issued so many
// milliseconds after 1970 began.
type authTokenAnswer struct {
	AuthToken string        `json:"authToken"`
	IssuedAt  models.Millis `json:"issuedAt"`
	EndPoint  string        `json:"endPoint"`
}

// CreateAuthToken signs a program in with the name of a key as the user name and
// the key as the password. What it is given lets it in as the key does.
func (a API) CreateAuthToken(w http.ResponseWriter, r *http.Request) error {
	body, err := api.ReadBody(w, r, api.BodyLimit)
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case r.URL.Query().Has("password"): // addresses are written to logs
		return refused("user_name and password must be sent in the body, as a form")
	case err != nil:
		return refused("The body is not a valid form")
	case form.Has("auth_type") && form.Get("auth_type") != "password":
		return refused("auth_type must be password")
	}
	for _, name := range []string{"user_name", "password"} {
		if form.Get(name) == "" {
			return refused(name + " cannot be empty or null")
		}
	}
	token, issued, err := a.Store.CreateAuthToken(r.Context(), form.Get("user_name"), form.Get("password"), web.Address(r))
	if errors.Is(err, models.ErrSignIn) {
		return errWrongPassword
	}
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, authTokenAnswer{token, issued, api.BaseURL(r, a.PublicURL)})
}

// signInError is the answer to a user name and a password that are not right.
type signInError struct{ refusalError }

func (signInError) Unwrap() error { return web.ErrSignIn }

var errWrongPassword = signInError{refusalError{
	"Authentication failed", "INVALID_USER_NAME_PASSWORD", "user_name must be the name of an API key, and password the key",
}}
