package condition

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
	"github.com/dop251/goja/token"
)

// expression is a part of a condition that has a value of its own: a name, or an
// operation on other expressions. Its text and its program are made when they are
// asked for, because few ever are.
type expression struct {
	source    string // the condition
	tree      ast.Expression
	evaluable bool // it is worth evaluating once more, and that changes nothing
	isAnd     bool // operands[0] && operands[1]
	isName    bool
	operands  []*expression

	completed bool // text and program are made
	text      string
	program   *goja.Program // nil for one that cannot be run alone
}

// expressionOf returns the expression of a syntax tree, nil when neither it nor
// any of its operands can be evaluated again.
func expressionOf(source string, e ast.Expression) *expression {
	p, _ := analyse(source, e) // its traits matter to a parent alone
	return p
}

// traits are what a parent needs to know of an operand.
type traits struct {
	pure    bool // to evaluate it again changes nothing
	literal bool // its value explains nothing
}

// analyse is expressionOf, and returns the traits of e. It visits each node once.
func analyse(source string, e ast.Expression) (*expression, traits) {
	p := &expression{source: source, tree: e, isName: isName(e)}
	is := traits{pure: true, literal: true}
	if !p.isName {
		for _, operand := range operandsOf(e) {
			child, below := analyse(source, operand)
			is.pure, is.literal = is.pure && below.pure, is.literal && below.literal
			if child != nil {
				p.operands = append(p.operands, child)
			}
		}
	}
	if _, sign := e.(*ast.UnaryExpression); !sign {
		is.literal = isLiteral(e)
	}
	is.pure = is.pure && (isPure(e) || is.literal)
	if binary, ok := e.(*ast.BinaryExpression); ok {
		p.isAnd = binary.Operator == token.LOGICAL_AND && len(p.operands) == 2
	}
	p.evaluable = is.pure && !is.literal
	if !p.evaluable && len(p.operands) == 0 {
		return nil, is
	}
	return p, is
}

// words returns the text of the expression.
func (p *expression) words() string {
	p.complete()
	return p.text
}

// complete makes text and program, once.
func (p *expression) complete() {
	if p.completed {
		return
	}
	p.completed, p.text = true, sourceOf(p.source, p.tree)
	if p.evaluable {
		p.program = compileExpression(p.text)
	}
}

func compileExpression(text string) *goja.Program {
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

// sourceOf returns the text of an expression. The syntax tree has no brackets:
// those with which an expression begins or ends are added again.
func sourceOf(text string, e ast.Expression) string {
	begin, end := int(e.Idx0())-1, int(e.Idx1())-1
	if begin < 0 || end > len(text) || begin >= end {
		return ""
	}
	if strings.HasPrefix(text[end:], "()") { // new Date(), whose brackets the tree forgets
		end += len("()")
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

// operandsOf returns the operands of e.
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
	case *ast.NewExpression:
		return e.ArgumentList
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
		return !slices.Contains(constants, string(e.Name))
	case *ast.DotExpression:
		return isName(e.Left)
	case *ast.BracketExpression:
		return isName(e.Left) && isLiteral(e.Member)
	case *ast.OptionalChain:
		return isName(e.Expression)
	case *ast.Optional:
		return isName(e.Expression)
	}
	return false
}

// rootOf returns the first name of a path of names: data of data.contact_balance.
func rootOf(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return string(e.Name)
	case *ast.DotExpression:
		return rootOf(e.Left)
	case *ast.BracketExpression:
		return rootOf(e.Left)
	case *ast.OptionalChain:
		return rootOf(e.Expression)
	case *ast.Optional:
		return rootOf(e.Expression)
	}
	return ""
}

// isDate says that e makes a date: new Date(due), Date.parse(due).
func isDate(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.NewExpression:
		return functionName(e.Callee) == "Date"
	case *ast.CallExpression:
		return rootOf(e.Callee) == "Date"
	}
	return false
}

// isOrder says that e asks whether something is more or less than something else.
func isOrder(e ast.Expression) bool {
	binary, ok := e.(*ast.BinaryExpression)
	return ok && slices.Contains([]token.Token{token.LESS, token.GREATER, token.LESS_OR_EQUAL, token.GREATER_OR_EQUAL}, binary.Operator)
}

func isLiteral(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.StringLiteral, *ast.NumberLiteral, *ast.BooleanLiteral, *ast.NullLiteral, *ast.RegExpLiteral:
		return true
	case *ast.Identifier:
		return slices.Contains(constants, string(e.Name))
	case *ast.UnaryExpression:
		return isLiteral(e.Operand)
	case *ast.ArrayLiteral:
		return !slices.ContainsFunc(e.Value, func(member ast.Expression) bool { return !isLiteral(member) })
	}
	return false
}

// isPure says that an operation changes nothing by itself, whatever its operands
// are.
func isPure(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.UnaryExpression:
		return !slices.Contains([]token.Token{token.INCREMENT, token.DECREMENT, token.DELETE}, e.Operator)
	case *ast.CallExpression:
		return slices.Contains(pureFunctions, functionName(e.Callee))
	case *ast.NewExpression:
		return isDate(e)
	case *ast.Identifier, *ast.BinaryExpression, *ast.ConditionalExpression, *ast.DotExpression, *ast.BracketExpression,
		*ast.OptionalChain, *ast.Optional:
		return true
	}
	return false
}

// pureFunctions are the names of functions that change nothing.
var pureFunctions = []string{
	"includes", "startsWith", "endsWith", "indexOf", "lastIndexOf", "toLowerCase", "toUpperCase", "trim", "test", "slice",
	"split", "join", "at", "charAt", "concat", "substring", "hasOwnProperty", "isArray", "keys", "values", "parse",
	"String", "Number", "Boolean", "parseInt", "parseFloat", "isNaN", "isFinite", "isInteger", "toString", "toFixed",
	"abs", "ceil", "floor", "max", "min", "round", "getTime", "hasOwn", "search", "padStart", "replace",
}

// functionName returns the last name in the callee of a call.
func functionName(e ast.Expression) string {
	switch e := e.(type) {
	case *ast.Identifier:
		return string(e.Name)
	case *ast.DotExpression:
		return string(e.Identifier.Name)
	case *ast.OptionalChain:
		return functionName(e.Expression)
	case *ast.Optional:
		return functionName(e.Expression)
	}
	return ""
}
