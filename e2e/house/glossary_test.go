package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// glossaryFile is where the glossary stands, for people and for the rules.
const glossaryFile = "docs/architecture.md"

// keptURLs are paths with a word that is refused elsewhere.
var keptURLs = map[string]string{
	"/companies/{company}/keys": "clients of the API know it",
	"/admin/condition/run":      "runs one condition, no resend",
	"/admin/runs":               "leads to /admin/resends",
}

// refusedWord is a word of the glossary's "not" column.
type refusedWord struct {
	text    string   // as the table has it: "OwnType"
	words   []string // its words: "own", "type"
	only    string   // how it is refused: see glossary
	instead string   // what the table says instead
}

// How a word can be refused, after it in the table; anywhere in a name when
// nothing stands there.
const (
	asWhole   = " alone"        // as a whole name, but not of a method, a field or a constant
	asStart   = " at the start" // where more words follow
	asPackage = " as a package" // as the name of a package
)

// name is a name that somebody outside of its file has to know.
type name struct {
	at, kind string // "web/route.go:12", "exported name"
	text     string
	pkg      string // of an exported name
	member   bool   // a method, a field or a constant: its type says more
}

var (
	quoted    = regexp.MustCompile("`([^`]+)`(" + asWhole + "|" + asStart + "|" + asPackage + ")?")
	urlPath   = regexp.MustCompile(`^(?:[A-Z]+ )?(/[\w{}./-]*)$`)
	tableMade = regexp.MustCompile("(?i)\\b(?:CREATE TABLE(?: IF NOT EXISTS)?|RENAME(?: TABLE \\S+)? TO) [`\"]?(\\w+)")
	tableGone = regexp.MustCompile("(?i)\\b(?:DROP TABLE(?: IF EXISTS)?|(?:ALTER|RENAME) TABLE) [`\"]?(\\w+)[`\"]?(?: RENAME TO| TO|;|\\s*$)")
)

// section returns the rows of the table of the glossary whose first column
// bears that title.
func (h house) section(title string) [][]string {
	var rows [][]string
	inside := false
	for _, s := range h {
		if s.path != glossaryFile {
			continue
		}
		_, text, _ := strings.Cut(s.text, "\n## Glossary\n")
		for line := range strings.Lines(text) {
			cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
			switch {
			case !strings.HasPrefix(line, "|"):
				inside = false
			case strings.TrimSpace(cells[0]) == title:
				inside = true
			case inside:
				rows = append(rows, cells)
			}
		}
	}
	return rows
}

// unlisted finds packages that the glossary does not name, and names there of
// packages that are gone.
func unlisted(h house) []string {
	var listed, breaches []string
	for _, row := range h.section("package") {
		for _, match := range quoted.FindAllStringSubmatch(row[0], -1) {
			listed = append(listed, match[1])
		}
	}
	for _, files := range h.byPackage() {
		dir := path.Dir(files[0].path)
		if !slices.ContainsFunc(files, func(s source) bool { return s.file != nil }) {
			continue
		}
		if !slices.Contains(listed, dir) {
			breaches = append(breaches, fmt.Sprintf("%s is a package that the glossary of %s does not name", dir, glossaryFile))
		}
		listed = slices.DeleteFunc(listed, func(name string) bool { return name == dir })
	}
	for _, dir := range listed {
		breaches = append(breaches, fmt.Sprintf("%s names the package %s, which is gone", glossaryFile, dir))
	}
	return breaches
}

// refused returns the rule that names of one kind have no word that the
// glossary gives up for another.
func refused(names func(house) []name) rule {
	return func(h house) []string {
		var breaches []string
		words := h.refusedWords()
		for _, n := range names(h) {
			for _, word := range words {
				if word.in(n) {
					breaches = append(breaches, fmt.Sprintf("%s %s %s: the glossary says %s, not %s", n.at, n.kind, n.text, word.instead, word.text))
				}
			}
		}
		return breaches
	}
}

// refusedWords returns the words of the "not" column.
func (h house) refusedWords() []refusedWord {
	var all []refusedWord
	for _, row := range h.section("word") {
		for _, match := range quoted.FindAllStringSubmatch(row[len(row)-1], -1) {
			all = append(all, refusedWord{match[1], wordsOf(match[1]), match[2], strings.TrimSpace(row[0])})
		}
	}
	return all
}

// in says whether a name breaks what the glossary says of the word.
func (w refusedWord) in(n name) bool {
	words := wordsOf(n.text)
	switch w.only {
	case asWhole:
		return !n.member && slices.Equal(words, w.words) && !w.completed(n)
	case asStart:
		return len(words) > len(w.words) && slices.Equal(words[:len(w.words)], w.words)
	case asPackage:
		return n.kind == "package" && slices.Equal(words, w.words)
	}
	for i := range len(words) - len(w.words) + 1 {
		if slices.Equal(words[i:i+len(w.words)], w.words) {
			return true
		}
	}
	return false
}

// completed says that the package makes a name what the glossary asks for:
// secrets.Key is a secret key.
func (w refusedWord) completed(n name) bool {
	full := append(wordsOf(n.pkg), wordsOf(n.text)...)
	return slices.ContainsFunc(strings.Split(w.instead, ","), func(term string) bool { return slices.Equal(wordsOf(term), full) })
}

// wordsOf splits a name into its words, in lower case and without the plural:
// "APIKeys" is "api", "key".
func wordsOf(text string) []string {
	var words []string
	runes, start := []rune(text), 0
	cut := func(end int) {
		if word := strings.TrimSuffix(strings.ToLower(string(runes[start:end])), "s"); word != "" {
			words = append(words, word)
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			cut(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
			start = i
		}
	}
	cut(len(runes))
	return words
}

// packageNames returns the packages of the program.
func (h house) packageNames() []name {
	var all []name
	for _, files := range h.program().byPackage() {
		all = append(all, name{at: path.Dir(files[0].path), kind: "package", text: files[0].file.Name.Name})
	}
	return all
}

// exportedNames returns what the packages of the program export: types,
// functions, variables and constants, and the methods and fields of these.
func (h house) exportedNames() []name {
	var all []name
	for _, s := range h.program() {
		for _, decl := range s.file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				all = append(all, s.exported(d.Recv != nil, d.Name)...)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					all = append(all, s.exportedOf(spec, d.Tok == token.CONST)...)
				}
			}
		}
	}
	return all
}

// exportedOf returns the exported names of a declaration, the fields of a type
// among them.
func (s source) exportedOf(spec ast.Spec, constant bool) []name {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		return s.exported(constant, spec.Names...)
	case *ast.TypeSpec:
		all := s.exported(false, spec.Name)
		ast.Inspect(spec.Type, func(node ast.Node) bool {
			if field, ok := node.(*ast.Field); ok {
				all = append(all, s.exported(true, field.Names...)...)
			}
			return true
		})
		return all
	}
	return nil
}

func (s source) exported(member bool, names ...*ast.Ident) []name {
	var all []name
	for _, ident := range names {
		if ident.IsExported() {
			all = append(all, name{s.at(ident), "exported name", ident.Name, s.file.Name.Name, member})
		}
	}
	return all
}

// urlSegments returns the parts of the paths that handlers and views write,
// the patterns of routes among them; a part like {callback} is left out.
func (h house) urlSegments() []name {
	var all []name
	for _, s := range h.program() {
		if first := room(s.path); first != "handlers" && first != "views" && first != "web" {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(literal.Value)
			match := urlPath.FindStringSubmatch(text)
			if match != nil && !kept(match[1]) {
				for segment := range strings.SplitSeq(match[1], "/") {
					if !strings.HasPrefix(segment, "{") {
						all = append(all, name{at: s.at(literal), kind: "URL", text: segment})
					}
				}
			}
			return true
		})
	}
	return all
}

func kept(url string) bool {
	for path := range keptURLs {
		if within(url, path) {
			return true
		}
	}
	return false
}

// tables returns the tables that there are once all migrations have run.
func (h house) tables() []name {
	made := map[string]name{}
	for _, s := range h {
		if path.Ext(s.path) != ".sql" {
			continue
		}
		for statement := range strings.SplitSeq(s.text, ";") {
			if gone := tableGone.FindStringSubmatch(statement); gone != nil {
				delete(made, path.Dir(s.path)+" "+gone[1])
			}
			if table := tableMade.FindStringSubmatch(statement); table != nil {
				made[path.Dir(s.path)+" "+table[1]] = name{at: s.path, kind: "table", text: table[1]}
			}
		}
	}
	var all []name
	for _, table := range made {
		all = append(all, table)
	}
	return all
}
