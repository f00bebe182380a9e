package house

import (
	"fmt"
	"go/ast"
	gc "go/constant"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// limitsDocument tells users of all limits.
const limitsDocument = "docs/limits.md"

// limitRow is a row of its tables: what, limit, what happens beyond it, and the
// constants that say so.
var limitRow = regexp.MustCompile("(?m)^\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ((?:`[\\w/]+\\.\\w+` ?)+)\\|$")

// limits finds numbers in the table of limits that are not those of their
// constants, and limits of what users send that the table does not name.
func limits(h house) []string {
	i := slices.IndexFunc(h, func(s source) bool { return s.path == limitsDocument })
	if i < 0 {
		return nil
	}
	var breaches []string
	numbers, named := h.numbers(), map[string]bool{}
	for _, row := range limitRow.FindAllStringSubmatch(h[i].text, -1) {
		for _, name := range quoted.FindAllStringSubmatch(row[4], -1) {
			named[name[1]] = true
			if len(numbers[name[1]]) == 0 {
				breaches = append(breaches, fmt.Sprintf("%s: %s names %s, which is no number", limitsDocument, row[1], name[1]))
			}
			for _, number := range numbers[name[1]] {
				if !number.in(row[2] + ", " + row[3]) {
					breaches = append(breaches, fmt.Sprintf("%s: %s has the limit %q, but %s is %s", limitsDocument, row[1], row[2], name[1], number))
				}
			}
		}
	}
	for name := range numbers {
		if dir := strings.TrimSuffix(name, path.Ext(name)); limitName.MatchString(path.Ext(name)[1:]) && ofUsers(dir) && !named[name] && !slices.Contains(inside, name) {
			breaches = append(breaches, fmt.Sprintf("%s is a limit that %s does not name", name, limitsDocument))
		}
	}
	return breaches
}

// limitName is how constants are called that limit something.
var limitName = regexp.MustCompile(`^(max|Max|most|Most|largest)[A-Z]|.(Limit|Most)$`)

// ofUsers says of a package that users meet its limits.
func ofUsers(dir string) bool {
	return within(dir, "handlers/api") || dir == "models" || dir == "models/profile" || dir == "models/records" || dir == "models/resend"
}

// inside are limits that refuse nothing: of what is shown, compared or kept.
var inside = []string{
	"handlers/api/postback.textLimit", // that of the URL and the sign-in, in the words of this API
	"models.DetailLimit", "models.filterMost", "models.foldedLimit", "models.sameNameLimit", "models.maxDifferences", "models.maxDifferenceDepth",
	"models.maxCanonical", "models.wordLimit", "models/profile.keyLimit",
}

// number is a whole number of a source, or a time.
type number struct {
	value  int64
	isTime bool
}

func (n number) String() string {
	if n.isTime {
		return time.Duration(n.value).String()
	}
	return strconv.FormatInt(n.value, 10)
}

// in says whether a text holds the number as people write it: "1,000", "64 KiB",
// "24 hours".
func (n number) in(text string) bool {
	written := []string{grouped(n.value)}
	units := []unit{{1 << 20, "MiB"}, {1 << 10, "KiB"}}
	if n.isTime {
		written = nil
		units = []unit{
			{int64(24 * time.Hour), "days?"},
			{int64(time.Hour), "hours?"},
			{int64(time.Minute), "minutes?"},
			{int64(time.Second), "seconds?"},
			{int64(time.Millisecond), "milliseconds?"},
		}
	}
	for _, u := range units {
		if n.value%u.size == 0 {
			written = append(written, grouped(n.value/u.size)+" "+u.word)
		}
	}
	return regexp.MustCompile(`\b(` + strings.Join(written, "|") + `)\b`).MatchString(text)
}

type unit struct {
	size int64
	word string // a regular expression
}

// grouped writes a number with commas.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// numbers returns the constants of the program and the numbers that tables give their
// fields, by package and name: "models.MaxInterval", "models.URLLimit".
func (h house) numbers() map[string][]number {
	values := map[string][]number{}
	for _, s := range h.program() {
		ast.Inspect(s.file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) {
						s.note(values, name.Name, n.Values[i])
					}
				}
			case *ast.KeyValueExpr:
				if key := typeName(n.Key); ast.IsExported(key) {
					s.note(values, key, n.Value)
				}
			}
			return true
		})
	}
	return values
}

// note keeps a value that is a whole number other than zero.
func (s source) note(values map[string][]number, name string, expr ast.Expr) {
	value := evaluate(expr)
	if n, exact := gc.Int64Val(value.Value); exact && n != 0 {
		key := path.Dir(s.path) + "." + name
		values[key] = append(values[key], number{n, value.isTime})
	}
}

// evaluated is a constant expression's value; unknown unless it is a whole number.
type evaluated struct {
	gc.Value
	isTime bool
}

// times are the units of package time, in nanoseconds.
var times = map[string]time.Duration{
	"time.Millisecond": time.Millisecond, "time.Second": time.Second, "time.Minute": time.Minute, "time.Hour": time.Hour,
}

// evaluate computes what literals, units of time and arithmetic say.
func evaluate(expr ast.Expr) evaluated {
	unknown := evaluated{Value: gc.MakeInt64(0)}
	switch e := expr.(type) {
	case *ast.BasicLit:
		if e.Kind == token.INT {
			return evaluated{Value: gc.MakeFromLiteral(e.Value, e.Kind, 0)}
		}
	case *ast.SelectorExpr:
		if unit, ok := times[typeName(e)]; ok {
			return evaluated{gc.MakeInt64(int64(unit)), true}
		}
	case *ast.BinaryExpr:
		x, y := evaluate(e.X), evaluate(e.Y)
		switch count, _ := gc.Uint64Val(y.Value); {
		case e.Op == token.SHL && !x.isTime:
			return evaluated{Value: gc.Shift(x.Value, e.Op, uint(count))}
		case e.Op == token.MUL:
			return evaluated{gc.BinaryOp(x.Value, e.Op, y.Value), x.isTime || y.isTime}
		}
	}
	return unknown
}
