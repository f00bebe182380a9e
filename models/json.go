package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
)

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

// The errors of JSONMembers.
var (
	ErrNoJSONObject    = errors.New("not a JSON object")
	ErrJSONSyntax      = errors.New("not valid JSON")
	ErrAfterJSONObject = errors.New("more than one JSON object")
)

// JSONMember is one member of a JSON object. Numbers, escapes and blanks within
// Value and Raw stay as they were written.
type JSONMember struct {
	Name  string
	Value json.RawMessage
	Raw   []byte // name and value, with what stands between them
}

// JSONMembers reads text, which must be one JSON object, and goes over its members
// in their order; a name that comes twice is met twice. The first error ends it:
// it comes with the zero JSONMember. Members before it have been met by then.
func JSONMembers(text []byte) iter.Seq2[JSONMember, error] {
	return func(yield func(JSONMember, error) bool) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
			yield(JSONMember{}, ErrNoJSONObject)
			return
		}
		for decoder.More() {
			before := decoder.InputOffset()
			token, err := decoder.Token()
			name, ok := token.(string)
			var value json.RawMessage
			if err != nil || !ok || decoder.Decode(&value) != nil {
				yield(JSONMember{}, ErrJSONSyntax)
				return
			}
			raw := bytes.TrimLeft(text[before:decoder.InputOffset()], ", \t\r\n")
			if !yield(JSONMember{Name: name, Value: value, Raw: raw}, nil) {
				return
			}
		}
		if _, err := decoder.Token(); err != nil {
			yield(JSONMember{}, ErrJSONSyntax)
		} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			yield(JSONMember{}, ErrAfterJSONObject)
		}
	}
}

// OrEmptyObject returns {} for [] and null, and any other JSON as it is: PHP
// writes [] for an array without members, whether it is a list or a map.
func OrEmptyObject(value []byte) []byte {
	text := bytes.TrimSpace(value)
	list := len(text) > 1 && text[0] == '[' && text[len(text)-1] == ']' && len(bytes.TrimSpace(text[1:len(text)-1])) == 0
	if list || string(text) == "null" {
		return []byte("{}")
	}
	return value
}

// JSONString writes text as a JSON string, and leaves <, > and & as they are.
func JSONString(text string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string can always be written
	return bytes.TrimRight(out.Bytes(), "\n")
}
