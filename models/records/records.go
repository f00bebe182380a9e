// Package records makes the JSON of the records of seed 003: contacts,
// transactions, transaction batches and account vaults. Each holds every field
// of its resource in one order, byte for byte the same for the same values.
package records

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"callboard/models"
)

// Resource is one kind of record.
type Resource struct {
	Name   string // in event types and around the JSON: "transaction"
	Plural string // in paths: "transactions"
	Label  string // as people read it: "Transaction"
	Many   string // likewise: "Transactions"
	Fields []Field
	// Names are the fields that make its title, Columns those that lists show
	// besides.
	Names, Columns []string
}

// Field is one field of a record.
type Field struct {
	Name     string
	Kind     Kind
	Required bool
	Empty    string // JSON while nobody has set it
	Quiet    bool   // left out of the JSON while nobody has set it
}

// All returns the resources, in the order of lists.
func All() []Resource { return slices.Clone(resources) }

// Named returns the resource with this name.
func Named(name string) (Resource, bool) {
	return find(func(r Resource) bool { return r.Name == name })
}

// InPaths returns the resource that paths name so: "transactions".
func InPaths(plural string) (Resource, bool) {
	return find(func(r Resource) bool { return r.Plural == plural })
}

func find(is func(Resource) bool) (Resource, bool) {
	i := slices.IndexFunc(resources, is)
	if i < 0 {
		return Resource{}, false
	}
	return resources[i], true
}

// New returns the JSON of a new record: every field in its order, those that
// were not given null. Fields that the resource does not have are ignored, and
// so are id and times.
func (r Resource) New(id string, input map[string]json.RawMessage, at models.Millis) ([]byte, models.Problems) {
	v := values{"id": jsonText(id), "created_ts": unix(at), "modified_ts": unix(at)}
	problems := r.set(v, input)
	return r.encode(v), problems
}

// Change returns the JSON of a record with the given fields changed and all
// others as they were. The location of a record cannot change.
func (r Resource) Change(data []byte, input map[string]json.RawMessage, at models.Millis) ([]byte, models.Problems) {
	var v values
	if json.Unmarshal(data, &v) != nil || v == nil {
		return nil, models.Problems{{Field: "id", Text: "This " + strings.ToLower(r.Label) + " cannot be read.", Code: models.Malformed}}
	}
	location := v["location_id"]
	problems := r.set(v, input)
	if !bytes.Equal(location, v["location_id"]) && problems.On("location_id") == "" {
		problems.Note("location_id", models.Fixed, "Location Id cannot be changed.")
	}
	v["modified_ts"] = unix(at)
	return r.encode(v), problems
}

// EventOf returns the event that reports a change of a record.
func EventOf(c models.Change, at models.Millis) models.Event {
	e := models.Event{
		CompanyID: c.Record.CompanyID, LocationID: c.Record.LocationID, DatabaseRefID: c.Record.DatabaseRefID,
		Type: models.TypeOfChange(c.Record.Resource, c.Action), Action: c.Action, RecordID: c.Record.PublicID,
		Data: c.Record.Data, OccurredAt: at,
	}
	if c.Action == models.Update {
		e.Before = c.Before
	}
	return e
}

// ForProduct returns the sample of a record's change with this product
// transaction id, so that a postback for that product wants it. Other samples
// stay as they are, and an empty id changes nothing.
func ForProduct(of models.EventType, sample []byte, id string) []byte {
	resource, ok := Named(of.Resource)
	var v values
	if !ok || id == "" || json.Unmarshal(sample, &v) != nil {
		return sample
	}
	v["product_transaction_id"] = jsonText(id)
	return resource.encode(v)
}

// values holds the JSON of each field that is set.
type values map[string]json.RawMessage

// set takes over what was given and lists what is wrong with the outcome.
func (r Resource) set(v values, input map[string]json.RawMessage) models.Problems {
	var problems models.Problems
	for _, f := range r.Fields {
		value, ok := input[f.Name]
		if !ok || f.Kind == Own {
			continue
		}
		if value = bytes.TrimSpace(value); string(value) == "null" {
			delete(v, f.Name)
		} else if read, ok := readers[f.Kind](value); ok {
			v[f.Name] = read
		} else {
			problems.Note(f.Name, models.WrongType, f.Label()+" must be "+wants[f.Kind]+".")
		}
	}
	for _, f := range r.Fields {
		if f.Required && v.blank(f.Name) && problems.On(f.Name) == "" {
			problems.Note(f.Name, models.Blank, f.Label()+" cannot be blank.")
		}
	}
	return problems
}

func (v values) blank(name string) bool {
	return len(v[name]) == 0 || strings.TrimSpace(unquoted(v[name])) == ""
}

// encode writes the fields in their order, so that equal records have equal
// bytes.
func (r Resource) encode(v values) []byte {
	out := []byte{'{'}
	for _, f := range r.Fields {
		value := v[f.Name]
		if len(value) == 0 && f.Quiet {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		if len(value) == 0 {
			value = []byte(f.Empty)
		}
		out = append(append(append(out, '"'), f.Name...), '"', ':')
		out = append(out, value...)
	}
	return append(out, '}')
}

// Label writes a field as the error texts of seed 003's API do: "Last Name".
func (f Field) Label() string {
	words := strings.Split(f.Name, "_")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func unix(at models.Millis) json.RawMessage {
	return json.RawMessage(jsonInt(int64(at) / int64(time.Second/time.Millisecond)))
}
