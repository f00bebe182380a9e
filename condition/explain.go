package condition

import (
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
)

const (
	traceLimit  = 20 // expressions of a condition that are listed
	reasonLimit = 3  // names that an explanation holds
)

// explainer evaluates the expressions of a condition after it has run.
type explainer struct {
	run         *run
	interrupted bool
}

// value evaluates an expression; ok is false where it cannot.
func (e *explainer) value(p *expression) (value goja.Value, ok bool) {
	if p.complete(); p.program == nil || e.interrupted {
		return nil, false
	}
	value, err := e.run.js.RunProgram(p.program)
	if err != nil {
		var slow *goja.InterruptedError
		e.interrupted = errors.As(err, &slow)
		return nil, false
	}
	return value, true
}

// why says what made an expression false: "contact_balance > 0, because
// contact_balance is null". Of several joined by && it names the first that was
// false.
func (e *explainer) why(p *expression) string {
	all := conjuncts(p, nil)
	i := slices.IndexFunc(all, func(conjunct *expression) bool {
		value, ok := e.value(conjunct)
		return ok && !value.ToBoolean()
	})
	if i >= 0 {
		p = all[i]
	}
	if p.words() == "" {
		return ""
	}
	words := cut(p.words(), partLimit)
	if reasons := append(e.reasons(p), e.warnings(p)...); len(reasons) > 0 {
		words += ", because " + strings.Join(reasons, " and ")
	}
	return words
}

// reasons says what the names in an expression are, and of one that might have been
// something else what it was taken for.
func (e *explainer) reasons(p *expression) []string {
	var reasons []string
	told := map[string]bool{}
	for name := range names(p) {
		root := rootOf(name.tree)
		t := e.run.taken[root]
		if t.language && !t.contested {
			continue
		}
		value, ok := e.value(name)
		if !ok {
			continue
		}
		reason := cut(name.words(), valueLimit) + " is " + e.shown(name, value)
		if t.contested && !told[root] {
			told[root] = true
			reason += " (" + cut(root, valueLimit) + ": " + cut(t.words, partLimit) + ")"
		}
		if reasons = append(reasons, reason); len(reasons) == reasonLimit {
			break
		}
	}
	return reasons
}

// warnings says what in an expression may come out other than was meant: dates that
// are none, texts that are compared like numbers, and whole numbers that JavaScript
// rounds.
func (e *explainer) warnings(p *expression) []string {
	var warnings []string
	warn := func(text, is string) {
		if words := cut(text, valueLimit) + is; len(warnings) < reasonLimit && !slices.Contains(warnings, words) {
			warnings = append(warnings, words)
		}
	}
	e.walkValues(p, func(part *expression, value goja.Value) {
		switch {
		case part.isName && isLarge(value):
			warn(part.words(), " is "+largeWords)
		case e.comparesNoNumber(part):
			warn(part.words(), " compares a number or a date with a text that is none (NaN)")
		case isDate(part.tree) && describe(value) == "NaN", isDate(part.tree) && describe(value) == noDate:
			warn(part.words(), " is "+noDate+" (NaN)")
		}
	})
	for _, number := range e.run.compiled.large {
		if strings.Contains(p.words(), number) {
			warn(number, " is "+largeWords)
		}
	}
	return warnings
}

// comparesNoNumber says that an expression asks whether a number or a date is more or
// less than a text that is no number: that is always false.
func (e *explainer) comparesNoNumber(p *expression) bool {
	if !isOrder(p.tree) {
		return false
	}
	binary, numbers, texts := p.tree.(*ast.BinaryExpression), 0, 0
	for _, side := range []ast.Expression{binary.Left, binary.Right} {
		value := e.side(p, side)
		if value == nil {
			return false
		}
		switch export := value.Export().(type) {
		case int64, float64, time.Time:
			numbers++
		case string:
			if export != "" && math.IsNaN(value.ToFloat()) {
				texts++
			}
		}
	}
	return numbers == 1 && texts == 1
}

// side returns the value of an operand, nil for one that is not known.
func (e *explainer) side(p *expression, tree ast.Expression) goja.Value {
	switch literal := tree.(type) {
	case *ast.NumberLiteral:
		return e.run.js.ToValue(literal.Value)
	case *ast.StringLiteral:
		return e.run.js.ToValue(literal.Value.String())
	}
	for _, operand := range p.operands {
		if operand.tree == tree {
			value, _ := e.value(operand) // nil where it cannot be evaluated
			return value
		}
	}
	return nil
}

// walkValues visits the names, dates and comparisons in an expression with their
// values.
func (e *explainer) walkValues(p *expression, visit func(part *expression, value goja.Value)) {
	for _, operand := range p.operands {
		e.walkValues(operand, visit)
	}
	if !p.isName && !isDate(p.tree) && !isOrder(p.tree) {
		return
	}
	if value, ok := e.value(p); ok {
		visit(p, value)
	}
}

// shown is a value in words, unless it or its name is redacted.
func (e *explainer) shown(name *expression, value goja.Value) string {
	_, object := value.(*goja.Object)
	if e.run.isRedactedName(name.words()) || !object && e.run.isRedacted(value.String()) {
		return "not shown"
	}
	return describe(value)
}

// conjuncts appends the expressions that p joins by && to list, in their order.
func conjuncts(p *expression, list []*expression) []*expression {
	if !p.isAnd {
		return append(list, p)
	}
	return conjuncts(p.operands[1], conjuncts(p.operands[0], list))
}

// names goes over the names in an expression, each once.
func names(p *expression) iter.Seq[*expression] {
	return func(yield func(*expression) bool) { walkNames(p, map[string]bool{}, yield) }
}

func walkNames(p *expression, seen map[string]bool, yield func(*expression) bool) bool {
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

// trace lists the expressions with their values, the innermost first.
func (e *explainer) trace(p *expression) []Step {
	var steps []Step
	e.walk(p, &steps)
	return steps
}

func (e *explainer) walk(p *expression, steps *[]Step) {
	for _, operand := range p.operands {
		e.walk(operand, steps)
	}
	if len(*steps) == traceLimit {
		return
	}
	if t := e.run.taken[rootOf(p.tree)]; p.isName && t.language {
		return
	}
	text := cut(p.words(), partLimit)
	listed := slices.ContainsFunc(*steps, func(s Step) bool { return s.Text == text })
	if value, ok := e.value(p); ok && !listed {
		*steps = append(*steps, Step{text, describe(value)})
	}
}
