// Package condition runs the JavaScript conditions of callbacks. It knows
// nothing of callbacks: a condition is a text that sees a JSON object, and is
// true or not.
//
// A condition may never end, or need more memory than there is, and no JavaScript
// engine in Go survives every such text within our own process. So conditions run
// in child processes: the same program, started again with limits of the
// operating system, and killed when it passes them.
package condition

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dop251/goja/file"
)

// The limits of a condition.
const (
	TextLimit  = 4000    // characters
	ScopeLimit = 1 << 20 // bytes that a condition may see

	processorTime = 50 * time.Millisecond  // of a child, for one condition
	wallTime      = 250 * time.Millisecond // until the child must have answered
	wallTimeTwice = 260 * time.Millisecond // the same for both tries, when it is tried once more
)

// ErrBusy says that no child was free in time, or that the machine was too busy to
// let it run. The same condition can be run a little later.
var ErrBusy = errors.New("too much to do for a condition just now")

// Scope is what a condition sees. A path is names with dots between, from Object on:
// "event.data".
type Scope struct {
	Object []byte // a JSON object, whose members are always seen by their names
	// Fields are paths of objects whose members are seen by their bare names,
	// before JavaScript's own: the fields of the record, then what else it has.
	Fields []string
	// Words are names, each with the path of what it stands for where the record
	// has no field of that name in any case.
	Words [][2]string
	// AnyCase says that a member of any object is found by a name in other
	// case too, where none has that name exactly. Of a field's bare name that
	// is always so.
	AnyCase bool
	Same    [][2]string // at the first path there is the object that lies at the second
	Spread  [][2]string // the object at the first path has the members of that at the second, too
	IDs     []string    // paths of objects that compare like their member id
}

// Question is a condition with what it sees.
type Question struct {
	Text  string
	Scope Scope
	// Redacted are parts of names, in lower case, whose values neither an
	// explanation nor a problem tells.
	Redacted []string
	// Trace asks for the values of the condition's expressions, what each of its
	// names was taken for, warnings, and for the name that was probably meant by
	// one that the scope does not have. Names are payload too: those of a profile
	// are its fields and interests.
	Trace bool
	parse bool // only check the text
}

// Result is the outcome of a condition.
type Result struct {
	True  bool
	Was   string   // its value in words, when that is no boolean: "the text ‘yes’"
	Why   string   // what made it false: "contact_balance > 0, because contact_balance is null"
	Trace []Step   // when it was asked for
	Names []Name   // when the trace was asked for; with an error those that may surprise
	Warns []string // when the trace was asked for: what may come out other than was meant
	Error *Problem // nil when it came to a value
}

// NameWords writes the names with what they were taken for: "company: the record's
// field, action: event.action".
func (r Result) NameWords() string {
	list := make([]string, len(r.Names))
	for i, name := range r.Names {
		list[i] = name.Name + ": " + name.TakenFor
	}
	return strings.Join(list, ", ")
}

// Name is a bare name of a condition with what it was taken for: "company", "the
// record's field".
type Name struct{ Name, TakenFor string }

// Step is an expression of a condition with its value in words.
type Step struct{ Text, Value string }

// Problem says what is wrong with a condition, and where.
type Problem struct {
	Line, Column int // from 1, in characters; zero when the place is not known
	Text         string
	HoldsValues  bool `json:",omitempty"` // Text may hold values of what the condition saw
}

// Error writes the problem as a sentence: "Line 1, column 6: contact is not
// defined".
func (p Problem) Error() string {
	words := p.Words()
	first, size := utf8.DecodeRuneInString(words)
	return strings.ToUpper(string(first)) + words[size:]
}

// Words writes the problem as the rest of a sentence.
func (p Problem) Words() string {
	if p.Line == 0 {
		return p.Text
	}
	return p.Place() + ": " + p.Text
}

// Place says where the problem is, "" when that is not known.
func (p Problem) Place() string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d, column %d", p.Line, p.Column)
}

// problemAt returns a problem at a place in text. The column of place counts bytes,
// as the parser does.
func problemAt(text string, place file.Position, words string) Problem {
	lines := strings.Split(text, "\n")
	if place.Line < 1 || place.Line > len(lines) {
		return Problem{Text: words}
	}
	before := lines[place.Line-1]
	before = before[:max(0, min(place.Column-1, len(before)))]
	return Problem{Line: place.Line, Column: utf8.RuneCountInString(before) + 1, Text: words}
}
