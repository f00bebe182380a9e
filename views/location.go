package views

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

// LocationForm is the form of a location as it was typed.
type LocationForm struct {
	Key      string
	Name     string
	Code     string
	TimeZone string
	Active   bool
	Version  int64
	Clash    bool // somebody changed it meanwhile
	Problems models.Problems
}

// changes are what somebody else has stored of l meanwhile.
func (f LocationForm) changes(l models.Location) []Difference {
	if !f.Clash {
		return nil
	}
	return unlike(
		Difference{"Name", l.Name, f.Name}, Difference{"Code", l.Code, f.Code},
		Difference{"Time zone", l.TimeZone, orDefault(f.TimeZone, "UTC")}, Difference{"State", stateWord(l.Active), stateWord(f.Active)},
	)
}

// LocationList is what a list of locations shows.
type LocationList struct {
	Company models.Company // zero: the list of all that one may see
	Q       string
	Rows    []models.LocationRow
	Next    string
	MayAdd  bool
}

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
