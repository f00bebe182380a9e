package views

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

func companyCrumbs(c models.Company) []Link {
	return []Link{{Text: "Companies", Href: CompaniesURL}, {Text: c.Name, Href: CompanyURL(c)}}
}

func companyTabs(c models.Company, current string) Tabs {
	return tab("Company", current,
		Link{Text: "Summary", Href: CompanyURL(c)},
		Link{Text: "Locations", Href: companyLocationsURL(c)},
		Link{Text: "Databases", Href: DatabasesURL(c)},
		Link{Text: "Callbacks", Href: callbacksURL(c)},
		Link{Text: "Deliveries", Href: DeliveriesURL(deliverylog.Filter{Company: c.PublicID})},
		Link{Text: "Settings", Href: CompanyURL(c) + "/settings"},
	)
}
