package models

import (
	"cmp"
)

// Database is a set of profiles of a company, in the fifth seed's sense.
type Database struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID  string
	CompanyID ID
	Name      string
	Folded    string `json:"-"` // what it is searched by
	Version   int64
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	UpdatedAt Millis `gorm:"autoUpdateTime:false"`
	DeletedAt Millis
}

// Owner returns to whom the database belongs.
func (d Database) Owner() Owner { return Owner{CompanyID: d.CompanyID} }

// Check lists what must be mended before d can be stored.
func (d Database) Check() Problems {
	var problems Problems
	checkName(&problems, d.Name, "Enter the name of the database")
	return problems
}

// Collection is a set of subprofiles within a database.
type Collection struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID   string
	CompanyID  ID
	DatabaseID ID
	Name       string
	Folded     string `json:"-"` // what it is searched by
	Version    int64
	CreatedAt  Millis `gorm:"autoCreateTime:false"`
	UpdatedAt  Millis `gorm:"autoUpdateTime:false"`
	DeletedAt  Millis
}

// Owner returns to whom the collection belongs.
func (c Collection) Owner() Owner { return Owner{CompanyID: c.CompanyID} }

// Check lists what must be mended before c can be stored.
func (c Collection) Check() Problems {
	var problems Problems
	checkName(&problems, c.Name, "Enter the name of the collection")
	return problems
}

// DatabaseRef is what a callback of kind database belongs to.
type DatabaseRef struct {
	Database   Database
	Collection Collection // zero: the database itself
}

// ID returns the row id of the collection, or of the database.
func (r DatabaseRef) ID() ID { return cmp.Or(r.Collection.ID, r.Database.ID) }

// Resource returns the resource whose changes it reports.
func (r DatabaseRef) Resource() string {
	if r.Collection.ID != 0 {
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

// Words writes it as people read it: "Members", "Members › Orders".
func (r DatabaseRef) Words() string {
	if r.Collection.ID != 0 {
		return r.Database.Name + " › " + r.Collection.Name
	}
	return r.Database.Name
}
