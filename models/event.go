package models

import (
	"bytes"
	"encoding/json"
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
	ID          ID     `gorm:"primaryKey;autoIncrement:false"`
	PublicID    string // unique in the company
	CompanyID   ID
	LocationID  ID // zero: the company as a whole
	SourceID    ID // database or collection; zero for none
	Type        string
	FilterValue string // list or campaign id; "" when the type has none
	Action      Action
	RecordID    string // public id of the record that changed; "" for none
	Data        []byte // JSON, byte for byte as published: {"person":{…}}; of a record change the record
	Before      []byte // JSON of the record before an update; empty otherwise
	Expands     []byte // JSON of the related records; empty for none
	OccurredAt  Millis // shown and sent; decides nothing
	AcceptedAt  Millis
	Test        bool
	Source      string // who published it: "key Name", "user@example.org", …
	OnlyTo      ID     `gorm:"-"` // a test of this callback alone; zero: all that match
	// Wanted names what its callbacks ask for in Expands; see package expands.
	Wanted []string `gorm:"-"`
}

// EventType describes one type of the catalogue.
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

// TypeWords writes an event type or pattern as people read it in lists:
// "contact.updated" is "contact updated".
func TypeWords(name string) string {
	return strings.TrimSuffix(strings.ReplaceAll(name, ".", " "), " *")
}

// typeNameLimit is the longest name of an event type, in characters.
const typeNameLimit = 128

// IsTypeName says whether text can name an event type: letters, digits, "_"
// and ".".
func IsTypeName(text string) bool {
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '.' {
			return false
		}
	}
	return text != "" && len(text) <= typeNameLimit
}

// shortName cuts a name that somebody made up to what a sentence can bear.
func shortName(name string) string {
	if runes := []rune(name); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return name
}

// MatchesType says whether pattern, an exact type or "contact.*", covers name.
func MatchesType(pattern, name string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	if open {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

// Record is a thing whose changes are events: a contact of a location, a
// profile of a database.
type Record struct {
	ID         ID     `gorm:"primaryKey;autoIncrement:false"`
	PublicID   string // 24 hex digits
	CompanyID  ID
	LocationID ID
	SourceID   ID     // database of a profile, collection of a subprofile; zero for others
	ParentID   ID     // profile of a subprofile; zero for others
	Resource   string // "contact"
	Data       []byte // the record as its API writes it, JSON
	Version    int64
	CreatedAt  Millis `gorm:"autoCreateTime:false"`
	UpdatedAt  Millis `gorm:"autoUpdateTime:false"`
	DeletedAt  Millis
}

// RecordChange is one line of a record's history.
type RecordChange struct {
	ID        ID `gorm:"primaryKey;autoIncrement:false"`
	RecordID  ID
	CompanyID ID
	Action    Action
	ActorName string
	Before    []byte
	After     []byte
	At        Millis
}

// Change is a change of a record that becomes an event in one transaction
// with it: a contact without its postback, or the reverse, cannot exist.
type Change struct {
	Access Access
	Action Action
	Record Record // as it shall be; on Delete as it was
	Before []byte // Record.Data before; empty on Create
}

func lowerASCII(s string) string { return strings.ToLower(s) }

// CustomEventType is an event type that a company has added to the catalogue.
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

// The longest texts of an own type: characters of words, bytes of a sample.
const (
	typeWordsLimit = 500
	sampleLimit    = 64 << 10
)

// Check lists what must be mended before t can be stored. Whether its schema
// is one, only the store knows.
func (t CustomEventType) Check() Problems {
	var found Problems
	switch _, builtIn := EventTypeNamed(t.Name); {
	case t.Name == "":
		found.Note("name", Blank, "Enter the name of the event type")
	case !IsTypeName(t.Name):
		found.Note("name", Malformed, "Name must be letters, digits, _ and . in 128 characters or fewer")
	case !FitsPath(t.Name):
		found.Note("name", Malformed, "Name must not be . or ..")
	case builtIn:
		found.Note("name", Fixed, "This event type is built in")
	}
	if utf8.RuneCountInString(t.Words) > typeWordsLimit {
		found.Note("words", TooLong, "Words must be 500 characters or fewer")
	}
	if len(t.Sample) > sampleLimit {
		found.Note("sample", TooLong, "Sample must be 64 KiB or smaller")
	}
	return found
}

// DepthLimit is how many objects and lists of JSON may lie within each other in
// what we keep. Readers of JSON have limits of their own: what lies deeper
// could be taken, but neither listed nor read by those it is sent to.
const DepthLimit = 1000

// TooDeep says that JSON is nested more than DepthLimit deep.
func TooDeep(text []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++ // what stands behind it ends no text
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			if depth++; depth > DepthLimit {
				return true
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return false
}
