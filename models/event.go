package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// Action says what happened to a record.
type Action string

// The actions. An event that is no change of a record has none.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Event is something that happened. What it carries is a snapshot, taken in
// the transaction that accepted it; retries and resends send the same.
type Event struct {
	ID            ID     `gorm:"primaryKey;autoIncrement:false"`
	PublicID      string // unique in the company
	CompanyID     ID
	LocationID    ID // zero: the company as a whole
	DatabaseRefID ID // database or collection; zero for none
	Type          string
	FilterValue   string // list or campaign id; "" when the type has none
	Action        Action
	RecordID      string // public id of the record that changed; "" for none
	Data          []byte // JSON, byte for byte as published: {"person":{…}}; of a record change the record
	Before        []byte // JSON of the record before an update; empty otherwise
	Expands       []byte // JSON of the related records; empty for none
	OccurredAt    Millis // shown and sent; decides nothing
	AcceptedAt    Millis
	Test          bool
	Source        string // who published it: "key Name", "user@example.org", …
	KeyID         ID     // the API key that published it; zero for none
	Hops          int    // see Origin
	TraceParent   string // see Origin
	ContentHash   []byte `json:"-"`          // of what it says: see ContentSum; empty of tests, and of events from before there were sums
	Known         bool   `gorm:"-" json:"-"` // it was stored before, with the same content
	OnlyTo        ID     `gorm:"-"`          // a test of this callback alone; zero: all that match
	TestedBy      Actor  `gorm:"-" json:"-"` // who sent a test, for the audit log
	// Wanted names the related records that its callbacks ask for: what Expands
	// is to hold; see ExpandsOf.
	Wanted []string `gorm:"-"`
}

// EventType describes one event type.
type EventType struct {
	Name     string
	Words    string // what it means, in one sentence: "A new person was put in the database."
	Group    string // heading in a list: "Person", "Contact"
	Resource string // of record changes: "contact"; "" otherwise
	Action   Action // of record changes
	Subject  string // key of Data that holds what happened: "person"; "" of record changes
	Filter   Filter // what narrows it down; zero when nothing does
	Sample   []byte // JSON as data carries it
}

// Filter names the value that narrows an event type down.
type Filter struct {
	Name    string   // "list_id" or "campaign_id", the key in a registration
	Label   string   // "Subscription list ID"
	Example string   // "l1234", as the sample holds it
	Path    []string // where the event's data holds it
	Open    bool     // an event may lack it
}

// SampleFor returns the sample with value as its list or campaign id, so that
// a callback of that list or campaign wants it. An empty value keeps the
// sample's own.
func (t EventType) SampleFor(value string) []byte {
	wanted, err := json.Marshal(value)
	if err != nil || value == "" || t.Filter.Example == "" {
		return bytes.Clone(t.Sample)
	}
	return bytes.ReplaceAll(t.Sample, []byte(`"`+t.Filter.Example+`"`), wanted)
}

// filterMost is the longest filter value that anybody can ask for, in
// characters.
const filterMost = 200

// Value returns the filter value within data, which is JSON: a text or a
// number. "" when there is none, or none that anybody can ask for.
func (f Filter) Value(data []byte) string {
	if len(f.Path) == 0 {
		return ""
	}
	for _, key := range f.Path {
		var object map[string]json.RawMessage
		if json.Unmarshal(data, &object) != nil {
			return ""
		}
		data = object[key]
	}
	var text string
	if json.Unmarshal(data, &text) != nil {
		var number json.Number
		if json.Unmarshal(data, &number) != nil {
			return ""
		}
		text = number.String()
	}
	if utf8.RuneCountInString(text) > filterMost {
		return ""
	}
	return text
}

// ActionWords names actions as people read them: "created and deleted".
func ActionWords(actions []Action) string {
	var names []string
	for _, a := range []Action{Create, Update, Delete} {
		if slices.Contains(actions, a) {
			names = append(names, string(a)+"d")
		}
	}
	return strings.Join(names, " and ")
}
