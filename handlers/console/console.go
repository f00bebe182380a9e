// Package console answers the pages for people: one file per resource, its
// routes on top of the file.
package console

import (
	"context"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/web"
)

// Explainer says what an event is to each callback of its company; the engine is
// one.
type Explainer interface {
	Explain(ctx context.Context, event models.Event) ([]deliverylog.Decision, error)
}

// Site returns the console: all its pages, each behind its check.
func Site(d Base) (web.Site, error) {
	console, err := web.NewConsole(d.Store, d.PublicURL, d.Version)
	if err != nil {
		return web.Site{}, err
	}
	console.Held, console.KeepDays = d.Held, d.KeepDays
	d.Console = console
	return web.Site{
		Name:         "console",
		Prefixes:     []string{"/admin/", "/"},
		Check:        console.Check,
		Authenticate: console.Authenticate,
		OnError:      console.Fail,
		Public:       slices.Concat(signInRoutes(d), setupRoutes(d), passwordLinkRoutes(d)),
		Routes: slices.Concat(
			overviewRoutes(d), companyRoutes(d), locationRoutes(d), callbackRoutes(d), deliveryRoutes(d), testEventRoutes(d), eventRoutes(d), recordRoutes(d),
			conditionTesterRoutes(d), databaseRoutes(d), collectionRoutes(d), profileRoutes(d), apiKeyRoutes(d), eventTypeRoutes(d), resendRoutes(d),
			userRoutes(d), meRoutes(d), auditRoutes(d),
		),
	}, nil
}
