package views

import (
	"callboard/models"
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
