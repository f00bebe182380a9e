package wire_test

import (
	"encoding/json"
	"math/big"
	"reflect"
	"strings"
	"testing"
)

func isObject(text string) bool { return json.Valid([]byte(text)) && trimmed(text)[0] == '{' }

func trimmed(text string) string { return strings.Trim(text, " \t\r\n") }

func object(t testing.TB, text string) map[string]json.RawMessage {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// sameValue compares JSON in another way than the program does.
func sameValue(a, b json.RawMessage) bool {
	return reflect.DeepEqual(value(a), value(b))
}

func value(text json.RawMessage) any {
	if text == nil {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	return exact(v)
}

// exact puts fractions in the place of numbers, of those with a small
// exponent.
func exact(v any) any {
	switch v := v.(type) {
	case json.Number:
		_, exponent, _ := strings.Cut(strings.ToLower(v.String()), "e")
		if len(strings.TrimLeft(exponent, "+-0")) > 3 {
			return v
		}
		if r, ok := new(big.Rat).SetString(v.String()); ok {
			return r.RatString()
		}
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = exact(v[key])
		}
	}
	return v
}
