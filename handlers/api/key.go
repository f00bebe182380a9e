// Package api holds what the JSON APIs share: how a key signs in, how
// a body is read, and what an error means. The folders below hold one API
// each, in the shapes that its users know.
package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// KeyForm finds the key of a request where one form of sign-in puts it, and
// returns "" when it is not there.
type KeyForm func(r *http.Request) string

// Bearer finds a key in "Authorization: Bearer KEY".
func Bearer(r *http.Request) string {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// Password finds a key in the password of HTTP Basic. The user name is not
// looked at.
func Password(r *http.Request) string {
	_, password, _ := r.BasicAuth()
	return password
}

// Header finds a key in the header with this name.
func Header(name string) KeyForm {
	return func(r *http.Request) string { return strings.TrimSpace(r.Header.Get(name)) }
}

// SignIn returns how the requests of an API are authenticated: by the first key
// that one of the forms finds. Cookies are never looked at, so that no page of another
// site can speak for a person who is signed in to the console.
func SignIn(s *store.Store, forms ...KeyForm) func(r *http.Request) (models.Actor, error) {
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
