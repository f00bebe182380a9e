package store

import (
	"crypto/rand"
	"encoding/hex"

	"callboard/models"
)

const (
	digits = "0123456789"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower  = "abcdefghijklmnopqrstuvwxyz"
)

// PublicIDOf returns a new public id of a callback, in the form that the published
// document of its kind shows.
func PublicIDOf(k models.Kind) string {
	switch k.Traits().ID {
	case models.LettersID:
		return NewLettersID()
	case models.DecimalID:
		return NewDecimalID()
	}
	return NewHexID()
}

// NewHexID returns 24 hex digits: the public id of a company, location, record,
// postback, batch or signed callback.
func NewHexID() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:]) // never returns an error
	return hex.EncodeToString(raw[:])
}

// NewLettersID returns 8 letters and digits: the public id of a company callback.
func NewLettersID() string { return pick(8, upper+lower+digits) }

// NewUpperID returns 12 capital letters and digits: the public id of an event
// whose publisher gave none.
func NewUpperID() string { return pick(12, upper+digits) }

// NewDecimalID returns 12 digits, the first not zero: the public id of a database,
// collection or profile. Every JSON reader holds it exactly.
func NewDecimalID() string { return pick(1, digits[1:]) + pick(11, digits) }

// pick returns n characters of the alphabet, each as likely as the others.
func pick(n int, alphabet string) string {
	text := make([]byte, 0, n)
	fair := 256 / len(alphabet) * len(alphabet)
	var raw [32]byte
	for {
		_, _ = rand.Read(raw[:]) // never returns an error
		for _, b := range raw {
			if int(b) < fair {
				text = append(text, alphabet[int(b)%len(alphabet)])
			}
			if len(text) == n {
				return string(text)
			}
		}
	}
}
