package models

import (
	"slices"
)

// Scope is the part of the data that a question may reach. It is an argument
// of every method of the store and a part of every WHERE. The zero Scope
// reaches nothing.
type Scope struct {
	All       bool
	Companies []ID
	Locations []ID
}

// Everything is the scope of the program itself.
var Everything = Scope{All: true}

// Empty says that s reaches nothing.
func (s Scope) Empty() bool { return !s.All && len(s.Companies) == 0 && len(s.Locations) == 0 }

// Covers says whether what belongs to o lies within s.
func (s Scope) Covers(o Owner) bool {
	return s.All || slices.Contains(s.Companies, o.CompanyID) ||
		o.LocationID != 0 && slices.Contains(s.Locations, o.LocationID)
}
