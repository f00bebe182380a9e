package house

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
)

// The hard limits: lines of a file, a template, a function, a handler;
// parameters beside context, writer and request; files of a package.
const (
	maxFile    = 300
	maxTempl   = 200
	maxFunc    = 60
	maxHandler = 40
	maxParams  = 3
	maxPackage = 15
)

// fileSize finds files that have grown too long.
func fileSize(h house) []string {
	var found []string
	for _, s := range append(h.written(), h.templates()...) {
		limit := maxFile
		if s.file == nil {
			limit = maxTempl
		}
		if s.lines > limit {
			found = append(found, fmt.Sprintf("%s has %d lines, at most %d", s.path, s.lines, limit))
		}
	}
	return found
}

// funcSize finds functions that have grown too long.
func funcSize(h house) []string {
	var found []string
	for _, s := range h.program() {
		limit := maxFunc
		if within(s.path, "handlers") {
			limit = maxHandler
		}
		for _, fn := range s.funcs() {
			if n := s.span(fn); n > limit {
				found = append(found, fmt.Sprintf("%s %s has %d lines, at most %d", s.at(fn), fn.Name.Name, n, limit))
			}
		}
	}
	return found
}

// free are the parameters that do not count.
var free = []string{"context.Context", "http.ResponseWriter", "*http.Request", "testing.TB"}

// parameters finds functions that want too many things.
func parameters(h house) []string {
	var found []string
	for _, s := range h.program() {
		for _, fn := range s.funcs() {
			n := 0
			for _, field := range fn.Type.Params.List {
				if !slices.Contains(free, typeName(field.Type)) {
					n += max(1, len(field.Names))
				}
			}
			if n > maxParams {
				found = append(found, fmt.Sprintf("%s %s takes %d parameters, at most %d", s.at(fn), fn.Name.Name, n, maxParams))
			}
		}
	}
	return found
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

// packageSize finds packages that should be given rooms. Templates do not
// count: there is one for each page.
func packageSize(h house) []string {
	var found []string
	for _, files := range h.program().byPackage() {
		if len(files) > maxPackage {
			found = append(found, fmt.Sprintf("%s holds %d files, at most %d", path.Dir(files[0].path), len(files), maxPackage))
		}
	}
	return found
}
