package views

import (
	"callboard/models"
)

// ProfileList is a list of the profiles of a database, or of the subprofiles
// of a collection.
type ProfileList struct {
	Company     models.Company
	DatabaseRef models.DatabaseRef
	Q           string // the id that was looked for
	Rows        []models.Record
	Next        string
	CanSee      bool // may see what profiles hold
	MayWrite    bool
}
