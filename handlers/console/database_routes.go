package console

import (
	"context"
	"slices"

	"callboard/models"
	"callboard/web"
)

// DataPublisher accepts events; the engine is one.
type DataPublisher interface {
	// Publish commits a change and its events, or nothing of them.
	Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error)
}

// databasePageRoutes are the ways to the pages.
func databasePageRoutes(d Base, publisher DataPublisher) []web.Route {
	return slices.Concat(databaseRoutes(d), collectionRoutes(d), profileRoutes(d, publisher))
}

// Who keeps the locations of a company keeps its databases and collections
// too; what they hold are records like those of a location.
const (
	mayArrange = models.LocationsWrite
	mayWrite   = models.EventsWrite
)
