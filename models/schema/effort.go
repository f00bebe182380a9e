package schema

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A schema of a few lines can ask for more work than a machine does in a year:
// one that refers to itself twice at each level of the data, for example. What
// its checks may cost therefore grows with their data alone, in steps of less
// than a microsecond. One of 2,000 words to choose from takes 2,000 steps, an
// e-mail address some hundreds.
const (
	stepsOfSchema  = 20_000_000 // to read one
	stepsOfPart    = 500        // for a part of one, when a request must wait for it to be read
	stepsOfCheck   = 1_000_000  // for one that it makes,
	stepsOfByte    = 10         // and for each byte of its data
	stepsOfRequest = 10_000_000 // for those of a request together,
	stepsOfMore    = 1          // and for each byte of their data
	stepsOfAsking  = 12         // to ask a schema: its no is kept with the reason, in 400 bytes
)

var (
	errEffort   = errors.New("it takes too much work to check")
	errTogether = errors.New("it takes too much work to check with those before it: send fewer at once")
	errEnded    = errors.New("it was not checked: the request has ended")
	errDynamic  = errors.New("it uses $dynamicRef or $recursiveRef")
)

// effort counts the steps that a check has left.
type effort struct {
	left  int
	asked int             // what was left when the request was last asked whether it goes on
	ctx   context.Context // of the request; nil while a schema is read
	long  bool            // a regular expression was refused
}

// stepsUnasked is how many steps are taken before it is looked again whether
// anybody waits for them: some milliseconds.
const stepsUnasked = 10_000

// spend takes steps. The library cannot be told to stop, so it is left by a
// panic, which bounded catches.
func (e *effort) spend(steps int) {
	if e.left -= steps; e.left < 0 {
		panic(errEffort)
	}
	if e.ctx != nil && e.asked-e.left > stepsUnasked {
		if e.asked = e.left; e.ctx.Err() != nil {
			panic(errEnded)
		}
	}
}

// bounded runs a check, which may take more steps than there are.
func (e *effort) bounded(check func() error) (err error) {
	defer func() {
		switch fault := recover(); fault {
		case nil:
		case errEffort:
			err = errEffort
		case errEnded:
			err = errEnded
		default:
			panic(fault)
		}
	}()
	return check()
}

// measure makes a schema, and all that it refers to, spend before it works.
// The format is what the library looks at before it goes deeper.
func (e *effort) measure(s *jsonschema.Schema, seen map[*jsonschema.Schema]bool) error {
	if s == nil || seen[s] {
		return nil
	}
	seen[s] = true
	if s.DynamicRef != nil || s.RecursiveRef != nil {
		return errDynamic
	}
	once, each := parts(s)
	var self, member int
	for _, part := range once {
		self += price(part)
	}
	for _, part := range each {
		member += price(part)
	}
	format := s.Format
	name := "any"
	if format != nil {
		name = format.Name
	}
	s.Format = &jsonschema.Format{Name: name, Validate: func(v any) error {
		e.spend(1 + self*(1+slowest(v)) + (1+member)*members(v) + length(v))
		if s.UniqueItems {
			e.spend(count(v))
		}
		if format == nil {
			return nil
		}
		return format.Validate(v)
	}}
	for _, part := range append(once, each...) {
		if err := e.measure(part, seen); err != nil {
			return err
		}
	}
	return nil
}

// members counts what a value holds, where a number that is slow to compare
// counts as many.
func members(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for _, value := range v {
			n += 1 + slow(value)
		}
	case []any:
		for _, value := range v {
			n += 1 + slow(value)
		}
	}
	return n
}

// slowest is how slow v, or a member of an object, is to compare.
func slowest(v any) int {
	most := slow(v)
	object, _ := v.(map[string]any)
	for _, value := range object {
		most = max(most, slow(value))
	}
	return most
}

// slow is how many other values could be compared in the time that a number
// takes, which is read anew for each.
func slow(v any) int {
	const asOne = 16 // digits
	number, _ := v.(json.Number)
	return digits(string(number)) / asOne
}

// length is how long it takes to count a text, or to calculate with a number.
func length(v any) int {
	switch v := v.(type) {
	case string:
		return len(v) / 16
	case json.Number:
		return 4 + len(v)
	}
	return 0
}

// price is what it takes to ask a schema for nothing but what a value is: it
// may be compared with all that it could be.
func price(s *jsonschema.Schema) int {
	if s == nil {
		return 0
	}
	steps := stepsOfAsking + len(s.Required)
	if s.Enum != nil {
		steps += count(s.Enum.Values)
	}
	if s.Const != nil {
		steps += count(*s.Const)
	}
	return steps
}

// count is how many values there are within v, itself too, those that are slow
// to compare counted as many.
func count(v any) int {
	n := 1 + slow(v)
	switch v := v.(type) {
	case map[string]any:
		for _, value := range v {
			n += count(value)
		}
	case []any:
		for _, value := range v {
			n += count(value)
		}
	}
	return n
}

// parts lists the schemas that s asks about a value: those that are asked
// once, and those that are asked for each of its members.
func parts(s *jsonschema.Schema) (once, each []*jsonschema.Schema) {
	once = append(once, s.Ref, s.Not, s.If, s.Then, s.Else, s.ContentSchema)
	each = append(each, s.PropertyNames, s.UnevaluatedProperties, s.Contains, s.Items2020, s.UnevaluatedItems)
	for _, list := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf, s.PrefixItems} {
		once = append(once, list...)
	}
	for _, named := range []map[string]*jsonschema.Schema{s.Properties, s.DependentSchemas} {
		for _, schema := range named {
			once = append(once, schema)
		}
	}
	for _, value := range s.Dependencies {
		once = append(once, some(value)...)
	}
	for _, schema := range s.PatternProperties {
		each = append(each, schema)
	}
	each = append(append(append(each, some(s.AdditionalProperties)...), some(s.AdditionalItems)...), some(s.Items)...)
	return once, each
}

// some returns the schemas that a keyword with several forms holds.
func some(of any) []*jsonschema.Schema {
	switch of := of.(type) {
	case *jsonschema.Schema:
		return []*jsonschema.Schema{of}
	case []*jsonschema.Schema:
		return of
	}
	return nil
}
