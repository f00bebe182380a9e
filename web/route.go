// Package web is the plumbing between net/http and the handlers: the table of
// routes, who asks, errors, sessions, rendering. It knows no page.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"callboard/models"
)

// ErrSignIn says that nobody is signed in, or that the key is not known.
var ErrSignIn = errors.New("not signed in")

// ForbiddenError says that the asker may see a thing, but not do this to it.
type ForbiddenError struct {
	Need  models.Permission
	Owner models.Owner
}

func (e ForbiddenError) Error() string { return fmt.Sprintf("needs %s", e.Need) }

// Page answers a request, or says why it cannot.
type Page func(w http.ResponseWriter, r *http.Request) error

// Route is one line of the table that registers every page: no page is
// reached without the check that its line names.
type Route struct {
	Pattern string            // as net/http knows it: "GET /admin/callbacks/{cb}"
	Need    models.Permission // what the asker must hold; "" = being signed in
	Owner   Lookup            // the thing that the path names; nil for a list
	Page    Page
}

// Lookup returns the owner of the thing that a request's path names, or
// models.ErrNotFound when it does not exist within in.
type Lookup func(r *http.Request, in models.Scope) (models.Owner, error)

// Site is one way into the program: the console, or the API of one kind. All
// its routes share how the asker is known and what its errors look like.
type Site struct {
	Name     string
	Prefixes []string // "/admin/": paths whose unknown rest the site answers; each ends with a slash
	// Canonical returns the escaped path that the routes know, of one that may be
	// written otherwise, such as "/v3/Databases/7"; nil means as it is.
	Canonical func(path string) string
	// Check is asked before all else; nil means no check.
	Check        func(w http.ResponseWriter, r *http.Request) error
	Authenticate func(r *http.Request) (models.Actor, error)
	OnError      func(w http.ResponseWriter, r *http.Request, err error)
	Public       []Route // reached without signing in; Need and Owner are not used
	Routes       []Route
}

// Mount registers every route of the sites on mux, each behind its check. It
// returns the handler to serve: mux, which of its own accord redirects nobody.
func Mount(mux *http.ServeMux, sites ...Site) http.Handler {
	for _, site := range sites {
		public := map[string]bool{}
		for _, route := range site.Public {
			mux.Handle(route.Pattern, site.open(route))
			public[route.Pattern] = true
		}
		for _, route := range site.Routes {
			mux.Handle(route.Pattern, site.guard(route))
		}
		for _, prefix := range site.Prefixes {
			mux.Handle(prefix, site.open(Route{Page: unknown}))
			if bare := strings.TrimSuffix(prefix, "/"); bare != "" && !public[bare] {
				mux.Handle(bare, site.open(Route{Page: unknown}))
			}
		}
	}
	return refuseUncleanPaths(mux, sites)
}

func unknown(http.ResponseWriter, *http.Request) error { return models.ErrNotFound }

func (s Site) open(route Route) http.Handler {
	return s.handler(route.Page)
}

func (s Site) guard(route Route) http.Handler {
	return s.handler(func(w http.ResponseWriter, r *http.Request) error {
		access, err := s.admit(route, r)
		if access.Actor.ID != 0 {
			notesOf(r.Context()).actor = ActorID(access.Actor)
		}
		if err != nil {
			return err
		}
		if route.Need == models.DeliveriesPayload {
			NoteRead(r, slog.String("record", lastNamed(r)))
		}
		return route.Page(w, r.WithContext(context.WithValue(r.Context(), accessKey{}, access)))
	})
}

// handler answers with a page, and with what the site says of its error or of
// its panic.
func (s Site) handler(page Page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch fault := recover(); fault {
			case nil:
			case http.ErrAbortHandler:
				panic(fault) // how net/http is told to hang up
			default:
				s.OnError(w, r, fmt.Errorf("panic: %v\n%s", fault, debug.Stack()))
			}
		}()
		if err := s.checked(page)(w, r); err != nil {
			s.OnError(w, r, err)
		}
	})
}

func (s Site) checked(page Page) Page {
	if s.Check == nil {
		return page
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Check(w, r); err != nil {
			return err
		}
		return page(w, r)
	}
}

// admit finds out who asks and whether they may. What lies outside the
// asker's sight does not exist; what they see but may not do is forbidden.
func (s Site) admit(route Route, r *http.Request) (models.Access, error) {
	actor, err := s.Authenticate(r)
	if err != nil {
		return models.Access{}, err
	}
	access := models.Access{Actor: actor, Scope: actor.Scope(route.Need)}
	if route.Owner == nil {
		if route.Need != "" && access.Scope.Empty() {
			return access, ForbiddenError{Need: route.Need}
		}
		return access, nil
	}
	owner, err := route.Owner(r, actor.Scope(models.CallbacksRead))
	if err != nil {
		return access, err
	}
	if route.Need != "" && !actor.Can(route.Need, owner) {
		return access, ForbiddenError{Need: route.Need, Owner: owner}
	}
	return access, nil
}

// lastNamed returns the id of the thing that the path of r names last: a record, or
// what holds the records of a list.
func lastNamed(r *http.Request) string {
	name, _, _ := strings.Cut(r.Pattern[strings.LastIndexByte(r.Pattern, '{')+1:], "}")
	return r.PathValue(name)
}

type accessKey struct{}

// Access returns who asks, and what they reach with the permission that the
// route needs.
func Access(r *http.Request) models.Access {
	access, _ := r.Context().Value(accessKey{}).(models.Access)
	return access
}

// Scope returns what the asker reaches with the permission of the route.
func Scope(r *http.Request) models.Scope { return Access(r).Scope }
