package views

import (
	"callboard/models"
)

// SecretPage shows the state of a callback's signing secret, and asks for a
// new one. Secret is shown when it was just made, and never again.
type SecretPage struct {
	CallbackQuestion
	Secret   string
	Overlap  string // hours, as typed
	Problems models.Problems
	Stale    bool // the form was made for another secret than the present one
}

func (s SecretPage) title() string {
	if s.Secret != "" {
		return "The secret of ‘" + s.Callback.Title() + "’"
	}
	return "Secret"
}

func (s SecretPage) headOf() Head {
	head := s.head(s.title())
	head.Problems = s.Problems
	if s.Secret == "" {
		head.Document, head.Tabs = "Secret, "+s.Callback.Title(), callbackTabs(s.Callback, "Secret", true)
	}
	return head
}

func (s SecretPage) signedWords() string {
	if s.Callback.SignedAt == 0 {
		return "Requests are not signed so far. With a secret they carry a code made with it (Standard Webhooks), and the receiver can check who sent them. You see the secret once."
	}
	return "The present secret is of " + Moment(s.Callback.SignedAt) + " UTC. " + formerWords(s.Callback)
}

// formerWords says how long the former signing secret is still in use.
func formerWords(c models.Callback) string {
	if c.FormerUntil == 0 {
		return ""
	}
	return "The one before it signs too until " + Moment(c.FormerUntil) + " UTC."
}
