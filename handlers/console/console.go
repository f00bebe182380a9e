// Package console answers the pages for people: one file per resource, its
// routes on top of the file.
package console

import (
	"context"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/web"
)

// Explainer says what an event is to each callback of its company; the engine is
// one.
type Explainer interface {
	Explain(ctx context.Context, event models.Event) ([]deliverylog.Decision, error)
}

// Deps is what the pages need of the rest of the program. Every resource is a
// struct that embeds it.
type Deps struct {
	Base
	Publisher  store.Publisher
	Explainer  Explainer
	Verifier   store.Verifier
	Conditions ConditionRunner
	Wake       func() // tells the engine that a delivery came due
	SetupToken string // opens the set-up page while nobody can sign in
	Version    string
}

// Site returns the console: all its pages, each behind its check.
func Site(d Deps) (web.Site, error) {
	console, err := web.NewConsole(d.Store, d.PublicURL, d.Version)
	if err != nil {
		return web.Site{}, err
	}
	d.Console = console
	return web.Site{
		Name:         "console",
		Prefixes:     []string{"/admin/", "/"},
		Check:        console.Check,
		Authenticate: console.Authenticate,
		OnError:      console.Fail,
		Public:       slices.Concat(signInRoutes(d), setupRoutes(d)),
		Routes: slices.Concat(
			overviewRoutes(d), companyRoutes(d), locationRoutes(d), callbackRoutes(d), deliveryRoutes(d), testEventRoutes(d), eventRoutes(d), recordRoutes(d),
			conditionTesterRoutes(d.Base, d.Conditions), databasePageRoutes(d.Base, d.Publisher), apiKeyRoutes(d.Base), eventTypeRoutes(d.Base), resendRoutes(d.Base, d.Wake),
		),
	}, nil
}
