// Package contact makes the JSON of the contact records of seed 003: every
// field, in the order in which it was published, byte for byte the same for
// the same values.
package contact

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"callboard/models"
)

// field is one field of a contact.
type field struct {
	name  string
	empty string                                    // JSON of a field that nobody set
	read  func(given []byte) (json []byte, ok bool) // nil: cannot be set
	wants string                                    // what read asks for, in words
}

// fields are the fields of a contact, in the order of seed 003's data.
var fields = []field{
	{name: "id", empty: "null"},
	textField("location_id"), textField("account_number"),
	textField("contact_api_id"), textField("company_name"), textField("first_name"), textField("last_name"),
	textField("email"), textField("address"), textField("city"), textField("state"), textField("zip"),
	textField("home_phone"), textField("cell_phone"), textField("office_phone"), textField("office_ext_phone"),
	{name: "email_trx_receipt", empty: "false", read: readFlag, wants: "either true or false"},
	{name: "created_ts", empty: "0"},
	{name: "modified_ts", empty: "0"},
	textField("date_of_birth"), textField("header_message"),
	{name: "header_message_type_id", empty: "0", read: readInteger, wants: "an integer"},
	textField("contact_c1"), textField("contact_c2"), textField("contact_c3"),
	{name: "contact_balance", empty: "null", read: readAmount, wants: "a number"},
}

func textField(name string) field {
	return field{name: name, empty: "null", read: readText, wants: "a string"}
}

// New returns the JSON of a new contact: every field of seed 003 in its
// order, those that were not given null. Fields that a contact does not have
// are ignored, and so are id and times.
func New(id string, given map[string]json.RawMessage, at models.Millis) ([]byte, models.Problems) {
	r := record{"id": jsonText(id), "created_ts": unix(at), "modified_ts": unix(at)}
	for _, f := range fields {
		if f.read != nil {
			r[f.name] = []byte(f.empty)
		}
	}
	found := r.set(given)
	return r.encode(), found
}

// Change returns the JSON of a contact with the given fields changed and all
// others as they were. The location of a contact cannot change.
func Change(data []byte, given map[string]json.RawMessage, at models.Millis) ([]byte, models.Problems) {
	var r record
	if json.Unmarshal(data, &r) != nil || r == nil {
		return nil, models.Problems{{Field: "id", Text: "This contact cannot be read.", Code: models.Malformed}}
	}
	location := r["location_id"]
	found := r.set(given)
	if !bytes.Equal(location, r["location_id"]) && found.On("location_id") == "" {
		found.Note("location_id", models.Fixed, "Location Id cannot be changed.")
	}
	r["modified_ts"] = unix(at)
	return r.encode(), found
}

// record holds the JSON of each field.
type record map[string]json.RawMessage

// set takes over what was given and lists what is wrong with the outcome.
func (r record) set(given map[string]json.RawMessage) models.Problems {
	var found models.Problems
	for _, f := range fields {
		value, ok := given[f.name]
		if !ok || f.read == nil {
			continue
		}
		if value = bytes.TrimSpace(value); string(value) == "null" {
			r[f.name] = []byte(f.empty)
		} else if read, ok := f.read(value); ok {
			r[f.name] = read
		} else {
			found.Note(f.name, models.WrongType, labelOf(f.name)+" must be "+f.wants+".")
		}
	}
	for _, name := range []string{"location_id", "last_name"} {
		if r.blank(name) && found.On(name) == "" {
			found.Note(name, models.Blank, labelOf(name)+" cannot be blank.")
		}
	}
	return found
}

func (r record) blank(name string) bool {
	var text string
	return json.Unmarshal(r[name], &text) != nil || strings.TrimSpace(text) == ""
}

// encode writes the fields in their order, so that equal contacts have equal
// bytes.
func (r record) encode() []byte {
	out := []byte{'{'}
	for i, f := range fields {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), f.name...), '"', ':')
		out = append(out, r.value(f)...)
	}
	return append(out, '}')
}

// value returns the JSON of a field, also where an older contact lacks it.
func (r record) value(f field) []byte {
	if len(r[f.name]) == 0 {
		return []byte(f.empty)
	}
	return r[f.name]
}

// labelOf writes a field as the error texts of seed 003's API do: "Last Name".
func labelOf(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func unix(at models.Millis) json.RawMessage {
	return json.RawMessage(jsonInt(int64(at) / int64(time.Second/time.Millisecond)))
}
