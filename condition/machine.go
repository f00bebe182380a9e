package condition

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

const (
	// compiledLimit is how many compiled conditions a child keeps.
	compiledLimit = 500
	// callDepth is how deep functions of a condition may call each other.
	callDepth = 200
)

// machine runs conditions, each in a fresh engine: what one does to the
// objects of the language is gone before the next.
type machine struct {
	compiled map[string]*compiled
	ahead    *goja.Runtime // the engine of the next condition, when there was time to make it
	running  atomic.Pointer[goja.Runtime]
	began    atomic.Int64  // processor time of the child when it was asked, in nanoseconds
	look     chan struct{} // wakes watch
}

// nothing is the time at which nothing began.
const nothing = -1

func newMachine() *machine {
	m := &machine{compiled: map[string]*compiled{}, look: make(chan struct{}, 1)}
	m.began.Store(nothing)
	return m
}

// interrupt stops the condition that runs.
func (m *machine) interrupt() {
	if vm := m.running.Load(); vm != nil {
		vm.Interrupt(tooSlow)
	}
}

// compiled is a condition, ready to run.
type compiled struct {
	text    string
	program *goja.Program
	words   []string            // that may be names
	folded  map[string][]string // the same by their small letters
	part    *part               // the last statement, for the explanation; nil when that is none
}

var (
	word    = regexp.MustCompile(`[\pL\p{Nl}_$][\pL\p{Nl}\pM\pN\p{Pc}$\x{200c}\x{200d}]*`)
	escaped = regexp.MustCompile(`\\u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})`)
)

// compile returns the compiled form of a condition, or its Problem.
func (m *machine) compile(text string) (*compiled, error) {
	if c, found := m.compiled[text]; found {
		return c, nil
	}
	tree, err := parse(text)
	if err != nil {
		return nil, err
	}
	program, err := goja.CompileAST(tree, false)
	if err != nil {
		return nil, unfit(text, err)
	}
	c := &compiled{text: text, program: program, words: wordsOf(text), folded: map[string][]string{}}
	for _, w := range c.words {
		c.folded[strings.ToLower(w)] = append(c.folded[strings.ToLower(w)], w)
	}
	if last, ok := lastOf(tree).(*ast.ExpressionStatement); ok {
		c.part = partOf(text, last.Expression)
	}
	if len(m.compiled) >= compiledLimit {
		clear(m.compiled)
	}
	m.compiled[text] = c
	return c, nil
}

func lastOf(tree *ast.Program) ast.Statement {
	for i := len(tree.Body) - 1; i >= 0; i-- {
		if _, empty := tree.Body[i].(*ast.EmptyStatement); !empty {
			return tree.Body[i]
		}
	}
	return nil
}

// wordsOf lists what looks like a name in text, each once.
func wordsOf(text string) []string {
	var list []string
	seen := map[string]bool{}
	text = escaped.ReplaceAllStringFunc(text, func(e string) string {
		code, _ := strconv.ParseInt(strings.Trim(e[2:], "{}"), 16, 32) // at most six hex digits
		return string(rune(code))
	})
	for _, w := range word.FindAllString(text, -1) {
		if !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// unfit turns an error of the compiler into a Problem.
func unfit(text string, err error) Problem {
	var flaw *goja.CompilerSyntaxError
	if !errors.As(err, &flaw) || flaw.File == nil {
		return Problem{Text: "this is no JavaScript"}
	}
	return at(text, flaw.File.Position(flaw.Offset), parserWords(flaw.Message))
}

// newEngine returns an engine in which nothing has run.
func newEngine() *goja.Runtime {
	vm := goja.New()
	vm.SetMaxCallStackSize(callDepth)
	vm.SetParserOptions(parser.WithDisableSourceMaps)
	return vm
}

// pattern makes an engine build what regular expressions need. It builds nothing
// before it must, and that takes longer than all else of a usual condition.
var pattern = goja.MustCompile("", `/x/`, false)

// prepare makes the engine of the next condition while nobody waits for it.
func (m *machine) prepare() {
	if m.ahead == nil {
		m.ahead = newEngine()
		_, _ = m.ahead.RunProgram(pattern) // it throws nothing
	}
}

// answer runs the condition of a question.
func (m *machine) answer(q Question) answer {
	c, err := m.compile(q.Text)
	if err != nil {
		result, _ := failed(err) // compiling ends with a Problem or not at all
		return answer{Result: result}
	}
	if q.parse {
		return answer{}
	}
	vm := m.ahead
	if m.ahead = nil; vm == nil {
		vm = newEngine()
	}
	m.running.Store(vm)
	defer m.running.Store(nil)
	run := run{vm: vm, compiled: c}
	if err := run.see(q); err != nil {
		return run.stopped(err)
	}
	value, err := vm.RunProgram(c.program)
	if err != nil {
		return run.stopped(err)
	}
	return run.ended(value, q.Trace)
}

// run is one condition that runs.
type run struct {
	vm       *goja.Runtime
	compiled *compiled
	scope    []byte   // for names that were probably meant
	bare     []string // likewise
	quiet    []string // parts of names whose values are not told
	hints    bool     // say which name was probably meant
}

// errScope says that what a condition shall see is no JSON object.
var errScope = errors.New("what the condition sees is no JSON object")

// ended is the answer of a condition that came to a value.
func (r *run) ended(value goja.Value, trace bool) answer {
	var a answer
	a.True = value.ToBoolean()
	if !isBoolean(value) {
		a.Was = counted(value)
	}
	if r.compiled.part == nil || a.True && !trace {
		return a
	}
	e := explainer{run: r}
	if !a.True {
		a.Why = e.why(r.compiled.part)
	}
	if trace {
		a.Trace = e.trace(r.compiled.part)
	}
	if e.interrupted {
		a.Why, a.Trace = "", nil
	}
	return a
}

// stopped is the answer of a condition that ended with an error.
func (r *run) stopped(err error) answer {
	var slow *goja.InterruptedError
	var deep *goja.StackOverflowError
	var thrown *goja.Exception
	switch {
	case errors.As(err, &slow):
		a := breach(tooSlow)
		*a.Error = r.at(slow.Stack(), tooSlow)
		return a
	case errors.As(err, &deep):
		p := r.at(deep.Stack(), "its functions call each other too often")
		return answer{Result: Result{Error: &p}}
	case errors.As(err, &thrown):
		said, err := r.thrownWords(thrown)
		if err != nil {
			return r.stopped(err)
		}
		p := r.at(thrown.Stack(), said.words)
		p.Tells = said.tells
		return answer{Result: Result{Error: &p}}
	}
	return answer{Result: Result{Error: &Problem{Text: err.Error()}}}
}

// at returns a problem at the newest place of a stack that lies in the
// condition itself.
func (r *run) at(stack []goja.StackFrame, words string) Problem {
	for _, frame := range stack {
		if place := frame.Position(); place.Line > 0 {
			return at(r.compiled.text, place, words)
		}
	}
	return Problem{Text: words}
}
