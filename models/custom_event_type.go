package models

import (
	"unicode/utf8"
)

// CustomEventType is an event type that a company has added to those that are built in.
type CustomEventType struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID ID
	Name      string
	Words     string // what it means, in one sentence
	Sample    []byte // JSON as data carries it; empty for none
	Schema    []byte // JSON Schema of data; empty: anything goes
	Version   int64
	CreatedAt Millis `gorm:"autoCreateTime:false"`
	UpdatedAt Millis `gorm:"autoUpdateTime:false"`
	DeletedAt Millis
}

// TableName is the name of the table.
func (CustomEventType) TableName() string { return "event_types" }

// EventType returns t as one of the event types of its company. Without a
// sample its events carry an empty object.
func (t CustomEventType) EventType() EventType {
	sample := t.Sample
	if len(sample) == 0 {
		sample = []byte("{}")
	}
	return EventType{Name: t.Name, Words: t.Words, Group: "Own", Sample: sample}
}

// EventTypesWith lists the event types that are built in, and then those that a
// company has added.
func EventTypesWith(custom []CustomEventType) []EventType {
	all := EventTypes()
	for _, t := range custom {
		all = append(all, t.EventType())
	}
	return all
}

// The longest texts of an own type: characters of words, bytes of a sample.
const (
	typeWordsLimit = 500
	sampleLimit    = 64 << 10
)

// Check lists what must be mended before t can be stored. Whether its schema
// is one, only the store knows.
func (t CustomEventType) Check() Problems {
	var problems Problems
	switch _, builtIn := EventTypeNamed(t.Name); {
	case t.Name == "":
		problems.Note("name", Blank, "Enter the name of the event type")
	case !IsTypeName(t.Name):
		problems.Note("name", Malformed, "Name must be letters, digits, _ and . in 128 characters or fewer")
	case !FitsPath(t.Name):
		problems.Note("name", Malformed, "Name must not be . or ..")
	case builtIn:
		problems.Note("name", Fixed, "This event type is built in")
	}
	if utf8.RuneCountInString(t.Words) > typeWordsLimit {
		problems.Note("words", TooLong, "Words must be 500 characters or fewer")
	}
	if len(t.Sample) > sampleLimit {
		problems.Note("sample", TooLong, "Sample must be 64 KiB or smaller")
	}
	return problems
}
