package models

import (
	"errors"
	"fmt"
	"net/mail"
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
	DisabledAt   Millis // 0: may sign in
	CreatedAt    Millis `gorm:"autoCreateTime:false"`
	DeletedAt    Millis
	Grants       []Grant `gorm:"-"`
}

// Actor returns the user as the actor of a request from address.
func (u User) Actor(address string) Actor {
	return Actor{Kind: PersonActor, ID: u.ID, Name: u.Email, Address: address, Grants: u.Grants}
}

// Invited says that the user has not chosen a password yet.
func (u User) Invited() bool { return u.PasswordHash == "" }

// GrantRow is a grant with the names of what it reaches.
type GrantRow struct {
	Grant                          `gorm:"embedded"`
	CompanyName, CompanyPublicID   string
	LocationName, LocationPublicID string
}

// UserRow is a person as lists show them: the grants are those that the asker
// manages.
type UserRow struct {
	User
	Rows      []GrantRow
	Elsewhere bool // has other grants too
}

// SessionRow is a signed-in browser of a person.
type SessionRow struct {
	ID                ID
	CreatedAt, SeenAt Millis
	Address, Agent    string
	Current           bool // the one that asks
}

// The bounds of a password, in characters.
const (
	PasswordLeast = 12
	passwordMost  = 1000
)

// NewUser is a person who shall be let in.
type NewUser struct {
	Email, Password string // as typed
	Invited         bool   // has no password: chooses it by a link
	Grant           Grant
}

// Check lists what must be mended before the person can be let in.
func (n NewUser) Check() Problems {
	problems := CheckEmail(NormalEmail(n.Email))
	if !n.Invited {
		problems = append(problems, CheckPassword(n.Password)...)
	}
	if !n.Grant.Role.Known() {
		problems.Add("role", "Choose a role")
	}
	return problems
}

// CheckUser lists what must be mended before somebody can sign in with this
// e-mail, normalised, and password.
func CheckUser(email, password string) Problems {
	return append(CheckEmail(email), CheckPassword(password)...)
}

// CheckEmail lists what must be mended in an e-mail, normalised.
func CheckEmail(email string) Problems {
	var problems Problems
	switch at, err := mail.ParseAddress(email); {
	case email == "":
		problems.Add("email", "Enter the e-mail")
	case err != nil || at.Address != email || len(email) > 254:
		problems.Add("email", "This is not an e-mail address")
	}
	return problems
}

// CheckPassword lists what must be mended in a password.
func CheckPassword(password string) Problems {
	var problems Problems
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		problems.Add("password", "Enter the password")
	case n < PasswordLeast:
		problems.Add("password", "Password must be 12 characters or more")
	case n > passwordMost:
		problems.Add("password", "Password must be 1,000 characters or fewer")
	}
	return problems
}

// NormalEmail writes an e-mail as it is stored and compared.
func NormalEmail(text string) string {
	return strings.ToLower(strings.TrimSpace(strings.ToValidUTF8(text, "�")))
}

// ErrSignIn says that e-mail and password do not belong together. It is the
// same for an e-mail that nobody has.
var ErrSignIn = errors.New("e-mail or password not right")

// TooManyError says that somebody must wait before trying again.
type TooManyError struct{ Wait time.Duration }

func (e TooManyError) Error() string { return fmt.Sprintf("too many tries, wait %s", e.Wait) }
