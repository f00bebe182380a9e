package condition

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

var errLong = Problem{Text: "the condition must be 4,000 characters or fewer"}

// parse reads a condition, or says why a text is none: a Problem. It reads no file
// that the text names. For some texts it would take years, so that only child
// processes may call it.
func parse(text string) (*ast.Program, error) {
	if utf8.RuneCountInString(text) > TextLimit {
		return nil, errLong
	}
	program, err := parser.ParseFile(nil, "", text, 0, parser.WithDisableSourceMaps)
	if err != nil {
		return nil, parseProblem(text, err)
	}
	return program, nil
}

// parseProblem turns the parser's error into a Problem: the first of several.
func parseProblem(text string, err error) Problem {
	var list parser.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return Problem{Text: "this is no JavaScript"}
	}
	first := list[0]
	if first.Message == parserEnd {
		return problemAt(text, endOf(text), missingAtEnd(text))
	}
	return problemAt(text, first.Position, parserWords(first.Message))
}

// parserEnd is how the parser says that a text stops too early. It gives it
// no place.
const parserEnd = "Unexpected end of input"

// endOf returns the place behind the last character of text.
func endOf(text string) file.Position {
	text = strings.TrimRight(text, " \t\r\n")
	return file.Position{Line: strings.Count(text, "\n") + 1, Column: len(text) - strings.LastIndex(text, "\n")}
}

// missingAtEnd says what is missing from a text that stops too early.
func missingAtEnd(text string) string {
	open := func(pair string) bool { return strings.Count(text, pair[:1]) > strings.Count(text, pair[1:]) }
	switch {
	case open("()"), open("[]"), open("{}"):
		return "a closing bracket is missing"
	}
	return "something is missing at the end"
}

// parserWords says in words for operators what the parser says.
func parserWords(message string) string {
	if token, ok := strings.CutPrefix(message, "Unexpected token "); ok {
		if token == "ILLEGAL" {
			return "this character cannot stand here"
		}
		return fmt.Sprintf("‘%s’ cannot stand here", token)
	}
	if what, ok := strings.CutPrefix(message, "Unexpected "); ok {
		return fmt.Sprintf("an unexpected %s", what)
	}
	return lowerFirst(cut(message, partLimit))
}
