// Package house keeps the rules of the house: which room may import which, how
// long a function may grow, what a name must say. It reads the sources itself.
package house

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "callboard"

// source is one file of the house.
type source struct {
	path      string // "handlers/console/login.go"
	text      string
	lines     int
	generated bool
	test      bool // a test, or a package that only tests use
	fset      *token.FileSet
	file      *ast.File // nil for a file that is not Go
}

// house is all of its sources.
type house []source

// read collects the Go, templ, SQL and Markdown files below root.
func read(tb testing.TB, root fs.FS) house {
	tb.Helper()
	var all house
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && skipped(name):
			return fs.SkipDir
		case entry.IsDir() || !slices.Contains([]string{".go", ".templ", ".sql", ".md"}, path.Ext(name)):
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := newSource(name, string(text))
		all = append(all, file)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// forTests says of a package that only tests use it, as its name says.
func forTests(dir string) bool {
	return within(dir, "e2e") || strings.HasSuffix(dir, "test")
}

func skipped(dir string) bool {
	base := path.Base(dir)
	return base == "data" || base == "testdata" || base == "tools" || len(base) > 1 && base[0] == '.'
}

func newSource(name, text string) (source, error) {
	s := source{path: name, text: text, lines: strings.Count(text, "\n"), fset: token.NewFileSet()}
	if path.Ext(name) != ".go" {
		return s, nil
	}
	file, err := parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return s, err
	}
	s.file = file
	s.generated = ast.IsGenerated(file)
	s.test = strings.HasSuffix(name, "_test.go") || forTests(path.Dir(name))
	return s, nil
}

// within says whether a file or package lies in a folder of the house.
func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// program returns the hand-written Go files that go into the binary.
func (h house) program() house {
	return slices.DeleteFunc(slices.Clone(h), func(s source) bool {
		return s.file == nil || s.generated || s.test
	})
}

// templates returns the templ files.
func (h house) templates() house {
	return slices.DeleteFunc(slices.Clone(h), func(s source) bool { return path.Ext(s.path) != ".templ" })
}

// imports returns the paths that a file imports.
func (s source) imports() []string {
	var all []string
	for _, spec := range s.file.Imports {
		all = append(all, strings.Trim(spec.Path.Value, `"`))
	}
	return all
}

// funcs returns the functions that a file declares.
func (s source) funcs() []*ast.FuncDecl {
	var all []*ast.FuncDecl
	for _, decl := range s.file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			all = append(all, fn)
		}
	}
	return all
}

// span returns the number of lines that a node takes.
func (s source) span(node ast.Node) int {
	return s.fset.Position(node.End()).Line - s.fset.Position(node.Pos()).Line + 1
}

// byPackage groups the files of each folder, in order.
func (h house) byPackage() [][]source {
	groups := slices.SortedStableFunc(slices.Values(h), func(a, b source) int {
		return cmp.Compare(path.Dir(a.path), path.Dir(b.path))
	})
	var all [][]source
	for i, s := range groups {
		if i == 0 || path.Dir(groups[i-1].path) != path.Dir(s.path) {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], s)
	}
	return all
}
