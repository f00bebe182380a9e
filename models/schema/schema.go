// Package schema holds what events of a type must look like: JSON Schema. A
// schema reads nothing but itself.
package schema

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"callboard/models"
)

// Limit is the longest schema, in bytes.
const Limit = 64 << 10

// DepthLimit is how deep a schema may be nested, and PartsLimit how many parts it
// may have that could be schemas: its objects and what is true or false. The
// library names each by its whole way from the root, so that what it takes to
// read one grows with the square of its depth.
const (
	DepthLimit = 100
	PartsLimit = 3000
)

// Schema says what data must look like. Several goroutines may ask it, which it
// serves one after the other.
type Schema struct {
	compiled *jsonschema.Schema
	effort   *effort
	turn     chan struct{} // holds one thing while nobody is served
	parts    int
}

// place is the address that a schema has for its own references.
const place = "https://callboard.invalid/schema"

// errNone does not repeat what the library says: it names our own addresses.
var errNone = errors.New("it is no JSON Schema, or refers to another one")

var (
	errDeep  = errors.New("it is nested more than 100 deep")
	errParts = errors.New("it has more than 3,000 parts")
)

// errAlone refuses references that lead out of a schema.
var errAlone = errors.New("a schema can refer to itself only")

// closed loads nothing.
type closed struct{}

// Load refuses.
func (closed) Load(string) (any, error) { return nil, errAlone }

// Compile reads a schema. Its error says what is wrong with it.
func Compile(text []byte) (*Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, errors.New("it is not JSON")
	}
	if !countable(document) {
		return nil, errNumber
	}
	parts, err := countParts(document, DepthLimit)
	if err != nil {
		return nil, err
	}
	s := &Schema{effort: &effort{left: stepsOfSchema}, turn: make(chan struct{}, 1), parts: parts}
	s.turn <- struct{}{}
	if err := s.effort.bounded(func() error { return s.compile(document) }); err != nil {
		return nil, err
	}
	return s, nil
}

// countParts counts the parts of a schema. Its error says which limit it passes.
func countParts(document any, depth int) (parts int, err error) {
	var within []any
	switch document := document.(type) {
	case bool:
		return 1, nil
	case map[string]any:
		parts, within = 1, slices.Collect(maps.Values(document))
	case []any:
		within = document
	default:
		return 0, nil
	}
	if depth == 0 {
		return 0, errDeep
	}
	for _, value := range within {
		more, err := countParts(value, depth-1)
		if parts += more; err != nil {
			return 0, err
		}
		if parts > PartsLimit {
			return 0, errParts
		}
	}
	return parts, nil
}

func (s *Schema) compile(document any) error {
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(closed{})
	compiler.UseRegexpEngine(s.effort.pattern)
	if err := compiler.AddResource(place, document); err != nil {
		return errNone
	}
	compiled, err := compiler.Compile(place)
	switch {
	case s.effort.long:
		return errPattern
	case err != nil:
		return errNone
	}
	s.compiled = compiled
	return s.effort.measure(compiled, map[*jsonschema.Schema]bool{})
}

// Mistake is a place in data that is not as the schema says.
type Mistake struct {
	Path string // "person.name"; "" for the data as a whole
	Text string
}

// most is how many mistakes are told.
const most = 20

// Check returns where data, which is JSON, is not as the schema says. It takes
// what it costs from the budget of the request, and stops when ctx ends.
func (s *Schema) Check(ctx context.Context, data []byte, of *Budget) []Mistake {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return whole(errEnded)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return []Mistake{{Text: "must be JSON"}}
	}
	if !countable(value) {
		return whole(errNumber)
	}
	of.grow(data)
	s.effort.ctx = ctx
	err = of.run(s.effort, stepsOfCheck+stepsOfByte*len(data), func() error { return s.compiled.Validate(value) })
	var refused *jsonschema.ValidationError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return whole(err)
	}
	mistakes := collect(refused, nil)
	slices.SortStableFunc(mistakes, func(a, b Mistake) int { return strings.Compare(a.Path, b.Path) })
	return mistakes
}

// whole is a mistake of the data as a whole, which is named before it.
func whole(err error) []Mistake {
	return []Mistake{{Text: strings.TrimPrefix(err.Error(), "it ")}}
}

// collect lists the innermost causes, which are those that can be mended.
func collect(e *jsonschema.ValidationError, mistakes []Mistake) []Mistake {
	if len(e.Causes) == 0 && len(mistakes) < most {
		text := told(e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
		return append(mistakes, Mistake{strings.Join(e.InstanceLocation, "."), text})
	}
	for _, cause := range e.Causes {
		mistakes = collect(cause, mistakes)
	}
	return mistakes
}

// told cuts what the library says, which repeats the data, to what people can
// read, and leaves our own address out.
func told(text string) string {
	return models.Shorten(strings.ReplaceAll(text, place, ""), 201)
}
