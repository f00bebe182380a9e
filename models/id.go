// Package models holds the records of Callboard and the rules they obey: pure
// values, without a database. The door to the database is package store below.
package models

import (
	"errors"
	"strings"
	"time"
)

// Epoch is the moment at which an ID's clock starts.
var Epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// ID identifies a row: 41 bits of milliseconds since Epoch, 10 bits of
// instance number, 12 bits of sequence. IDs are made by the application, so
// they do not depend on the order in which a cluster hands out numbers. Zero
// means none.
type ID int64

// idBits are the bits below the milliseconds: instance number and sequence.
const idBits = 22

// crockford is the alphabet of Crockford's base32: no I, L, O, U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// String writes id in 13 digits of Crockford base32, the form people see.
func (id ID) String() string {
	var text [13]byte
	for i, rest := len(text)-1, uint64(id); i >= 0; i, rest = i-1, rest>>5 {
		text[i] = crockford[rest&31]
	}
	return string(text[:])
}

// Time returns the moment at which id was made, in UTC, to the millisecond.
func (id ID) Time() time.Time {
	return Epoch.Add(time.Duration(id>>idBits) * time.Millisecond)
}

// FirstIDAt returns the lowest ID that can be made at t: the bound of a time
// range in a list that is ordered by ID.
func FirstIDAt(t time.Time) ID {
	return ID(max(0, t.Sub(Epoch).Milliseconds()) << idBits)
}

// ErrBadID says that a text is no ID.
var ErrBadID = errors.New("not an ID")

// ParseID reads what String wrote, in any case. It returns ErrBadID for
// everything else.
func ParseID(text string) (ID, error) {
	if len(text) != 13 {
		return 0, ErrBadID
	}
	var id uint64
	for _, c := range strings.ToUpper(text) {
		digit := strings.IndexRune(crockford, c)
		if digit < 0 {
			return 0, ErrBadID
		}
		id = id<<5 | uint64(digit)
	}
	if id == 0 || id > 1<<63-1 {
		return 0, ErrBadID
	}
	return ID(id), nil
}

// Millis is a moment in Unix milliseconds, UTC. Zero means never. Moments are
// integers on both databases, because SQLite compares times as text.
type Millis int64

// At returns t as Millis, and zero for the zero time.
func At(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// Time returns m in UTC, and the zero time for zero.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// MayBePublicID says whether text has the form of a public id: up to 64
// visible ASCII characters. Other texts are not looked up, because MySQL
// refuses to compare them.
func MayBePublicID(text string) bool {
	for _, c := range []byte(text) {
		if c < 0x21 || c > 0x7e {
			return false
		}
	}
	return text != "" && len(text) <= 64
}
