package models

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestNoJSONObject(t *testing.T) {
	t.Parallel()
	const invalid = "is not valid JSON. "
	for text, want := range map[string]string{
		`{"a":[1,-0.5e+3,"\u00e9\n",true,null,{}],"b":{}}`: "",
		" \r\n\t{ } ":   "",
		``:              "must be a JSON object. Line 1, column 1: the end where ‘{’ should be",
		`[{}]`:          "must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be",
		"\n url=x":      "must be a JSON object. Line 2, column 2: ‘url’ where ‘{’ should be",
		`{"a":1,}`:      invalid + "Line 1, column 8: ‘}’ where a name in double quotes should be",
		`{'a':1}`:       invalid + "Line 1, column 2: ‘'’ where a name in double quotes should be",
		`{a:1}`:         invalid + "Line 1, column 2: ‘a’ where a name in double quotes should be",
		`{"a" 1}`:       invalid + "Line 1, column 6: ‘1’ where a colon should be",
		`{"a":}`:        invalid + "Line 1, column 6: ‘}’ where a value should be",
		`{"a":True}`:    invalid + "Line 1, column 6: ‘True’ where a value should be",
		`{"a":'x'}`:     invalid + "Line 1, column 6: ‘'’ where a value should be",
		`{"é":“x”}`:     invalid + "Line 1, column 6: ‘“’ where a value should be",
		`{"a":1 "b":2}`: invalid + "Line 1, column 8: ‘\"’ where a comma or ‘}’ should be",
		`{"a":[1 2]}`:   invalid + "Line 1, column 9: ‘2’ where a comma or ‘]’ should be",
		`{"a":[1,]}`:    invalid + "Line 1, column 9: ‘]’ where a value should be",
		`{"a":01}`:      invalid + "Line 1, column 7: ‘1’ where a comma or ‘}’ should be",
		`{"a":1.}`:      invalid + "Line 1, column 8: ‘}’ where a digit should be",
		`{"a":-}`:       invalid + "Line 1, column 7: ‘}’ where a digit should be",
		`{"a":1e}`:      invalid + "Line 1, column 8: ‘}’ where a digit should be",
		`{"a":"\x"}`:    invalid + "Line 1, column 8: ‘x’ where one of \" \\ / b f n r t u, after a backslash, should be",
		`{"a":"\u00g0"}`: invalid +
			"Line 1, column 11: ‘g0’ where a hex digit should be",
		"{\n  \"a\": 1,\n  // two\n}": invalid + "Line 3, column 3: ‘/’ where a name in double quotes should be",
		"{\"a\":\"x\ny\"}":            invalid + "Line 1, column 8: a line break where \\n, or the closing quote, should be",
		"{\"a\":\"x\ty\"}":            invalid + "Line 1, column 8: a tab where \\u0009 should be",
		"{\"a\":\u00a01}":             invalid + "Line 1, column 6: the character U+00A0 where a value should be",
		`{"a":"x`:                     invalid + "Line 1, column 8: the end where the closing quote should be",
		`{"a":{"b":[1,`:               invalid + "Line 1, column 14: the end where a value should be",
		`{"a":1`:                      invalid + "Line 1, column 7: the end where a comma or ‘}’ should be",
		"{}\n{}":                      "must be one JSON object, and nothing after it. Line 2, column 1: ‘{’ where the end should be",
		"{\"é\":\"a\xff\"}":           "must be UTF-8. Line 1, column 8: the byte FF where a character should be",
		strings.Repeat("[", 1001):     "must not be nested more than 1,000 deep",
	} {
		if got := NoJSONObject([]byte(text)); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// FuzzNoJSON compares with the reader of the standard library.
func FuzzNoJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `[1,{"a":"\ud800"}]`, `{"a":1}{`, `-0.0E-1`, `"\"`, "\"\x7f\"", "nul", "1 1", `{"a":tru}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if firstNoUTF8(text) >= 0 || TooDeep(text) {
			return
		}
		if said := NoJSON(text); (said == "") != json.Valid(text) {
			t.Errorf("%q: %q", text, said)
		}
	})
}
