package views

import (
	"callboard/models"
)

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
