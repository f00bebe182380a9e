package native

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"callboard/models"
)

// ofAForm finds words that only people with a form before them understand.
var ofAForm = regexp.MustCompile(`\b(Select|Enter|Choose|Tick|tick|box|button|form|page|click|below|above)\b`)

// Whatever the models and the store refuse, this API says it in its own words.
func TestProblemsAreInTheWordsOfAnAPI(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, pattern := range []string{"../../../models/*.go", "../../../models/store/*.go", "../../../models/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				texts = append(texts, problemTexts(t, file)...)
			}
		}
	}
	if len(texts) < 60 {
		t.Fatalf("only %d texts of problems were found", len(texts))
	}
	for _, text := range texts {
		got := memberText(models.Problem{Field: "destination.url", Text: text})
		first, _, _ := strings.Cut(text, " ")
		if ofAForm.MatchString(got) || ofAForm.MatchString(first) && !strings.HasPrefix(got, "destination.url must ") {
			t.Errorf("%q is told as %q", text, got)
		}
	}
}

// problemTexts returns the beginnings of the texts that a source notes as problems.
func problemTexts(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || name.Sel.Name != "Note" && name.Sel.Name != "Add" || len(call.Args) < 2 {
			return true
		}
		ast.Inspect(call.Args[len(call.Args)-1], func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				if err == nil && strings.Contains(text, " ") {
					texts = append(texts, text)
				}
			}
			return true
		})
		return true
	})
	return texts
}
