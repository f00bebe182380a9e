package store

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"callboard/models"
)

// Instances is the number of instance numbers: 0 to 1023.
const Instances = 1 << instanceBits

const (
	instanceBits = 10
	sequenceBits = 12
)

// IDMaker makes the IDs of one instance. It is safe for concurrent use.
type IDMaker struct {
	instance int64
	now      func() time.Time

	mu       sync.Mutex
	last     int64 // milliseconds since models.Epoch
	sequence int64
}

// NewIDMaker returns the IDMaker of an instance number below Instances. Its IDs
// lie after notBefore, the time of the last sign of life under that number,
// should the clock have stepped back since.
func NewIDMaker(instance int, now func() time.Time, notBefore time.Time) *IDMaker {
	last := max(0, notBefore.Sub(models.Epoch).Milliseconds())
	return &IDMaker{instance: int64(instance) % Instances, now: now, last: last, sequence: 1<<sequenceBits - 1}
}

// Next returns an ID above all that it returned before. When the clock steps
// back, or a millisecond has no numbers left, it goes on from the last
// millisecond.
func (m *IDMaker) Next() models.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	present := m.now().Sub(models.Epoch).Milliseconds()
	switch {
	case present > m.last:
		m.last, m.sequence = present, 0
	case m.sequence == 1<<sequenceBits-1:
		m.last, m.sequence = m.last+1, 0
	default:
		m.sequence++
	}
	return models.ID(m.last<<(instanceBits+sequenceBits) | m.instance<<sequenceBits | m.sequence)
}

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
