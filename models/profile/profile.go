// Package profile makes the JSON of the profiles of a database and of the
// subprofiles of its collections (seed 004). Their fields are free: numbers,
// bytes and the order of names stay as they were given.
package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"callboard/models"
)

// The most of a profile: fields, characters of a name, interests, and bytes of
// its JSON, however often it is added to.
const (
	MostFields    = 1000
	NameLimit     = 200
	MostInterests = 1000
	SizeLimit     = 1 << 20
)

// Data is the JSON of a profile or subprofile. Profile, Database and
// Collection are public ids.
type Data struct {
	ID         string
	Profile    string // of a subprofile; "" of a profile
	Database   string
	Collection string // of a subprofile
	Fields     []Field
	Interests  []string // of a profile
}

// Field is a field with its value, JSON as it was given.
type Field struct {
	Name  string
	Value json.RawMessage
}

// Input is what somebody wants a profile to be. Fields that are not named stay
// as they are, and so do interests that are nil.
type Input struct {
	Fields    []Field
	Interests []string
}

// errShape says that a text is not the JSON of a profile.
var errShape = errors.New("this is no JSON of a profile")

// Read returns what a body asks for: {"fields":{…},"interests":[…]}, one of
// the two, or the fields themselves, with interests beside them. Interests that
// come as a list, a map, a text or null are never a field. Problems when that
// cannot be read.
func Read(body []byte) (Input, error) {
	all, err := members(models.OrEmptyObject(body))
	if err != nil {
		return Input{}, models.Problems{{Field: "body", Text: "The body must be a JSON object", Code: models.Malformed}}
	}
	var input Input
	wrapped := slices.ContainsFunc(all, func(f Field) bool { return f.Name == "fields" && isContainer(f.Value) })
	for _, f := range all {
		switch {
		case f.Name == "interests":
			if input.Interests, _, err = ReadInterests(f.Value); err != nil {
				return Input{}, err
			}
		case !wrapped:
			input.Fields = append(input.Fields, f)
		case f.Name == "fields":
			if input.Fields, err = members(models.OrEmptyObject(f.Value)); err != nil {
				return Input{}, models.Problems{{Field: "fields", Text: "The fields must be an object", Code: models.Malformed}}
			}
		}
	}
	return input, nil
}

// isContainer says that a JSON value is an object, or stands in the place of
// one.
func isContainer(value []byte) bool {
	switch value = bytes.TrimSpace(value); value[0] {
	case '{', '[', 'n':
		return true
	}
	return false
}

// Apply returns d with what was given: fields that were there in their places,
// new ones behind them. Problems when it cannot be stored.
func (d Data) Apply(input Input) (Data, models.Problems) {
	next, place := d, make(map[string]int, len(d.Fields))
	next.Fields = slices.Clone(d.Fields)
	for i, f := range next.Fields {
		place[f.Name] = i
	}
	for _, f := range input.Fields {
		if i, there := place[f.Name]; there {
			next.Fields[i] = f
			continue
		}
		place[f.Name] = len(next.Fields)
		next.Fields = append(next.Fields, f)
	}
	if input.Interests != nil && d.Profile == "" {
		next.Interests = slices.Clone(input.Interests)
	}
	return next, next.check()
}

func (d Data) check() models.Problems {
	var problems models.Problems
	if len(d.Fields) > MostFields {
		problems.Note("fields", models.TooLong, fmt.Sprintf("There can be at most %d fields", MostFields))
	}
	for _, f := range d.Fields {
		if n := utf8.RuneCountInString(f.Name); n == 0 || n > NameLimit || !utf8.ValidString(f.Name) {
			problems.Note("fields", models.Malformed, fmt.Sprintf("The name of a field must be 1 to %d characters", NameLimit))
			break
		}
	}
	if len(d.Interests) > MostInterests {
		problems.Note("interests", models.TooLong, fmt.Sprintf("There can be at most %d interests", MostInterests))
	}
	if len(d.JSON()) > SizeLimit {
		problems.Note("fields", models.TooLong, fmt.Sprintf("All of it must be %d MiB or smaller", SizeLimit>>20))
	}
	return problems
}

// JSON writes d.
func (d Data) JSON() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `{"id":%s`, models.JSONString(d.ID))
	if d.Profile != "" {
		fmt.Fprintf(&out, `,"profile":%s`, models.JSONString(d.Profile))
	}
	fmt.Fprintf(&out, `,"database":%s`, models.JSONString(d.Database))
	if d.Profile != "" {
		fmt.Fprintf(&out, `,"collection":%s`, models.JSONString(d.Collection))
	}
	out.WriteString(`,"fields":`)
	out.Write(Object(d.Fields))
	if d.Profile == "" {
		names := make([]string, len(d.Interests))
		for i, name := range d.Interests {
			names[i] = string(models.JSONString(name))
		}
		out.WriteString(`,"interests":[` + strings.Join(names, ",") + `]`)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// Flat writes the id of d and its fields as one object: what a condition sees.
func (d Data) Flat() []byte {
	id := Field{"id", models.JSONString(d.ID)}
	others := slices.DeleteFunc(slices.Clone(d.Fields), func(f Field) bool { return f.Name == id.Name })
	return Object(append([]Field{id}, others...))
}

// Object writes fields as a JSON object.
func Object(fields []Field) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(models.JSONString(f.Name))
		out.WriteByte(':')
		out.Write(f.Value)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// Parse reads what JSON wrote.
func Parse(data []byte) (Data, error) {
	var d Data
	all, err := members(data)
	if err != nil {
		return d, err
	}
	texts := map[string]*string{"id": &d.ID, "profile": &d.Profile, "database": &d.Database, "collection": &d.Collection}
	for _, f := range all {
		switch to, is := texts[f.Name]; {
		case is:
			err = json.Unmarshal(f.Value, to)
		case f.Name == "fields":
			d.Fields, err = members(f.Value)
		case f.Name == "interests":
			d.Interests, err = interests(f.Value)
		}
		if err != nil {
			return Data{}, errShape
		}
	}
	return d, nil
}
