package models

// Record is a thing whose changes are events: a contact of a location, a
// profile of a database.
type Record struct {
	ID            ID     `gorm:"primaryKey;autoIncrement:false"`
	PublicID      string // 24 hex digits
	CompanyID     ID
	LocationID    ID
	DatabaseRefID ID     // database of a profile, collection of a subprofile; zero for others
	ParentID      ID     // profile of a subprofile; zero for others
	Resource      string // "contact"
	Data          []byte // the record as its API writes it, JSON
	Version       int64
	CreatedAt     Millis `gorm:"autoCreateTime:false"`
	UpdatedAt     Millis `gorm:"autoUpdateTime:false"`
	DeletedAt     Millis
}

// RecordChange is one line of a record's history.
type RecordChange struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	RecordID  ID
	CompanyID ID
	Action    Action
	ActorName string
	Before    []byte
	After     []byte
	At        Millis
}

// Change is a change of a record that becomes an event in one transaction
// with it: a contact without its postback, or the reverse, cannot exist.
type Change struct {
	Access Access
	Action Action
	Record Record // as it shall be; on Delete as it was
	Before []byte // Record.Data before; empty on Create
}
