// Package data answers the pages of databases: the profiles that a company
// keeps in them, and the subprofiles of their collections.
package data

import (
	"context"
	"slices"

	"callboard/handlers/console/desk"
	"callboard/models"
	"callboard/web"
)

// Publisher accepts events; the engine is one.
type Publisher interface {
	// Publish commits a change and its events, or nothing of them.
	Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error)
}

// Routes are the ways to the pages.
func Routes(d desk.Desk, publisher Publisher) []web.Route {
	return slices.Concat(databaseRoutes(d), collectionRoutes(d), profileRoutes(d, publisher))
}

// Who keeps the locations of a company keeps its databases and collections
// too; what they hold are records like those of a location.
const (
	mayArrange = models.LocationsWrite
	mayWrite   = models.EventsWrite
)
