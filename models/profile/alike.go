package profile

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Same says that other, of the same record, means the same. What only looks
// different is no change, neither to what is stored nor to those who are told
// of changes. A field that there is not counts as null.
func (d Data) Same(other Data) bool {
	was, is := values(d.Fields), values(other.Fields)
	all := maps.Clone(was)
	maps.Copy(all, is)
	for name := range all {
		if !Alike(was[name], is[name]) {
			return false
		}
	}
	return slices.Equal(d.Interests, other.Interests)
}

// values returns the values of fields by their names.
func values(fields []Field) map[string]json.RawMessage {
	all := make(map[string]json.RawMessage, len(fields))
	for _, f := range fields {
		all[f.Name] = f.Value
	}
	return all
}

// Alike says that two JSON values mean the same, however they are written:
// blanks, escapes, the order of keys and the form of a number (1, 1.0 and
// 10e-1) are no change. No value at all means null.
func Alike(a, b []byte) bool {
	return bytes.Equal(a, b) || alike(Decoded(a), Decoded(b))
}

// Decoded reads a JSON value, its numbers digit by digit.
func Decoded(value []byte) any {
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	_ = d.Decode(&v) // it was read as JSON before, or there is none
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
