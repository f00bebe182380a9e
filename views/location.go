package views

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

// locationCrumbs lead to a location, and to one of its tabs unless it is "".
// A company without a public id is one that the reader cannot open.
func locationCrumbs(c models.Company, l models.Location, under string) []Link {
	crumbs := []Link{{Text: "Locations", Href: LocationsURL}}
	if c.PublicID != "" {
		crumbs = append(companyCrumbs(c), Link{Text: "Locations", Href: companyLocationsURL(c)})
	}
	if under == "" {
		return crumbs
	}
	return append(crumbs, Link{Text: l.Name, Href: LocationURL(l)}, Link{Text: under, Href: LocationURL(l) + "/settings"})
}

func locationTabs(l models.Location, current string) Tabs {
	return tab("Location", current,
		Link{Text: "Summary", Href: LocationURL(l)},
		Link{Text: "Deliveries", Href: DeliveriesURL(deliverylog.Filter{Location: l.PublicID})},
		Link{Text: "Records", Href: LocationURL(l) + "/records"},
		Link{Text: "Settings", Href: LocationURL(l) + "/settings"},
	)
}
