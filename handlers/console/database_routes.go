package console

import (
	"slices"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// databasePageRoutes are the ways to the pages.
func databasePageRoutes(d Base, publisher store.Publisher) []web.Route {
	return slices.Concat(databaseRoutes(d), collectionRoutes(d), profileRoutes(d, publisher))
}

// Who keeps the locations of a company keeps its databases and collections
// too; what they hold are records like those of a location.
const (
	mayArrange = models.LocationsWrite
	mayWrite   = models.EventsWrite
)
