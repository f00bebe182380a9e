package schema

import (
	"errors"
	"regexp"
	"regexp/syntax"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The longest regular expression of a schema, in characters, and the most
// instructions that it may come to: (x?){1000} is short, and long.
const (
	patternLimit = 1000
	patternMost  = 5000
)

// stepsOfPattern is what it takes to read a character of one.
const stepsOfPattern = 100

// stepMatch is how many instructions are tried in one step.
const stepMatch = 8

var errPattern = errors.New("it holds a regular expression that is too long")

// pattern is a regular expression that spends before it works: how long it
// takes grows with the text and with its own length.
type pattern struct {
	*regexp.Regexp
	effort *effort
	length int // in instructions
}

// MatchString says whether text contains a match.
func (p pattern) MatchString(text string) bool {
	p.effort.spend(1 + len(text)*p.length/stepMatch)
	return p.Regexp.MatchString(text)
}

// pattern reads a regular expression.
func (e *effort) pattern(text string) (jsonschema.Regexp, error) {
	e.spend(stepsOfPattern * len(text))
	if len(text) > patternLimit {
		e.long = true
		return nil, errPattern
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	if len(program.Inst) > patternMost {
		e.long = true
		return nil, errPattern
	}
	compiled, err := regexp.Compile(text)
	if err != nil {
		return nil, err
	}
	return pattern{compiled, e, len(program.Inst)}, nil
}
