// Package console answers the pages for people: one file per resource, its
// routes on top of the file.
package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"callboard/handlers/console/tryout"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// Publisher accepts events; the engine is one.
type Publisher interface {
	// Publish commits a change (nil for none) and events with their
	// deliveries, or nothing of them. It returns the events with their ids.
	Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error)
}

// Verifier tries whether receivers answer; the engine has one.
type Verifier interface {
	// Verify tries the addresses of a callback. When all answer 2xx it is
	// verified, and what was held for that goes.
	Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error)
}

// Judge says what an event is to each callback of its company; the engine is
// one.
type Judge interface {
	Consider(ctx context.Context, event models.Event) ([]deliverylog.Verdict, error)
}

// Deps is what the pages need of the rest of the program. Every resource is a
// struct that embeds it.
type Deps struct {
	Store      *store.Store
	Publisher  Publisher
	Judge      Judge
	Verifier   Verifier
	Conditions tryout.Runner
	Wake       func() // tells the engine that a delivery came due
	PublicURL  *url.URL
	SetupToken string // opens the set-up page while nobody can sign in
	Version    string
	console    *web.Console
}

// Door returns the console: all its pages, each behind its check.
func Door(d Deps) (web.Door, error) {
	console, err := web.NewConsole(d.Store, d.PublicURL, d.Version)
	if err != nil {
		return web.Door{}, err
	}
	d.console = console
	return web.Door{
		Name:     "console",
		Prefixes: []string{"/admin/", "/"},
		Check:    console.Check,
		Who:      console.Who,
		Fail:     console.Fail,
		Public:   slices.Concat(signInRoutes(d), setupRoutes(d)),
		Routes:   slices.Concat(overviewRoutes(d), companyRoutes(d), locationRoutes(d), callbackRoutes(d), deliveryRoutes(d), testEventRoutes(d), eventRoutes(d), recordRoutes(d), tryout.Desk{Store: d.Store, Conditions: d.Conditions, Frame: d.frame}.Routes()),
	}, nil
}

// frame returns what surrounds a page; nav is one of views.Nav….
func (d Deps) frame(w http.ResponseWriter, r *http.Request, nav string) views.Frame {
	return d.console.Frame(w, r, nav)
}

// done sends the browser to path, where message is shown.
func (d Deps) done(w http.ResponseWriter, r *http.Request, path, message string) error {
	if err := d.console.Tell(w, r, views.Message{Text: message}); err != nil {
		return err
	}
	return web.Redirect(w, r, path)
}

// can says whether the asker of r holds p for what belongs to o.
func can(r *http.Request, p models.Permission, o models.Owner) bool {
	return web.Access(r).Actor.Can(p, o)
}

// seen is all that the asker of r may look at.
func seen(r *http.Request) models.Scope {
	return web.Access(r).Actor.Scope(models.CallbacksRead)
}

// ofSystem is the Lookup of what belongs to no company.
func ofSystem(*http.Request, models.Scope) (models.Owner, error) { return models.Owner{}, nil }

// ofCompany is the Lookup of paths with {company}, a public id.
func (d Deps) ofCompany(r *http.Request, in models.Scope) (models.Owner, error) {
	company, err := d.Store.Company(r.Context(), in, r.PathValue("company"))
	return company.Owner(), err
}

// ofLocation is the Lookup of paths with {location}, a public id.
func (d Deps) ofLocation(r *http.Request, in models.Scope) (models.Owner, error) {
	location, err := d.Store.Location(r.Context(), in, r.PathValue("location"))
	return location.Owner(), err
}
