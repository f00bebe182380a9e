package native

import (
	"encoding/json"

	"callboard/handlers/api/native/openapi"
	"callboard/models"
)

// Date is a moment in RFC 3339, UTC, to the millisecond:
// "2027-01-31T09:30:00.000Z".
type Date string

// Describe says in which form a Date is.
func (Date) Describe(s *openapi.Schema) { s.Format = "date-time" }

func dateOf(t models.Millis) Date { return Date(t.Time().Format("2006-01-02T15:04:05.000Z")) }

// dateOrNull returns nil, which is written as null, for no moment.
func dateOrNull(t models.Millis) *Date {
	if t == 0 {
		return nil
	}
	return new(dateOf(t))
}

// orNull returns nil, which is written as null, for the zero value.
func orNull[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// rawOrNull returns JSON as it is, and nil, which is written as null, for none.
func rawOrNull(raw []byte) *json.RawMessage {
	if len(raw) == 0 {
		return nil
	}
	return new(json.RawMessage(raw))
}

// Explanation is a word of a closed list with its sentence for people.
type Explanation struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// explained returns nil, which is written as null, when there is no code.
func explained(code, text string) *Explanation {
	if code == "" {
		return nil
	}
	return &Explanation{Code: code, Text: text}
}

// milliseconds writes a time in microseconds.
func milliseconds(microseconds int64) int64 { return microseconds / 1000 }
