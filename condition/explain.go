package condition

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

const (
	traceLimit  = 20 // parts of a condition that are listed
	reasonLimit = 3  // names that an explanation holds
)

// explainer looks at the values of parts after the condition has run.
type explainer struct {
	run         *run
	interrupted bool
}

// value returns the value of a part; ok is false for one that has none.
func (e *explainer) value(p *part) (value goja.Value, ok bool) {
	if p.program == nil || e.interrupted {
		return nil, false
	}
	value, err := e.run.vm.RunProgram(p.program)
	if err != nil {
		var slow *goja.InterruptedError
		e.interrupted = errors.As(err, &slow)
		return nil, false
	}
	return value, true
}

// why says what made a part false: "contact_balance > 0, because
// contact_balance is null". Of several that all had to be true it is the
// first that was not.
func (e *explainer) why(p *part) string {
	for p.both {
		i := slices.IndexFunc(p.operands, func(one *part) bool {
			value, ok := e.value(one)
			return ok && !value.ToBoolean()
		})
		if i < 0 {
			break
		}
		p = p.operands[i]
	}
	if p.text == "" {
		return ""
	}
	var reasons []string
	for _, name := range names(p, nil) {
		if value, ok := e.value(name); ok && len(reasons) < reasonLimit {
			reasons = append(reasons, cut(name.text, valueLimit)+" is "+e.told(name, value))
		}
	}
	words := cut(p.text, partLimit)
	if len(reasons) > 0 {
		words += ", because " + strings.Join(reasons, " and ")
	}
	return words
}

// told is a value in words, but for one whose name says that it is secret.
func (e *explainer) told(name *part, value goja.Value) string {
	_, object := value.(*goja.Object)
	if e.run.quietName(name.text) || !object && e.run.isQuiet(value.String()) {
		return "not shown"
	}
	return describe(value)
}

// names lists the names in a part, each once.
func names(p *part, found []*part) []*part {
	if p.isName && !slices.ContainsFunc(found, func(one *part) bool { return one.text == p.text }) {
		found = append(found, p)
	}
	for _, operand := range p.operands {
		found = names(operand, found)
	}
	return found
}

// trace lists the parts with their values, the innermost first.
func (e *explainer) trace(p *part) []Step {
	var steps []Step
	e.walk(p, &steps)
	return steps
}

func (e *explainer) walk(p *part, steps *[]Step) {
	for _, operand := range p.operands {
		e.walk(operand, steps)
	}
	text := cut(p.text, partLimit)
	known := slices.ContainsFunc(*steps, func(s Step) bool { return s.Text == text })
	if value, ok := e.value(p); ok && !known && len(*steps) < traceLimit {
		*steps = append(*steps, Step{text, describe(value)})
	}
}
