package models

import (
	"errors"
	"strings"
	"time"
)

// ErrBadDate says that a text is no date that ParseDate reads.
var ErrBadDate = errors.New("not a date")

// dateLayouts are the forms in which dates are accepted. A date without an
// offset is in UTC; seconds may have a fraction.
var dateLayouts = []string{
	time.DateOnly,
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700",
	"2006-01-02T15:04", "2006-01-02T15:04:05",
}

// ParseDate reads a date as the APIs accept it: "2027-01-31", or with a time
// to the minute or the second, and an offset. ErrBadDate for anything else.
func ParseDate(text string) (Millis, error) {
	text = strings.ToUpper(trimInvisible(text))
	for _, layout := range dateLayouts {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if year := t.UTC().Year(); year < 1 || year > 9999 {
			return 0, ErrBadDate // an offset moved it out of four digits
		}
		return notNever(Millis(t.UnixMilli())), nil
	}
	return 0, ErrBadDate
}

// minute is the unit of the dates of callbacks, in milliseconds.
const minute = Millis(time.Minute / time.Millisecond)

// Minute cuts t to the minute below it. Zero, which means never, stays zero.
func Minute(t Millis) Millis {
	if t == 0 {
		return 0
	}
	rest := t % minute
	if rest < 0 {
		rest += minute
	}
	return notNever(t - rest)
}

// FormatMinute writes t as the APIs of company callbacks do, in UTC and to the
// minute: "2027-01-31T09:30Z". Zero is "".
func FormatMinute(t Millis) string {
	if t == 0 {
		return ""
	}
	return t.Time().Format("2006-01-02T15:04Z")
}

// notNever moves the first moment of 1970 by a millisecond, because zero means
// that there is no date at all. To the minute both read alike.
func notNever(t Millis) Millis {
	if t == 0 {
		return 1
	}
	return t
}

// DateWords writes a moment as lists do: "1 Nov 2026 00:00" (UTC).
func DateWords(m Millis) string { return m.Time().Format("2 Jan 2006 15:04") }

// DayWords writes the day of t as lists do: "19 Nov 2026" (UTC).
func DayWords(t time.Time) string { return t.UTC().Format("2 Jan 2006") }
