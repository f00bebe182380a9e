package models

import (
	"time"
	"unicode/utf8"
)

// Location is a site inside a company.
type Location struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	CompanyID ID
	Name      string
	Code      string // the operator's own short name, such as RTM-02; may be empty
	Folded    string `json:"-"` // what it is searched by
	TimeZone  string // IANA name; shown, not used for rules
	Active    bool
	Version   int64
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	UpdatedAt Millis `gorm:"autoUpdateTime:false"`
	DeletedAt Millis
}

// Owner returns to whom the location belongs.
func (l Location) Owner() Owner { return Owner{CompanyID: l.CompanyID, LocationID: l.ID} }

// Check lists what must be mended before l can be stored.
func (l Location) Check() Problems {
	var problems Problems
	checkName(&problems, l.Name, "Enter the name of the location")
	if utf8.RuneCountInString(l.Code) > codeLimit {
		problems.Add("code", "Code must be 60 characters or fewer")
	}
	problems.NeedLine("code", "Code", l.Code)
	if _, err := time.LoadLocation(l.TimeZone); err != nil || l.TimeZone == "Local" || len(l.TimeZone) > codeLimit {
		problems.Add("time_zone", "This is no time zone. Write it like Europe/Amsterdam")
	}
	return problems
}

// LocationRow is a location as lists show it.
type LocationRow struct {
	Location
	CompanyName, CompanyPublicID string
	Postbacks, FailedToday       int
	LastDelivery                 Millis
}
