package models

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

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
	return Actor{Kind: PersonActor, ID: u.ID, Name: u.Email, Address: address, Grants: u.Grants}
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
	return Actor{Kind: KeyActor, ID: k.ID, Name: k.Name, Address: address, Grants: []Grant{grant}}
}

// APIKeyRow is an API key with the names of what it reaches.
type APIKeyRow struct {
	APIKey
	CompanyName, CompanyPublicID   string // "" for the whole system
	LocationName, LocationPublicID string // "" for a company as a whole
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

// The bounds of a password, in characters.
const (
	PasswordLeast = 12
	passwordMost  = 1000
)

// NewUser is a person who shall be let in.
type NewUser struct {
	Email, Password string // as typed
	Grant           Grant
}

// Check lists what must be mended before the person can be let in.
func (n NewUser) Check() Problems {
	found := CheckUser(NormalEmail(n.Email), n.Password)
	if !n.Grant.Role.Known() {
		found.Add("role", "Choose a role")
	}
	return found
}

// CheckUser lists what must be mended before somebody can sign in with this
// e-mail, normalised, and password.
func CheckUser(email, password string) Problems {
	var found Problems
	switch at, err := mail.ParseAddress(email); {
	case email == "":
		found.Add("email", "Enter the e-mail")
	case err != nil || at.Address != email || len(email) > 254:
		found.Add("email", "This is not an e-mail address")
	}
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		found.Add("password", "Enter the password")
	case n < PasswordLeast:
		found.Add("password", "Password must be 12 characters or more")
	case n > passwordMost:
		found.Add("password", "Password must be 1,000 characters or fewer")
	}
	return found
}

// NormalEmail writes an e-mail as it is stored and compared.
func NormalEmail(text string) string {
	return strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(text, "�")))
}

// Check lists what must be mended before k can be stored.
func (k APIKey) Check() Problems {
	var found Problems
	checkName(&found, k.Name, "Enter the name of the key")
	if !k.Role.Known() {
		found.Add("role", "Choose a role")
	}
	return found
}

// Owner returns what the key reaches.
func (k APIKey) Owner() Owner { return Owner{CompanyID: k.CompanyID, LocationID: k.LocationID} }

// Owner returns what the grant reaches.
func (g Grant) Owner() Owner { return Owner{CompanyID: g.CompanyID, LocationID: g.LocationID} }

// Gives says whether the actor may give a role for what belongs to o: nobody
// gives more than they hold.
func (a Actor) Gives(role Role, o Owner) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Covers(o) && slices.Index(roleOrder, g.Role) >= slices.Index(roleOrder, role)
	})
}

// ErrSignIn says that e-mail and password do not belong together. It is the
// same for an e-mail that nobody has.
var ErrSignIn = errors.New("e-mail or password not right")

// TooManyError says that somebody must wait before trying again.
type TooManyError struct{ Wait time.Duration }

func (e TooManyError) Error() string { return fmt.Sprintf("too many tries, wait %s", e.Wait) }
