// Package schema holds what events of a type must look like: JSON Schema. A
// schema reads nothing but itself.
package schema

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Limit is the longest schema, in bytes.
const Limit = 64 << 10

// Schema says what data must look like.
type Schema struct{ compiled *jsonschema.Schema }

// place is the address that a schema has for its own references.
const place = "https://callboard.invalid/schema"

// errNone does not repeat what the library says: it names our own addresses.
var errNone = errors.New("it is no JSON Schema, or refers to another one")

// errAlone refuses references that lead out of a schema.
var errAlone = errors.New("a schema can refer to itself only")

// closed loads nothing.
type closed struct{}

// Load refuses.
func (closed) Load(string) (any, error) { return nil, errAlone }

// Compile reads a schema. Its error says what is wrong with it.
func Compile(text []byte) (Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return Schema{}, errors.New("it is not JSON")
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(closed{})
	if err := compiler.AddResource(place, document); err != nil {
		return Schema{}, errNone
	}
	compiled, err := compiler.Compile(place)
	if err != nil {
		return Schema{}, errNone
	}
	return Schema{compiled}, nil
}

// Mistake is a place in data that is not as the schema says.
type Mistake struct {
	Path string // "person.name"; "" for the data as a whole
	Text string
}

// most is how many mistakes are told.
const most = 20

// Check returns where data, which is JSON, is not as the schema says.
func (s Schema) Check(data []byte) []Mistake {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return []Mistake{{Text: "must be JSON"}}
	}
	var refused *jsonschema.ValidationError
	if !errors.As(s.compiled.Validate(value), &refused) {
		return nil
	}
	found := collect(refused, nil)
	slices.SortStableFunc(found, func(a, b Mistake) int { return strings.Compare(a.Path, b.Path) })
	return found
}

// collect lists the innermost causes, which are those that can be mended.
func collect(e *jsonschema.ValidationError, found []Mistake) []Mistake {
	if len(e.Causes) == 0 && len(found) < most {
		text := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		return append(found, Mistake{strings.Join(e.InstanceLocation, "."), text})
	}
	for _, cause := range e.Causes {
		found = collect(cause, found)
	}
	return found
}
