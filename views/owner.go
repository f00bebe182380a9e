package views

import (
	"time"

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

// CompanyList is what the list of companies shows.
type CompanyList struct {
	Q      string // what was searched for; "" for all
	Rows   []models.CompanyRow
	Next   string // address of the next page; "" on the last
	MayAdd bool
}

// LocationList is what a list of locations shows.
type LocationList struct {
	Company models.Company // zero: the list of all that one may see
	Q       string
	Rows    []models.LocationRow
	Next    string
	MayAdd  bool
}

// Activity is what a summary page says about deliveries. What could not be
// read is nil, never zero.
type Activity struct {
	Day    *deliverylog.Summary // of the last 24 hours
	Latest *DeliveryTable
	// What failed, the worst first, and whether anybody has looked: what could
	// not be read is not "nothing".
	ProblemGroups []ProblemGroup
	Looked        bool
	None          string             // what to say when there are none; "" for the usual
	Filter        deliverylog.Filter // what its links show
	Now           time.Time
}

// oldest says when the oldest waiting delivery is due: "38 minutes late".
func (a Activity) oldest() string {
	due := a.Day.OldestDue.Time()
	if due.After(a.Now) {
		return until(due, a.Now)
	}
	return Ago(a.Day.OldestDue, a.Now) + " late"
}

// countedNumber writes a number that was counted up to the limit of the log.
func countedNumber(n int) string {
	if n > deliverylog.CountLimit {
		return Number(deliverylog.CountLimit) + "+"
	}
	return Number(n)
}

// deliveries returns the address of the log: those of a status in the last
// 24 hours.
func (a Activity) deliveries(statuses ...models.Status) string {
	return a.Filter.With("range", "24h").WithStatus(statuses...).URL()
}

// waiting returns the address of the log: all that is not settled, however
// old.
func (a Activity) waiting(statuses ...models.Status) string {
	return a.Filter.WithStatus(statuses...).URL()
}

func companyCrumbs(c models.Company) []Link {
	return []Link{{Text: "Companies", Href: "/admin/companies"}, {Text: c.Name, Href: companyURL(c)}}
}

func companyTabs(c models.Company, current string) Tabs {
	return tab("Company", current,
		Link{Text: "Summary", Href: companyURL(c)},
		Link{Text: "Locations", Href: companyURL(c) + "/locations"},
		Link{Text: "Databases", Href: databasesURL(c)},
		Link{Text: "Callbacks", Href: callbacksURL(c)},
		Link{Text: "Deliveries", Href: deliverylog.Filter{Company: c.PublicID}.URL()},
		Link{Text: "Settings", Href: companyURL(c) + "/settings"},
	)
}

// locationCrumbs lead to a location, and to one of its tabs unless it is "".
// A company without a public id is one that the reader cannot open.
func locationCrumbs(c models.Company, l models.Location, under string) []Link {
	crumbs := []Link{{Text: "Locations", Href: "/admin/locations"}}
	if c.PublicID != "" {
		crumbs = append(companyCrumbs(c), Link{Text: "Locations", Href: companyURL(c) + "/locations"})
	}
	if under == "" {
		return crumbs
	}
	return append(crumbs, Link{Text: l.Name, Href: locationURL(l)}, Link{Text: under, Href: locationURL(l) + "/settings"})
}

func locationTabs(l models.Location, current string) Tabs {
	return tab("Location", current,
		Link{Text: "Summary", Href: locationURL(l)},
		Link{Text: "Deliveries", Href: deliverylog.Filter{Location: l.PublicID}.URL()},
		Link{Text: "Records", Href: locationURL(l) + "/records"},
		Link{Text: "Settings", Href: locationURL(l) + "/settings"},
	)
}

// stateWord says whether events of an owner are sent.
func stateWord(active bool) string {
	if active {
		return "Active"
	}
	return "Inactive"
}

// stateChoices are the two states of an owner, for a form.
func stateChoices(active bool) []Choice {
	return []Choice{
		{Value: "yes", Label: "Active", Chosen: active},
		{Value: "no", Label: "Inactive", Hint: "Nothing is sent. Events leave a row that says so.", Chosen: !active},
	}
}

// share writes which part of those sent arrived: "95.3 % of those sent".
func share(day deliverylog.Summary) string {
	sent := day.Delivered + day.Failed
	if sent == 0 {
		return "none sent"
	}
	return percent(day.Delivered, sent) + " of those sent"
}

// percent writes part of all with one digit, and 100 % only when it is all.
func percent(part, all int) string {
	tenths := part * 1000 / all
	if tenths%10 == 0 {
		return Number(tenths/10) + " %"
	}
	return Number(tenths/10) + "." + Number(tenths%10) + " %"
}
