package house

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// mayImport says which rooms each room may know, itself left out. A room that
// is not named, such as main, may know all.
var mayImport = map[string][]string{
	"handlers":     {"web", "views", "models", "models/store", "wire", "condition", "static", "docs"},
	"web":          {"views", "models", "models/store", "static"},
	"views":        {"models", "static"},
	"delivery":     {"wire", "condition", "models", "models/store"},
	"wire":         {"models"},
	"demo":         {"models", "models/store"},
	"models":       {},
	"models/store": {"models"},
	"static":       {},
	"docs":         {},
	"condition":    {},
}

// room returns the room that a package of ours, or a file's folder, lies in.
func room(dir string) string {
	if within(dir, "models/store") {
		return "models/store"
	}
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// arrows finds imports of a room that lies above.
func arrows(h house) []string {
	var breaches []string
	for _, s := range h {
		if s.file == nil || within(s.path, "e2e") {
			continue
		}
		from := room(path.Dir(s.path))
		allowed, ruled := mayImport[from]
		for _, imported := range s.imports() {
			inside, ours := strings.CutPrefix(imported, module+"/")
			tested := s.test && (within(inside, "models") || forTests(inside))
			if ours && ruled && !tested && room(inside) != from && !slices.Contains(allowed, room(inside)) {
				breaches = append(breaches, fmt.Sprintf("%s imports %s: the arrow points up", s.path, imported))
			}
			if ours && !s.test && forTests(inside) {
				breaches = append(breaches, fmt.Sprintf("%s imports %s: it is for tests", s.path, imported))
			}
		}
	}
	return breaches
}

// libraryHomes names the one room that may know a library.
var libraryHomes = map[string]string{
	"gorm.io/":                       "models/store",
	"github.com/glebarez/":           "models/store",
	"github.com/gofrs/":              "models/store",
	"github.com/go-sql-driver/":      "models/store",
	"modernc.org/":                   "models/store",
	"database/sql":                   "models/store",
	"github.com/gorilla/":            "web",
	"code.dny.dev/ssrf":              "delivery",
	"github.com/dop251/":             "condition",
	"github.com/chromedp/":           "e2e",
	"github.com/PuerkitoBio/goquery": "",
}

// homes finds libraries used outside their home; a library with no home is
// for tests.
func homes(h house) []string {
	var breaches []string
	for _, s := range h {
		if s.file == nil || s.test {
			continue
		}
		for _, imported := range s.imports() {
			for library, home := range libraryHomes {
				if strings.HasPrefix(imported, library) && !within(s.path, home) {
					breaches = append(breaches, fmt.Sprintf("%s imports %s: only %s/ may", s.path, imported, home))
				}
			}
		}
	}
	return breaches
}

// callsOut finds what could send a request past the engine's dial guard.
func callsOut(h house) []string {
	return uses(h, "delivery", "http", "Client", "Transport", "DefaultClient", "DefaultTransport", "Get", "Post", "PostForm", "Head")
}

// environment finds reads of the environment outside of main.
func environment(h house) []string {
	return uses(h, ".", "os", "Getenv", "LookupEnv", "Environ", "ExpandEnv")
}

// uses finds selectors of a package outside the one folder that may use them.
func uses(h house, home, pkg string, names ...string) []string {
	var breaches []string
	for _, s := range h.program() {
		if path.Dir(s.path) == home {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			sel, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			base, ok := sel.X.(*ast.Ident)
			if ok && base.Name == pkg && slices.Contains(names, sel.Sel.Name) {
				breaches = append(breaches, fmt.Sprintf("%s uses %s.%s: only %s may", s.at(sel), pkg, sel.Sel.Name, home))
			}
			return true
		})
	}
	return breaches
}

// at writes where a node stands: "web/route.go:12".
func (s source) at(node ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(node.Pos()).Line)
}
