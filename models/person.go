package models

// User is a person who signs in.
type User struct {
	ID           ID `gorm:"primaryKey;autoIncrement:false"`
	Email        string
	PasswordHash string
	Theme        string // "", "light" or "dark"
	LastSignInAt Millis
	CreatedAt    Millis `gorm:"autoCreateTime:false"`
	DeletedAt    Millis
	Grants       []Grant `gorm:"-"`
}

// Actor returns the user as the actor of a request from address.
func (u User) Actor(address string) Actor {
	return Actor{Kind: Person, ID: u.ID, Name: u.Email, Address: address, Grants: u.Grants}
}

// APIKey lets a program in. The key itself is shown once and stored hashed.
type APIKey struct {
	ID           ID     `gorm:"primaryKey;autoIncrement:false"`
	Hash         []byte // SHA-256 of the key
	Name         string
	Role         Role
	CompanyID    ID // zero with LocationID zero: the whole system
	LocationID   ID
	LastUsedAt   Millis
	LastUsedFrom string
	CreatedAt    Millis `gorm:"autoCreateTime:false"`
	RevokedAt    Millis
}

// Actor returns the key as the actor of a request from address.
func (k APIKey) Actor(address string) Actor {
	grant := Grant{Role: k.Role, CompanyID: k.CompanyID, LocationID: k.LocationID}
	return Actor{Kind: Key, ID: k.ID, Name: k.Name, Address: address, Grants: []Grant{grant}}
}

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
