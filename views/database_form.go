package views

import (
	"callboard/models"
)

// DatabaseForm is the form of a database or collection: its name.
type DatabaseForm struct {
	Company     models.Company
	DatabaseRef models.DatabaseRef // of a new collection its database
	New         bool
	Key         string // of this one filling in: a second submit finds the first
	Name        string
	Version     int64 // the version that was on screen
	Clash       bool  // somebody changed it meanwhile
	Problems    models.Problems
	MayWrite    bool
}

func (f DatabaseForm) newHead() (head Head, action, cancel string) {
	if f.DatabaseRef.Database.ID == 0 {
		crumbs := append(companyCrumbs(f.Company), Link{Text: "Databases", Href: DatabasesURL(f.Company)})
		head = Head{Title: "Add database", Document: "Add database, " + f.Company.Name, Crumbs: crumbs, Problems: f.Problems}
		return head, DatabasesURL(f.Company) + "/new", DatabasesURL(f.Company)
	}
	crumbs := append(databaseCrumbs(f.Company, f.DatabaseRef), Link{Text: f.DatabaseRef.Database.Name, Href: DatabaseURL(f.DatabaseRef)})
	head = Head{Title: "Add collection", Document: "Add collection, " + f.DatabaseRef.Database.Name, Crumbs: crumbs, Problems: f.Problems}
	return head, DatabaseURL(f.DatabaseRef) + "/collections/new", DatabaseURL(f.DatabaseRef)
}

func (f DatabaseForm) nameHint() string {
	if f.DatabaseRef.Collection.ID != 0 || f.New && f.DatabaseRef.Database.ID != 0 {
		return "Conditions find the subprofiles of a profile by this name. Example: Orders."
	}
	return "Example: Members."
}

// changes are what somebody else has stored meanwhile.
func (f DatabaseForm) changes() []Difference {
	if !f.Clash {
		return nil
	}
	return unlike(Difference{"Name", databaseName(f.DatabaseRef), f.Name})
}

// manyOf is what the records of a database or collection are called.
func manyOf(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return "Subprofiles"
	}
	return "Profiles"
}
