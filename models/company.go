package models

// Company owns locations, databases, callbacks, users and keys.
type Company struct {
	ID       ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID string
	Name     string
	Folded   string `json:"-"` // what it is searched by
	Active   bool
	Version  int64 // counts the changes of the company itself: what a form was filled in with
	// CallbacksVersion counts the changes of all that decides which callbacks an
	// event of the company concerns: the company, its locations and callbacks.
	CallbacksVersion int64
	CreatedAt        Millis `gorm:"autoCreateTime:false"`
	UpdatedAt        Millis `gorm:"autoUpdateTime:false"`
	DeletedAt        Millis
}

// Owner returns to whom the company's own settings belong.
func (c Company) Owner() Owner { return Owner{CompanyID: c.ID} }

// Check lists what must be mended before c can be stored.
func (c Company) Check() Problems {
	var problems Problems
	checkName(&problems, c.Name, "Enter the name of the company")
	return problems
}

// CompanyRow is a company as lists show it.
type CompanyRow struct {
	Company
	Locations, Callbacks, FailedToday int
}
