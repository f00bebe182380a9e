// Package api holds what the JSON APIs share: how a key signs in, how
// a body is read, and what an error means. The folders below hold one API
// each, in the shapes that its users know.
package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// KeyForm finds the key of a request where one form of sign-in puts it, and
// returns "" when it is not there.
type KeyForm func(r *http.Request) string

// bearer finds a key in "Authorization: Bearer KEY".
func bearer(r *http.Request) string {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// basic finds a key in the password or the user name of HTTP Basic. It looks
// nowhere when a page of another site may have sent the request: browsers keep
// what was typed, and send it along.
func basic(r *http.Request) string {
	user, password, _ := r.BasicAuth()
	switch {
	case fromAnotherSite(r):
		return ""
	case store.IsKey(password) || !store.IsKey(user):
		return password
	}
	return user
}

func fromAnotherSite(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return true
	}
	origin := r.Header.Get("Origin")
	from, err := url.Parse(origin)
	return origin != "" && (err != nil || from.Host != r.Host)
}

// Header finds a key in the header with this name.
func Header(name string) KeyForm {
	return func(r *http.Request) string { return strings.TrimSpace(r.Header.Get(name)) }
}

// SignIn returns how the requests of an API are authenticated: by the first key
// that one of its own forms finds, or one that every API knows: a bearer token,
// X-API-Key, HTTP Basic. Cookies are never looked at, so that no page of another
// site can speak for a person who is signed in to the console.
func SignIn(s *store.Store, forms ...KeyForm) func(r *http.Request) (models.Actor, error) {
	forms = append(slices.Clip(forms), bearer, Header("X-API-Key"), basic)
	return func(r *http.Request) (models.Actor, error) {
		clear := first(r, forms)
		if clear == "" {
			return models.Actor{}, web.ErrSignIn
		}
		address := web.Address(r)
		key, err := s.APIKeyByToken(r.Context(), clear, address)
		if errors.Is(err, models.ErrNotFound) {
			return models.Actor{}, web.ErrSignIn
		}
		if err != nil {
			return models.Actor{}, fmt.Errorf("find the key of a request: %w", err)
		}
		return key.Actor(address), nil
	}
}

func first(r *http.Request, forms []KeyForm) string {
	for _, form := range forms {
		if key := form(r); key != "" {
			return key
		}
	}
	return ""
}
