package models

import (
	"cmp"
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
	found.NeedLine("code", "Code", l.Code)
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

// Coverage says which locations a callback of a company as a whole receives
// the events of. The zero Coverage covers all of them.
type Coverage struct {
	Mode      CoverageMode `json:"mode,omitempty"`
	Locations []ID         `json:"locations,omitempty"`
}

// CoverageMode says how the locations of a Coverage are meant.
type CoverageMode string

// The modes.
const (
	CoverAll    CoverageMode = ""
	CoverOnly   CoverageMode = "only"   // of those listed, and of nothing else
	CoverExcept CoverageMode = "except" // of all but those listed
)

// coverageMost is how many locations a coverage can list.
const coverageMost = 1000

// Covers says whether events of a location are received; zero stands for the
// company itself, which is no location.
func (v Coverage) Covers(location ID) bool {
	listed := slices.Contains(v.Locations, location)
	switch v.Mode {
	case CoverOnly:
		return listed
	case CoverExcept:
		return !listed
	}
	return true
}

// clean brings the locations into one order, each once.
func (v *Coverage) clean() {
	if v.Mode == CoverAll {
		v.Locations = nil
	}
	v.Locations = slices.Compact(slices.Sorted(slices.Values(v.Locations)))
}

func (v Coverage) check(found *Problems) {
	switch {
	case v.Mode == CoverAll:
	case v.Mode != CoverOnly && v.Mode != CoverExcept:
		found.Note("coverage", NotListed, "Select which locations it covers")
	case len(v.Locations) == 0:
		found.Note("coverage", Blank, "Select at least one location")
	case len(v.Locations) > coverageMost:
		found.Note("coverage", TooLong, "Locations must be 1,000 or fewer")
	}
}

// Database is a set of profiles of a company, in the fifth seed's sense.
type Database struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	CompanyID ID
	Name      string
	Version   int64
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	UpdatedAt Millis `gorm:"autoUpdateTime:false"`
	DeletedAt Millis
}

// Owner returns to whom the database belongs.
func (d Database) Owner() Owner { return Owner{CompanyID: d.CompanyID} }

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
	Version    int64
	CreatedAt  Millis `gorm:"autoCreateTime:false"`
	UpdatedAt  Millis `gorm:"autoUpdateTime:false"`
	DeletedAt  Millis
}

// Owner returns to whom the collection belongs.
func (c Collection) Owner() Owner { return Owner{CompanyID: c.CompanyID} }

// Check lists what must be mended before c can be stored.
func (c Collection) Check() Problems {
	var found Problems
	checkName(&found, c.Name, "Enter the name of the collection")
	return found
}

// DatabaseRef is what a callback of kind database belongs to.
type DatabaseRef struct {
	Database   Database
	Collection Collection // zero: the database itself
}

// ID returns the row id of the source.
func (s DatabaseRef) ID() ID { return cmp.Or(s.Collection.ID, s.Database.ID) }

// Resource returns the resource whose changes the source reports.
func (s DatabaseRef) Resource() string {
	if s.Collection.ID != 0 {
		return Subprofile
	}
	return Profile
}

// DatabaseCounts say how much belongs to a database or collection.
type DatabaseCounts struct {
	Collections int // of a database
	Records     int // profiles or subprofiles, counted to one beyond 1,000
	Callbacks   int // those that have not ended
}

// Words writes the source as people read it: "Members", "Members › Orders".
func (s DatabaseRef) Words() string {
	if s.Collection.ID != 0 {
		return s.Database.Name + " › " + s.Collection.Name
	}
	return s.Database.Name
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
	found.NeedLine("name", "Name", name)
}

// NeedLine notes a text that is not one readable line: it would break logs,
// terminals and tables, or could not be stored.
func (p *Problems) NeedLine(field, label, text string) {
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

// Subscribers is everybody of a company whom an event may concern.
type Subscribers struct {
	Company   Company
	Locations map[ID]Location // of the company
	Callbacks []Callback
	standIns  map[ID][]Callback // by the callback that they replace
}

// Arranged returns a with the callbacks that stand in for others at hand, so
// that they need not be looked for with every event.
func (a Subscribers) Arranged() Subscribers {
	a.standIns = map[ID][]Callback{}
	for _, c := range a.Callbacks {
		if c.Settings.Replaces != 0 {
			a.standIns[c.Settings.Replaces] = append(a.standIns[c.Settings.Replaces], c)
		}
	}
	return a
}

// StandIn returns the callback of a location that at t takes the place of c,
// a callback of the whole company.
func (a Subscribers) StandIn(c Callback, location ID, t Millis) (Callback, bool) {
	for _, other := range a.standIns[c.ID] {
		if location != 0 && other.LocationID == location && c.LocationID == 0 && other.DeletedAt == 0 && other.ActiveAt(t) {
			return other, true
		}
	}
	return Callback{}, false
}
