package models

import (
	"strings"
	"unicode/utf8"
)

// The longest texts of a callback, in characters.
const (
	callbackNameLimit = 80
	filterLimit       = 64
	signInLimit       = 512 // user, password and expands of seed 003
)

// checkSignIn looks at how the receiver is told who we are.
func (c Callback) checkSignIn(problems *Problems) {
	user, password := c.Settings.User, c.Secrets.Password
	problems.NeedLine("user", "User name", user)
	problems.NeedLine("password", "Password", password) // what is no text could not be kept as it is
	switch {
	case user == "" && c.Kind.Traits().Verified:
		problems.Note("user", Blank, "Enter the user name")
	case strings.Contains(user, ":"): // Basic sign-in ends the user name there
		problems.Note("user", Malformed, "User name must not contain a colon")
	case utf8.RuneCountInString(user) > signInLimit:
		problems.Note("user", TooLong, "User name must be 512 characters or fewer")
	case user == "" && password != "":
		problems.Note("user", Blank, "Enter the user name")
	}
	switch {
	case utf8.RuneCountInString(password) > signInLimit:
		problems.Note("password", TooLong, "Password must be 512 characters or fewer")
	case user != "" && password == "" && len(c.EncryptedSecrets) == 0:
		problems.Note("password", Blank, "Enter the password")
	}
}
