package views

import (
	"callboard/models"
	"callboard/models/deliverylog"
)

// CompanyForm is the form of a company as it was typed.
type CompanyForm struct {
	Key      string // of this one filling in: a second submit finds the first
	Name     string
	Active   bool
	Version  int64 // the version that was on screen
	Clash    bool  // somebody changed it meanwhile
	Problems models.Problems
}

// changes are what somebody else has stored of c meanwhile.
func (f CompanyForm) changes(c models.Company) []Difference {
	if !f.Clash {
		return nil
	}
	return unlike(Difference{"Name", c.Name, f.Name}, Difference{"State", stateWord(c.Active), stateWord(f.Active)})
}

// CompanyList is what the list of companies shows.
type CompanyList struct {
	Q      string // what was searched for; "" for all
	Rows   []models.CompanyRow
	Next   string // address of the next page; "" on the last
	MayAdd bool
}

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
