package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// variables finds package variables that can change, and code that changes
// them.
func variables(h house) []string {
	var breaches []string
	for _, files := range h.program().byPackage() {
		names := map[string]bool{}
		for _, s := range files {
			for _, spec := range s.packageVars() {
				for _, name := range spec.Names {
					names[name.Name] = name.Name != "_"
					if !constant(spec) {
						breaches = append(breaches, fmt.Sprintf("%s %s can change", s.at(name), name.Name))
					}
				}
			}
		}
		for _, s := range files {
			breaches = append(breaches, s.writes(names)...)
		}
	}
	return breaches
}

// packageVars returns the variables that a file declares for its package.
func (s source) packageVars() []*ast.ValueSpec {
	var all []*ast.ValueSpec
	for _, decl := range s.file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			value := *spec.(*ast.ValueSpec) // other rules read the same sources
			if value.Doc == nil {
				value.Doc = gen.Doc
			}
			all = append(all, &value)
		}
	}
	return all
}

// constant says whether a variable holds what it holds for good: an embedded
// file, a table, or the outcome of a call that is no make or new.
func constant(spec *ast.ValueSpec) bool {
	if len(spec.Values) == 0 {
		return spec.Doc != nil && slices.ContainsFunc(spec.Doc.List, func(c *ast.Comment) bool {
			return strings.HasPrefix(c.Text, "//go:embed ")
		})
	}
	return !slices.ContainsFunc(spec.Values, func(value ast.Expr) bool {
		switch v := value.(type) {
		case *ast.CompositeLit:
			_, table := v.Type.(*ast.MapType)
			return table && len(v.Elts) == 0
		case *ast.UnaryExpr:
			return v.Op == token.AND
		case *ast.CallExpr:
			return typeName(v.Fun) == "make" || typeName(v.Fun) == "new"
		}
		return false
	})
}

// writes finds assignments to the named package variables, in functions that
// have no variable of their own by that name.
func (s source) writes(names map[string]bool) []string {
	var breaches []string
	for _, fn := range s.funcs() {
		own := ownNames(fn)
		changed := func(target ast.Expr) {
			if name := root(target); names[name] && !own[name] {
				breaches = append(breaches, fmt.Sprintf("%s changes %s", s.at(target), name))
			}
		}
		ast.Inspect(fn, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.AssignStmt:
				for _, target := range n.Lhs {
					changed(target)
				}
			case *ast.IncDecStmt:
				changed(n.X)
			}
			return true
		})
	}
	return breaches
}

// root returns the variable that an expression such as a.b[1] starts from.
func root(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return root(e.X)
	case *ast.IndexExpr:
		return root(e.X)
	case *ast.StarExpr:
		return root(e.X)
	}
	return ""
}

// ownNames collects what a function declares: parameters, results, locals.
func ownNames(fn *ast.FuncDecl) map[string]bool {
	own := map[string]bool{}
	ast.Inspect(fn, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				own[name.Name] = true
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, target := range n.Lhs {
					own[root(target)] = true
				}
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				own[root(n.Key)] = true
				if n.Value != nil {
					own[root(n.Value)] = true
				}
			}
		}
		return true
	})
	return own
}
