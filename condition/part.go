package condition

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"
)

// part is a part of a condition that has a value of its own: a name, or an
// operation on other parts. Its text and its program are made when they are
// asked for: few ever are, and each of them holds all that is below it.
type part struct {
	source   string // the condition
	e        ast.Expression
	asks     bool // its value may be asked for again: that changes nothing
	both     bool // parts[0] && parts[1]
	isName   bool
	operands []*part

	known   bool // text and program are made
	text    string
	program *goja.Program // nil for one that cannot be run alone
}

// partOf returns the part that an expression is, nil for one that must not be
// run again. What is below it may still be looked at.
func partOf(source string, e ast.Expression) *part {
	p, _ := split(source, e)
	return p
}

// nature is what an expression is like.
type nature struct {
	harmless bool // its value can be asked for again and changes nothing
	literal  bool // it explains nothing
}

// split is partOf, and says what e is like. It comes to each expression once.
func split(source string, e ast.Expression) (*part, nature) {
	p := &part{source: source, e: e, isName: isName(e)}
	is := nature{harmless: true, literal: true}
	if !p.isName {
		for _, operand := range operandsOf(e) {
			one, below := split(source, operand)
			is.harmless, is.literal = is.harmless && below.harmless, is.literal && below.literal
			if one != nil {
				p.operands = append(p.operands, one)
			}
		}
	}
	if _, sign := e.(*ast.UnaryExpression); !sign {
		is.literal = literal(e)
	}
	is.harmless = is.harmless && (calm(e) || is.literal)
	if binary, ok := e.(*ast.BinaryExpression); ok {
		p.both = binary.Operator == token.LOGICAL_AND && len(p.operands) == 2
	}
	p.asks = is.harmless && !is.literal
	if !p.asks && len(p.operands) == 0 {
		return nil, is
	}
	return p, is
}

// words returns the text of the part.
func (p *part) words() string {
	p.make()
	return p.text
}

// make makes what is made once.
func (p *part) make() {
	if p.known {
		return
	}
	p.known, p.text = true, sourceOf(p.source, p.e)
	if p.asks {
		p.program = compilePart(p.text)
	}
}

func compilePart(text string) *goja.Program {
	if text == "" {
		return nil
	}
	tree, err := goja.Parse("", "("+text+"\n)", parser.WithDisableSourceMaps)
	if err != nil {
		return nil
	}
	program, err := goja.CompileAST(tree, false)
	if err != nil {
		return nil
	}
	return program
}

// sourceOf returns the text of an expression. The tree knows no brackets:
// those that an expression begins or ends with are added again.
func sourceOf(text string, e ast.Expression) string {
	begin, end := int(e.Idx0())-1, int(e.Idx1())-1
	if begin < 0 || end > len(text) || begin >= end {
		return ""
	}
	depth, least := 0, 0
	for _, c := range text[begin:end] {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
			least = min(least, depth)
		}
	}
	for ; least < 0; least++ {
		before := strings.LastIndexByte(text[:begin], '(')
		if before < 0 {
			return ""
		}
		begin, depth = before, depth+1
	}
	for ; depth > 0; depth-- {
		after := strings.IndexByte(text[end:], ')')
		if after < 0 {
			return ""
		}
		end += after + 1
	}
	return text[begin:end]
}

// operandsOf returns the expressions that e works on.
func operandsOf(e ast.Expression) []ast.Expression {
	switch e := e.(type) {
	case *ast.BinaryExpression:
		return []ast.Expression{e.Left, e.Right}
	case *ast.UnaryExpression:
		return []ast.Expression{e.Operand}
	case *ast.ConditionalExpression:
		return []ast.Expression{e.Test, e.Consequent, e.Alternate}
	case *ast.DotExpression:
		return []ast.Expression{e.Left}
	case *ast.BracketExpression:
		return []ast.Expression{e.Left, e.Member}
	case *ast.CallExpression:
		return append(operandsOf(e.Callee), e.ArgumentList...)
	case *ast.OptionalChain:
		return operandsOf(e.Expression)
	case *ast.Optional:
		return operandsOf(e.Expression)
	}
	return nil
}

// isName says that e is a name, or a path of names: data.contact_balance.
func isName(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.Identifier:
		return !slices.Contains(ofLanguage, string(e.Name))
	case *ast.DotExpression:
		return isName(e.Left)
	case *ast.BracketExpression:
		return isName(e.Left) && literal(e.Member)
	case *ast.OptionalChain:
		return isName(e.Expression)
	case *ast.Optional:
		return isName(e.Expression)
	}
	return false
}

// ofLanguage are names that explain nothing.
var ofLanguage = []string{
	"undefined", "NaN", "Infinity", "Math", "JSON", "Number", "String", "Boolean", "Object", "Array", "Date", "RegExp",
	"BigInt", "Symbol", "Reflect", "globalThis", "parseInt", "parseFloat", "isNaN", "isFinite", "eval", "Function",
}

func literal(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral, *ast.RegExpLiteral:
		return true
	case *ast.Identifier:
		return slices.Contains(ofLanguage, string(e.Name))
	case *ast.UnaryExpression:
		return literal(e.Operand)
	case *ast.ArrayLiteral:
		return !slices.ContainsFunc(e.Value, func(one ast.Expression) bool { return !literal(one) })
	}
	return false
}

// calm says that an operation itself changes nothing, whatever it works on.
func calm(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.UnaryExpression:
		return !slices.Contains([]token.Token{token.INCREMENT, token.DECREMENT, token.DELETE}, e.Operator)
	case *ast.CallExpression:
		return slices.Contains(lookers, called(e.Callee))
	case *ast.Identifier, *ast.BinaryExpression, *ast.ConditionalExpression, *ast.DotExpression, *ast.BracketExpression,
		*ast.OptionalChain, *ast.Optional:
		return true
	}
	return false
}

// lookers are the functions that change nothing.
var lookers = []string{
	"includes", "startsWith", "endsWith", "indexOf", "lastIndexOf", "toLowerCase", "toUpperCase", "trim", "test", "slice",
	"split", "join", "at", "charAt", "concat", "substring", "hasOwnProperty", "isArray", "keys", "values", "parse",
	"String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN", "isFinite", "isInteger", "toString", "toFixed",
	"abs", "ceil", "floor", "max", "min", "round", "getTime", "hasOwn", "search", "padStart", "replace",
}

// called returns the last name of what is called.
func called(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return string(e.Name)
	case *ast.DotExpression:
		return string(e.Identifier.Name)
	case *ast.OptionalChain:
		return called(e.Expression)
	case *ast.Optional:
		return called(e.Expression)
	}
	return ""
}
