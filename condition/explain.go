package condition

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
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
	if p.make(); p.program == nil || e.interrupted {
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
	all := conjuncts(p, nil)
	i := slices.IndexFunc(all, func(one *part) bool {
		value, ok := e.value(one)
		return ok && !value.ToBoolean()
	})
	if i >= 0 {
		p = all[i]
	}
	if p.words() == "" {
		return ""
	}
	var reasons []string
	for name := range names(p) {
		if value, ok := e.value(name); ok {
			reasons = append(reasons, cut(name.words(), valueLimit)+" is "+e.told(name, value))
		}
		if len(reasons) == reasonLimit {
			break
		}
	}
	words := cut(p.words(), partLimit)
	if len(reasons) > 0 {
		words += ", because " + strings.Join(reasons, " and ")
	}
	return words
}

// told is a value in words, unless it or its name is quiet.
func (e *explainer) told(name *part, value goja.Value) string {
	_, object := value.(*goja.Object)
	if e.run.quietName(name.words()) || !object && e.run.isQuiet(value.String()) {
		return "not shown"
	}
	return describe(value)
}

// conjuncts lists the parts that all had to be true, in their order.
func conjuncts(p *part, found []*part) []*part {
	if !p.both {
		return append(found, p)
	}
	return conjuncts(p.operands[1], conjuncts(p.operands[0], found))
}

// names goes over the names in a part, each once.
func names(p *part) iter.Seq[*part] {
	return func(yield func(*part) bool) { walkNames(p, map[string]bool{}, yield) }
}

func walkNames(p *part, seen map[string]bool, yield func(*part) bool) bool {
	if p.isName && !seen[p.words()] {
		seen[p.words()] = true
		if !yield(p) {
			return false
		}
	}
	for _, operand := range p.operands {
		if !walkNames(operand, seen, yield) {
			return false
		}
	}
	return true
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
	if len(*steps) == traceLimit {
		return
	}
	text := cut(p.words(), partLimit)
	known := slices.ContainsFunc(*steps, func(s Step) bool { return s.Text == text })
	if value, ok := e.value(p); ok && !known {
		*steps = append(*steps, Step{text, describe(value)})
	}
}

// A name is quiet when it has one of the parts in Question.Quiet. Quiet values
// are all that stand in the scope under such a name: nobody is told them.

// quietName says whether a name is quiet.
func (r *run) quietName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(r.quiet, func(part string) bool { return strings.Contains(name, part) })
}

// isQuiet says whether a text is a quiet value.
func (r *run) isQuiet(text string) bool {
	return r.anyQuiet(func(value string) bool { return value == text })
}

// holdsQuiet says whether a quiet value stands within a text.
func (r *run) holdsQuiet(text string) bool {
	return r.anyQuiet(func(value string) bool { return value != "" && strings.Contains(text, value) })
}

// anyQuiet says whether one of the quiet values passes a test. A scope that has
// no quiet name is not taken apart.
func (r *run) anyQuiet(passes func(value string) bool) bool {
	escaped := bytes.Contains(r.scope, []byte(`\u`)) // a name may be spelled so
	if len(r.quiet) == 0 || !escaped && !r.quietName(string(r.scope)) {
		return false
	}
	var all any
	d := json.NewDecoder(bytes.NewReader(r.scope))
	d.UseNumber()
	_ = d.Decode(&all) // it was read as JSON before
	return r.quietIn(all, false, passes)
}

// quietIn is anyQuiet of a part of the scope. quiet says that the part stands
// under a quiet name, so that all of its values are.
func (r *run) quietIn(part any, quiet bool, passes func(value string) bool) bool {
	switch v := part.(type) {
	case map[string]any:
		for name, below := range v {
			if r.quietIn(below, quiet || r.quietName(name), passes) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(below any) bool { return r.quietIn(below, quiet, passes) })
	case string:
		return quiet && passes(v)
	case json.Number:
		return quiet && passes(v.String())
	}
	return false
}
