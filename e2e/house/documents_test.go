package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// documentOf names the page that tells users of the members and the texts of a
// package.
var documentOf = map[string]string{
	"handlers/api/event":    "docs/api/company.md",
	"handlers/api/batch":    "docs/api/batch.md",
	"handlers/api/postback": "docs/api/postback.md",
	"handlers/api/database": "docs/api/database.md",
	"handlers/api/native":   "docs/api/native.md",
	"handlers/api":          "docs/api.md",
}

// recordsDocument tells of the fields of records.
const recordsDocument = "docs/api/postback.md"

// problemsDocument tells of all that a record is refused for, whoever sends it.
const problemsDocument = "docs/api/problems.md"

// documented finds members of requests and answers, parameters of queries and
// texts of errors that the page of their API does not name.
func documented(h house) []string {
	var breaches []string
	for _, s := range h.program() {
		if page := documentOf[path.Dir(s.path)]; page != "" {
			breaches = append(breaches, h.missing(s, page, s.membersAndTexts())...)
		}
		if path.Dir(s.path) == "models/records" {
			breaches = append(breaches, h.missing(s, recordsDocument, s.fieldNames())...)
		}
		if within(s.path, "models") {
			breaches = append(breaches, h.missing(s, problemsDocument, s.problemTexts())...)
		}
	}
	return breaches
}

// said is a word or a text of a source that users read or write.
type said struct {
	node ast.Node
	text string
}

// missing returns what is said and not on a page.
func (h house) missing(s source, page string, all []said) []string {
	var breaches []string
	text := h.plainText(page)
	for _, one := range all {
		for _, part := range partsOf(one.text) {
			if !holds(text, part) {
				breaches = append(breaches, fmt.Sprintf("%s says “%s”, which %s does not", s.at(one.node), part, page))
			}
		}
	}
	return breaches
}

// holds says whether a page has a text, or a name where it can be no part of
// another word: `name`, `owner.name`, {"name"}, name=value.
func holds(page, part string) bool {
	if !memberName.MatchString(part) {
		return strings.Contains(page, part)
	}
	for rest := page; ; {
		before, after, ok := strings.Cut(rest, part)
		if !ok {
			return false
		}
		if strings.HasSuffix(before, "`") || strings.HasSuffix(before, `"`) || strings.HasSuffix(before, ".") {
			if after != "" && strings.Contains("`\".[=", after[:1]) {
				return true
			}
		}
		rest = after
	}
}

// plainText returns a page with one blank wherever it has several or breaks a
// line.
func (h house) plainText(page string) string {
	i := slices.IndexFunc(h, func(s source) bool { return s.path == page })
	if i < 0 {
		return ""
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(h[i].text, `\|`, "|")), " ")
}

// placeholder is what fmt puts a value in the place of, with the quotes or
// brackets around it.
var placeholder = regexp.MustCompile(`[‘“'\[]?%[+#]?[a-z][’”'\]]?`)

// partsOf returns a name as it is, and of a text what stands between its
// placeholders, unless that is a single word.
func partsOf(text string) []string {
	if !strings.Contains(text, " ") {
		return []string{text}
	}
	var parts []string
	for _, part := range placeholder.Split(text, -1) {
		part = strings.Join(strings.Fields(strings.Trim(part, " .:,‘’“”")), " ")
		if strings.Contains(part, " ") {
			parts = append(parts, part)
		}
	}
	return parts
}

// readers are the functions that read a member of a body or a parameter of a
// query: its name is one of their arguments.
var readers = []string{
	"Text", "Identifier", "Int", "Flag", "Within", "within", "Child", "Get", "Has", "Blank", "Raw", "identifier",
	"readDate", "readFlag", "readList", "readNumber", "readTexts", "readObject", "readObjects", "readRaw", "readBound", "readCount",
	"location", "profile", "databaseRef", "refuseChange",
}

var (
	memberName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	twoWords   = regexp.MustCompile(`[[:alpha:]’\]]+ [[:alpha:]\[<]`)
	callOrPath = regexp.MustCompile(`^[A-Z]+ /`)
)

// notForUsers are functions whose texts go to the log, and names of sites.
var notForUsers = []string{"Errorf", "ErrorContext", "WarnContext", "Cut", "Split"}

// unsaid are texts of errors that are answered in other words.
var unsaid = []string{"an id of an event is taken"}

// membersAndTexts returns the members that a file of an API reads and writes,
// and all texts in it that have several words.
func (s source) membersAndTexts() []said {
	var all []said
	skip := map[ast.Node]bool{}
	ast.Inspect(s.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.Field:
			if n.Tag != nil {
				skip[n.Tag] = true
				all = append(all, said{n, jsonName(n.Tag)})
			}
		case *ast.KeyValueExpr:
			skip[n.Value] = skip[n.Value] || typeName(n.Key) == "Name" && strings.HasSuffix(text(n.Value), " API")
		case *ast.CallExpr:
			for _, argument := range n.Args {
				name := text(argument)
				if slices.Contains(readers, calledName(n.Fun)) && !ofHeader(n.Fun) && memberName.MatchString(name) {
					all = append(all, said{n, name})
				}
				skip[argument] = skip[argument] || slices.Contains(notForUsers, calledName(n.Fun))
			}
		case *ast.BasicLit:
			if words := text(n); !skip[n] && twoWords.MatchString(words) && !callOrPath.MatchString(words) {
				all = append(all, said{n, words})
			}
		}
		return true
	})
	return slices.DeleteFunc(all, func(one said) bool { return one.text == "" || slices.Contains(unsaid, one.text) })
}

// ofHeader says whether a function is a method of http.Header.
func ofHeader(fn ast.Expr) bool {
	selector, ok := fn.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if call, ok := selector.X.(*ast.CallExpr); ok {
		return calledName(call.Fun) == "Header"
	}
	return calledName(selector.X) == "Header"
}

// fieldMakers make the fields of records: the first argument is the name.
var fieldMakers = []string{"text", "own", "integer", "amount"}

// fieldNames returns the fields of records.
func (s source) fieldNames() []said {
	var all []said
	ast.Inspect(s.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.CallExpr:
			if slices.Contains(fieldMakers, calledName(n.Fun)) && memberName.MatchString(text(n.Args[0])) {
				all = append(all, said{n, text(n.Args[0])})
			}
		case *ast.CompositeLit:
			if len(n.Elts) > 1 {
				name, _ := n.Elts[0].(*ast.KeyValueExpr)
				kind, _ := n.Elts[1].(*ast.KeyValueExpr)
				if name != nil && kind != nil && typeName(name.Key) == "Name" && typeName(kind.Key) == "Kind" {
					all = append(all, said{n, text(name.Value)})
				}
			}
		}
		return true
	})
	return all
}

// problemMakers make problems, of which the last argument says what they are.
var problemMakers = []string{"Add", "Note", "note", "New"}

// problemTexts returns the texts of problems that a file of models notes, or that
// a function returns whose name says so: HeaderProblem.
func (s source) problemTexts() []said {
	var all []said
	texts := func(node ast.Node) {
		ast.Inspect(node, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && twoWords.MatchString(text(literal)) {
				all = append(all, said{literal, text(literal)})
			}
			return true
		})
	}
	ast.Inspect(s.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncDecl:
			if strings.HasSuffix(n.Name.Name, "Problem") {
				texts(n.Body)
			}
		case *ast.CallExpr:
			// The texts of errors elsewhere go to the log.
			isError := calledName(n.Fun) == "New" && path.Dir(s.path) != "models/schema"
			if len(n.Args) > 0 && slices.Contains(problemMakers, calledName(n.Fun)) && !isError {
				texts(n.Args[len(n.Args)-1])
			}
		}
		return true
	})
	return all
}

// calledName returns the name of a function without that of its package or
// receiver.
func calledName(fn ast.Expr) string {
	switch f := fn.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.IndexExpr:
		return calledName(f.X)
	}
	return typeName(fn)
}

// text returns what a string literal says, "" for all else.
func text(node ast.Node) string {
	literal, ok := node.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(literal.Value)
	return text
}

// jsonName returns the member that a field of a struct is written as.
func jsonName(tag *ast.BasicLit) string {
	name, _, _ := strings.Cut(reflect.StructTag(text(tag)).Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}
