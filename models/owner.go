package models

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Company owns locations, databases, callbacks, users and keys.
type Company struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	Name      string
	Active    bool
	Version   int64  // counts every change of the company and of its callbacks
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	UpdatedAt Millis `gorm:"autoUpdateTime:false"`
	DeletedAt Millis
}

// Owner returns to whom the company's own settings belong.
func (c Company) Owner() Owner { return Owner{CompanyID: c.ID} }

// Check lists what must be mended before c can be stored.
func (c Company) Check() Problems {
	var found Problems
	checkName(&found, c.Name, "Enter the name of the company")
	return found
}

// Location is a site inside a company.
type Location struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	CompanyID ID
	Name      string
	Code      string // the operator's own short name, such as RTM-02; may be empty
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
	var found Problems
	checkName(&found, l.Name, "Enter the name of the location")
	if utf8.RuneCountInString(l.Code) > codeLimit {
		found.Add("code", "Code must be 60 characters or fewer")
	}
	found.needLine("code", "Code", l.Code)
	if _, err := time.LoadLocation(l.TimeZone); err != nil || l.TimeZone == "Local" || len(l.TimeZone) > codeLimit {
		found.Add("time_zone", "This is no time zone. Write it like Europe/Amsterdam")
	}
	return found
}

// Covers says whether what belongs to o lies within s.
func (s Scope) Covers(o Owner) bool {
	return s.All || slices.Contains(s.Companies, o.CompanyID) ||
		o.LocationID != 0 && slices.Contains(s.Locations, o.LocationID)
}

// Database is a set of profiles of a company, in the fifth seed's sense.
type Database struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	CompanyID ID
	Name      string
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	DeletedAt Millis
}

// Check lists what must be mended before d can be stored.
func (d Database) Check() Problems {
	var found Problems
	checkName(&found, d.Name, "Enter the name of the database")
	return found
}

// Collection is a set of subprofiles within a database.
type Collection struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID   string
	CompanyID  ID
	DatabaseID ID
	Name       string
	CreatedAt  Millis `gorm:"autoCreateTime:false"`
	DeletedAt  Millis
}

// Check lists what must be mended before c can be stored.
func (c Collection) Check() Problems {
	var found Problems
	checkName(&found, c.Name, "Enter the name of the collection")
	return found
}

// The longest names and codes, in characters.
const (
	nameLimit = 120
	codeLimit = 60
)

func checkName(found *Problems, name, whenEmpty string) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(name)); {
	case n == 0:
		found.Add("name", whenEmpty)
	case n > nameLimit:
		found.Add("name", "Name must be 120 characters or fewer")
	}
	found.needLine("name", "Name", name)
}

// needLine notes a text that is not one readable line: it would break logs,
// terminals and tables, or could not be stored.
func (p *Problems) needLine(field, label, text string) {
	switch {
	case !utf8.ValidString(text):
		p.Note(field, Malformed, label+" holds characters that cannot be read")
	case strings.ContainsFunc(text, unicode.IsControl):
		p.Note(field, Malformed, label+" must be one line, without control characters")
	}
}

// CompanyRow is a company as lists show it.
type CompanyRow struct {
	Company
	Locations, Callbacks, FailedToday int
}

// LocationRow is a location as lists show it.
type LocationRow struct {
	Location
	CompanyName, CompanyPublicID string
	Postbacks, FailedToday       int
	LastDelivery                 Millis
}
