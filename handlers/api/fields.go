package api

import (
	"encoding/json"
	"math"
	"strconv"

	"callboard/models"
)

// Fields reads the members of an object into typed values, and collects what
// is wrong with them. An absent member leaves its value as it is, which makes
// the same lines serve a create and a partial update.
type Fields struct {
	Object   Object
	Path     string                          // put before names: "destination."
	Say      func(field, what string) string // words a problem
	Problems models.Problems
}

// Within returns the fields of a member that is an object; all are absent
// when the member is. The problems of both must be added up by the caller.
func (f *Fields) Within(name string) Fields {
	inner := Fields{Path: f.Path + name + ".", Say: f.Say}
	if !f.Object.Blank(name) {
		inner.Object, _ = f.Child(name)
	}
	return inner
}

// Child returns a member that must be an object.
func (f *Fields) Child(name string) (child Object, ok bool) {
	child, ok = f.Object.Object(name)
	switch raw := f.Object.Raw(name); {
	case ok:
	case len(raw) > 0 && raw[0] == '{': // it is JSON, since the body is
		f.Refuse(name, "must not have two members of one name")
	default:
		f.Refuse(name, "must be an object")
	}
	return child, ok
}

// Refuse notes that a field must be mended.
func (f *Fields) Refuse(name, what string) {
	f.Problems.Add(f.Path+name, f.Say(f.Path+name, what))
}

// Text reads a string; null means "".
func (f *Fields) Text(name string, into *string) {
	if !f.Object.Has(name) {
		return
	}
	text := ""
	if json.Unmarshal(f.Object.Raw(name), &text) != nil {
		f.Refuse(name, "must be a string")
		return
	}
	*into = text
}

// Credential reads one half of a sign-in: null leaves it as it is, and "" is
// noted in empty, since some receivers want exactly that.
func (f *Fields) Credential(name string, into *string, empty *bool) {
	if f.Object.Blank(name) {
		return
	}
	before := len(f.Problems)
	if f.Text(name, into); len(f.Problems) == before {
		*empty = *into == ""
	}
}

// Identifier reads a string or a number as text; null means "".
func (f *Fields) Identifier(name string, into *string) {
	if !f.Object.Has(name) {
		return
	}
	text, ok := Scalar(f.Object.Raw(name))
	if !ok {
		f.Refuse(name, "must be a string")
		return
	}
	*into = text
}

// Int reads a whole number, also one in quotes; null leaves the value as it
// is.
func (f *Fields) Int(name string, into *int) {
	if f.Object.Blank(name) {
		return
	}
	text, ok := Scalar(f.Object.Raw(name))
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || n > math.MaxInt32 || n < math.MinInt32 {
		f.Refuse(name, "must be an integer")
		return
	}
	*into = int(n)
}

// Flag reads 1, "1" or true, and 0, "0" or false; null leaves the value as it
// is.
func (f *Fields) Flag(name string, into *bool) {
	if f.Object.Blank(name) {
		return
	}
	switch string(f.Object.Raw(name)) {
	case `1`, `"1"`, `true`:
		*into = true
	case `0`, `"0"`, `false`:
		*into = false
	default:
		f.Refuse(name, `must be either "1" or "0"`)
	}
}

// Scalar returns a JSON string or number as text, null as "".
func Scalar(raw json.RawMessage) (text string, ok bool) {
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	var number json.Number
	if json.Unmarshal(raw, &number) != nil {
		return "", false
	}
	return number.String(), true
}
