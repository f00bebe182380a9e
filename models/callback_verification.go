package models

import (
	"unicode/utf8"
)

// Verification is what came of trying the URL and the backup URL of a
// callback.
type Verification struct {
	Attempts []Attempt
	Released int // deliveries that were held until now
}

// Failed returns the request that was not answered 2xx; ok is false when there
// is none.
func (v Verification) Failed() (a Attempt, ok bool) {
	for _, attempt := range v.Attempts {
		if attempt.Cause != "" {
			return attempt, true
		}
	}
	return Attempt{}, false
}

// Unverified says that deliveries are held because nobody has tried yet
// whether the URL answers.
func (c Callback) Unverified() bool { return c.Kind.Traits().Verified && c.VerifiedAt == 0 }

// markReasonLimit is the longest reason, in characters, that somebody gives who
// marks a callback as verified.
const markReasonLimit = 200

// CheckMarkReason lists what is wrong with such a reason.
func CheckMarkReason(reason string) Problems {
	var problems Problems
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		problems.Note("reason", Blank, "Enter the reason")
	case n > markReasonLimit:
		problems.Note("reason", TooLong, "Reason must be 200 characters or fewer")
	}
	problems.NeedLine("reason", "Reason", reason)
	return problems
}
