package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// changed returns the fields whose value is another than before, in their
// order, and after them those that are gone, as null. A field that there is
// not counts as null; of a name that is there twice the last counts, as it
// does to those who read the object.
func changed(before, after []byte) []byte {
	was, now := fieldsOf(before), fieldsOf(after)
	var list []member
	for i, m := range now.list {
		if now.last[m.Key] == i && !same(was.value(m.Key), m.Value) {
			list = append(list, m)
		}
	}
	for i, m := range was.list {
		if _, kept := now.last[m.Key]; !kept && was.last[m.Key] == i && !same(m.Value, null) {
			name := bytes.TrimSuffix(m.Raw, m.Value)
			list = append(list, member{Key: m.Key, Raw: slices.Concat(name, null), Value: null})
		}
	}
	return object(list)
}

// fields are the members of an object and where each name stands last.
type fields struct {
	list []member
	last map[string]int
}

func fieldsOf(object []byte) fields {
	list, _ := members(object) // read before
	f := fields{list, make(map[string]int, len(list))}
	for i, m := range list {
		f.last[m.Key] = i
	}
	return f
}

func (f fields) value(name string) []byte {
	if i, ok := f.last[name]; ok {
		return f.list[i].Value
	}
	return null
}

// same says that two JSON values mean the same, however they are written:
// blanks, escapes, the order of keys and the form of a number (1, 1.0 and
// 10e-1) are no change.
func same(a, b []byte) bool {
	return bytes.Equal(a, b) || alike(decoded(a), decoded(b))
}

func decoded(value []byte) any {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	_ = d.Decode(&v) // it was read as JSON before
	return v
}

func alike(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && decimal(a.String()) == decimal(b.String())
	case string:
		// What Go cannot decode is U+FFFD in both, and may still be different.
		b, ok := b.(string)
		return ok && a == b && !strings.ContainsRune(a, utf8.RuneError)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, alike)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, alike)
	}
	return a == b
}

// decimal writes a JSON number so that equal numbers are equal texts, exact
// for any number of digits: 150, 150.0 and 1.5e2 are 15e1.
func decimal(number string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(number), "e")
	power := int64(0)
	if exponent != "" {
		var err error
		if power, err = strconv.ParseInt(exponent, 10, 32); err != nil {
			return number // beyond all that computers count with
		}
	}
	positive, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(positive, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	short := strings.TrimRight(digits, "0")
	if short == "" {
		return "0"
	}
	if negative {
		short = "-" + short
	}
	power += int64(len(digits) - len(strings.TrimPrefix(short, "-")) - len(fraction))
	return short + "e" + strconv.FormatInt(power, 10)
}
