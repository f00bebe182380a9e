package house

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// comments finds exported names that nobody explains.
func comments(h house) []string {
	var breaches []string
	missing := func(s source, name *ast.Ident, docs ...*ast.CommentGroup) {
		explained := slices.ContainsFunc(docs, func(doc *ast.CommentGroup) bool { return doc.Text() != "" })
		if name.IsExported() && !explained {
			breaches = append(breaches, fmt.Sprintf("%s %s has no comment", s.at(name), name.Name))
		}
	}
	for _, s := range h.program() {
		for _, decl := range s.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if exportedReceiver(d) {
					missing(s, d.Name, d.Doc)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.TypeSpec:
						missing(s, spec.Name, spec.Doc, d.Doc)
					case *ast.ValueSpec:
						for _, name := range spec.Names {
							missing(s, name, spec.Doc, spec.Comment, d.Doc)
						}
					}
				}
			}
		}
	}
	return breaches
}

// wellKnown are methods whose meaning an interface of the standard library
// gives.
var wellKnown = []string{"Error", "String", "Unwrap", "ServeHTTP"}

func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	name := strings.TrimPrefix(typeName(fn.Recv.List[0].Type), "*")
	return ast.IsExported(name) && !slices.Contains(wellKnown, fn.Name.Name)
}

// noInit finds functions that run when a package is imported.
func noInit(h house) []string {
	var breaches []string
	for _, s := range h.program() {
		for _, fn := range s.funcs() {
			if fn.Recv == nil && fn.Name.Name == "init" {
				breaches = append(breaches, s.at(fn)+" init runs unasked")
			}
		}
	}
	return breaches
}

// hxAllowed are the htmx attributes in use: few, so that the next major
// version of htmx can replace this one.
var hxAllowed = []string{
	"hx-get", "hx-post", "hx-target", "hx-swap", "hx-trigger", "hx-push-url", "hx-sync",
	"hx-include", "hx-disabled-elt", "hx-indicator", "hx-swap-oob",
}

var (
	hxAttribute = regexp.MustCompile(`[\s{"]((?:data-)?hx-[a-z-]+(?::[a-z:-]+)?)\s*\??=`)
	inline      = regexp.MustCompile(`\s(style\s*=|on[a-z]+\s*=)|<style|<script[^>]*>[^<]|templ\.Raw|@templ\.JSFuncCall`)
	open        = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
	goInTempl   = regexp.MustCompile(`^(?:func|type|var|const) .*`)
	panics      = regexp.MustCompile(`\bpanic\(`)
)

// htmxAttributes finds htmx attributes that are not on the list.
func htmxAttributes(h house) []string {
	return grep(h.templates(), func(line string) string {
		for _, match := range hxAttribute.FindAllStringSubmatch(line, -1) {
			if !slices.Contains(hxAllowed, match[1]) {
				return match[1] + " is not among the htmx attributes in use"
			}
		}
		return ""
	})
}

// inlineCode finds styles and scripts that the content security policy would
// refuse.
func inlineCode(h house) []string {
	return grep(h.templates(), func(line string) string {
		if match := inline.FindString(line); match != "" {
			return strings.TrimSpace(match) + " stands in a template"
		}
		return ""
	})
}

// plainGo finds declarations of Go in templates, where no tool for Go reads
// them.
func plainGo(h house) []string {
	return grep(h.templates(), func(line string) string {
		if decl := goInTempl.FindString(line); decl != "" {
			return decl + " is plain Go: it stands in a .go file"
		}
		return ""
	})
}

// leftOpen finds notes about work that is not done.
func leftOpen(h house) []string {
	return grep(append(h.program(), h.templates()...), func(line string) string { return open.FindString(line) })
}

// alarms finds panics. A file that recovers from them may pass one on.
func alarms(h house) []string {
	calm := slices.DeleteFunc(h.program(), func(s source) bool { return strings.Contains(s.text, "recover()") })
	return grep(calm, func(line string) string { return panics.FindString(line) })
}

// grep returns what find says about the lines of the files.
func grep(h house, find func(line string) string) []string {
	var breaches []string
	for _, s := range h {
		for i, line := range strings.Split(s.text, "\n") {
			if what := find(line); what != "" {
				breaches = append(breaches, fmt.Sprintf("%s:%d %s", s.path, i+1, what))
			}
		}
	}
	return breaches
}
