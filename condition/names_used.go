package condition

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
)

// namesUsed is what stands in a condition.
type namesUsed struct {
	bare  []string        // names that are no members, each once, in their order
	made  map[string]bool // names that it declares itself
	large []string        // whole numbers beyond those that JavaScript tells apart
}

// usedIn goes over the syntax tree of a condition.
func usedIn(tree *ast.Program) namesUsed {
	u := namesUsed{made: map[string]bool{}}
	for _, statement := range tree.Body {
		u.visit(reflect.ValueOf(statement))
	}
	return u
}

// names lists the names that the condition does not make itself.
func (u namesUsed) names() []string {
	return slices.DeleteFunc(slices.Clone(u.bare), func(name string) bool { return u.made[name] })
}

// visit goes over a node and all below it. The package of the syntax tree has no
// visitor of its own.
func (u *namesUsed) visit(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		u.visit(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			u.visit(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() || v.Type() == reflect.TypeFor[*file.File]() || !u.note(v.Interface()) {
			return
		}
		u.visit(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if kind := v.Field(i).Kind(); kind == reflect.Struct && v.Type().Field(i).Type != reflect.TypeFor[ast.LexicalDeclaration]() {
				continue // the name of a member
			}
			u.visit(v.Field(i))
		}
	}
}

// note takes what a node says of names and numbers. It returns whether the nodes
// below it say more.
func (u *namesUsed) note(node any) bool {
	switch node := node.(type) {
	case *ast.Identifier:
		u.use(node)
	case *ast.PropertyShort:
		u.use(&node.Name)
	case *ast.NumberLiteral:
		u.noteNumber(node)
	case *ast.Binding:
		u.declare(node.Target)
	case *ast.ForDeclaration:
		u.declare(node.Target)
	case *ast.CatchStatement:
		u.declare(node.Parameter)
	case *ast.ParameterList:
		u.declare(node.Rest)
	case *ast.FunctionLiteral:
		u.declareName(node.Name)
	case *ast.ClassLiteral:
		u.declareName(node.Name)
	case *ast.LabelledStatement:
		u.visit(reflect.ValueOf(node.Statement))
		return false
	case *ast.BranchStatement, *ast.MetaProperty:
		return false
	}
	return true
}

func (u *namesUsed) use(name *ast.Identifier) {
	if !slices.Contains(u.bare, string(name.Name)) {
		u.bare = append(u.bare, string(name.Name))
	}
}

// declare notes the names that a declaration makes: one, or those of a pattern.
func (u *namesUsed) declare(target ast.Expression) {
	if target == nil {
		return
	}
	below := namesUsed{made: map[string]bool{}}
	below.visit(reflect.ValueOf(target))
	for _, name := range below.bare {
		u.made[name] = true
	}
}

func (u *namesUsed) declareName(name *ast.Identifier) {
	if name != nil {
		u.made[string(name.Name)] = true
	}
}

// noteNumber keeps a whole number that JavaScript rounds.
func (u *namesUsed) noteNumber(number *ast.NumberLiteral) {
	large := false
	switch value := number.Value.(type) {
	case int64:
		large = value >= 1<<53
	case float64:
		large = value >= 1<<53 && !math.IsInf(value, 0) && !strings.ContainsAny(number.Literal, "eE")
	}
	if large {
		u.large = append(u.large, number.Literal)
	}
}

// decidingAssignment returns the assignment by which a last statement decides, nil
// when there is none: city = 'Delft', or if (city = 'Delft') true; else false. One
// that is tested, and not itself the value, counts when it assigns a literal.
func decidingAssignment(last ast.Statement) *ast.AssignExpression {
	switch s := last.(type) {
	case *ast.ExpressionStatement:
		return assignmentIn(s.Expression)
	case *ast.BlockStatement:
		return decidingAssignment(lastStatement(s.List))
	case *ast.TryStatement:
		return decidingAssignment(s.Body)
	case *ast.IfStatement:
		if a := tested(s.Test); a != nil {
			return a
		}
		if a := decidingAssignment(s.Consequent); a != nil {
			return a
		}
		return decidingAssignment(s.Alternate)
	}
	return nil
}

// assignmentIn returns the assignment that is the value of an expression.
func assignmentIn(e ast.Expression) *ast.AssignExpression {
	switch e := e.(type) {
	case *ast.AssignExpression:
		if e.Operator == token.ASSIGN {
			return e
		}
	case *ast.SequenceExpression:
		return assignmentIn(e.Sequence[len(e.Sequence)-1])
	case *ast.UnaryExpression:
		if e.Operator == token.NOT {
			return assignmentIn(e.Operand)
		}
	case *ast.BinaryExpression:
		if !isLogical(e.Operator) {
			return nil
		}
		if a := tested(e.Left); a != nil {
			return a
		}
		return assignmentIn(e.Right)
	case *ast.ConditionalExpression:
		for _, a := range []*ast.AssignExpression{tested(e.Test), assignmentIn(e.Consequent), assignmentIn(e.Alternate)} {
			if a != nil {
				return a
			}
		}
	}
	return nil
}

// tested returns the assignment of a literal that an expression tests.
func tested(e ast.Expression) *ast.AssignExpression {
	if a := assignmentIn(e); a != nil && isLiteral(a.Right) {
		return a
	}
	return nil
}

func isLogical(operator token.Token) bool {
	return operator == token.LOGICAL_AND || operator == token.LOGICAL_OR || operator == token.COALESCE
}

// assignmentProblem says that a condition assigns where it was to compare.
func assignmentProblem(text string, tree *ast.Program, a *ast.AssignExpression) *Problem {
	p := problemAt(text, tree.File.Position(int(a.Left.Idx0())-1), "this sets "+cut(sourceOf(text, a.Left), valueLimit)+" and compares nothing. Did you mean ==?")
	return &p
}
