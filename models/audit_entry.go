package models

// AuditEntry records one change by a person, a key or the program. It is
// written in the transaction of the change and never altered.
type AuditEntry struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  ID
	ActorKind  ActorKind
	ActorID    ID
	ActorName  string
	Address    string
	Action     string // "callback.create", "delivery.resend", …
	ObjectKind string
	ObjectID   ID
	ObjectName string
	Version    int64  // of the object after the change
	Before     []byte // full snapshot as JSON, secrets masked; empty when created
	After      []byte
}

// TableName is the name of the table.
func (AuditEntry) TableName() string { return "audit" }
