package models

import (
	"cmp"
	"maps"
)

// Secrets are the values of a callback that nobody is ever shown.
type Secrets struct {
	Password string            `json:"password,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"` // values of hidden headers, by name in lower case
}

// Over returns s with what it lacks taken from kept. What t has no use for is
// left out: without a user there is nothing that a password could be for.
func (s Secrets) Over(kept Secrets, t Settings) Secrets {
	var next Secrets
	if t.User != "" {
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
	if t.User != "" && s.Password == "" {
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
