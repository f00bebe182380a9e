package house

import (
	"fmt"
	"go/ast"
)

// The hard limits: lines of a function, and of one that answers a request.
const (
	maxFunc    = 60
	maxHandler = 40
)

// funcSize finds functions that have grown too long.
func funcSize(h house) []string {
	var breaches []string
	for _, s := range h.program() {
		limit := maxFunc
		if within(s.path, "handlers") {
			limit = maxHandler
		}
		for _, fn := range s.funcs() {
			if n := s.span(fn); n > limit {
				breaches = append(breaches, fmt.Sprintf("%s %s has %d lines, at most %d", s.at(fn), fn.Name.Name, n, limit))
			}
		}
	}
	return breaches
}

// typeName writes a simple type as the source has it.
func typeName(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	}
	return ""
}
