package models

import (
	"cmp"
	"maps"
	"strings"
	"unicode/utf8"
)

// Secrets are the values of a callback that nobody is ever shown.
type Secrets struct {
	Password string            `json:"password,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"` // values of hidden headers, by name in lower case
}

// SignsIn says whether the receiver is told a user name and a password.
func (t Settings) SignsIn() bool { return t.User != "" || t.EmptyUser }

// needsPassword says whether there must be a password that is not empty.
func (t Settings) needsPassword() bool { return t.SignsIn() && !t.EmptyPassword }

// cleanSignIn lets what is given count more than a word that it is empty.
func (c *Callback) cleanSignIn() {
	t := &c.Settings
	t.EmptyUser = t.EmptyUser && t.User == ""
	t.EmptyPassword = t.EmptyPassword && t.SignsIn() && c.Secrets.Password == ""
}

// Over returns s with what it lacks taken from kept. What t has no use for is
// left out: without a sign-in there is nothing that a password could be for.
func (s Secrets) Over(kept Secrets, t Settings) Secrets {
	var next Secrets
	if t.needsPassword() {
		next.Password = cmp.Or(s.Password, kept.Password)
	}
	for _, h := range t.Headers {
		name := lowerASCII(h.Name)
		value := cmp.Or(s.Headers[name], kept.Headers[name])
		if !h.Hidden || value == "" {
			continue
		}
		if next.Headers == nil {
			next.Headers = map[string]string{}
		}
		next.Headers[name] = value
	}
	return next
}

// Lack lists what t needs that s does not hold.
func (s Secrets) Lack(t Settings) Problems {
	var problems Problems
	if t.needsPassword() && s.Password == "" {
		problems.Note("password", Blank, "Enter the password")
	}
	for _, h := range t.Headers {
		if h.Hidden && s.Headers[lowerASCII(h.Name)] == "" {
			problems.Note("headers", Blank, "Enter the value of "+h.Name)
		}
	}
	return problems
}

// Empty says that there is nothing to hide.
func (s Secrets) Empty() bool { return s.Password == "" && len(s.Headers) == 0 }

// Masked returns s with mask in the place of each value.
func (s Secrets) Masked(mask string) Secrets {
	if s.Password != "" {
		s.Password = mask
	}
	s.Headers = maps.Clone(s.Headers)
	for name := range s.Headers {
		s.Headers[name] = mask
	}
	return s
}

// SigningSecrets returns the secrets that sign a request made at t, the
// present one first; none when requests are not signed.
func (c Callback) SigningSecrets(t Millis) []string {
	var valid []string
	if c.Keys.Current != "" {
		valid = append(valid, c.Keys.Current)
	}
	if c.Keys.Former != "" && t < c.FormerUntil {
		valid = append(valid, c.Keys.Former)
	}
	return valid
}

// The longest texts of a callback, in characters.
const (
	callbackNameLimit = 80
	filterLimit       = 64
	signInLimit       = 512 // user, password and expands of seed 003
)

// checkSignIn looks at how the receiver is told who we are.
func (c Callback) checkSignIn(problems *Problems) {
	user, password, signsIn := c.Settings.User, c.Secrets.Password, c.Settings.SignsIn()
	problems.NeedLine("user", "User name", user)
	problems.NeedLine("password", "Password", password) // what is no text could not be kept as it is
	switch {
	case c.Settings.EmptyUser && c.Settings.EmptyPassword:
		problems.Note("user", Blank, "Enter a user name or a password: only one of them can be empty")
	case !signsIn && c.Kind.Traits().Verified:
		problems.Note("user", Blank, "Enter the user name")
	case strings.Contains(user, ":"): // Basic sign-in ends the user name there
		problems.Note("user", Malformed, "User name must not contain a colon")
	case utf8.RuneCountInString(user) > signInLimit:
		problems.Note("user", TooLong, "User name must be 512 characters or fewer")
	case !signsIn && password != "":
		problems.Note("user", Blank, "Enter the user name")
	}
	switch {
	case utf8.RuneCountInString(password) > signInLimit:
		problems.Note("password", TooLong, "Password must be 512 characters or fewer")
	case c.Settings.needsPassword() && password == "" && len(c.EncryptedSecrets) == 0:
		problems.Note("password", Blank, "Enter the password")
	}
}
