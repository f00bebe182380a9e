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

// vm runs conditions, each in a fresh JavaScript runtime, so that what one does to
// the objects of the language is gone before the next. It belongs to the child
// process.
type vm struct {
	compiled  map[string]*compiled
	globals   map[string]bool // JavaScript's own names
	prepared  *goja.Runtime   // the runtime of the next condition, when there was time to make it
	running   atomic.Pointer[goja.Runtime]
	startedAt atomic.Int64  // processor time of the child when it was asked, in nanoseconds, or notRunning
	wakeWatch chan struct{} // wakes watch
}

const notRunning = -1

func newVM() *vm {
	v := &vm{compiled: map[string]*compiled{}, globals: map[string]bool{}, wakeWatch: make(chan struct{}, 1)}
	for _, name := range newRuntime().GlobalObject().GetOwnPropertyNames() {
		v.globals[name] = true
	}
	v.startedAt.Store(notRunning)
	return v
}

// interrupt stops the condition that runs.
func (v *vm) interrupt() {
	if js := v.running.Load(); js != nil {
		js.Interrupt(tooSlow)
	}
}

// compiled is a condition, ready to run.
type compiled struct {
	text    string
	program *goja.Program
	names   []string            // words of the text that may be names
	folded  map[string][]string // the same, by their lower case
	bare    []string            // the names that the condition uses and does not make itself
	large   []string            // its whole numbers that JavaScript cannot tell from their neighbours
	last    *expression         // the last statement, for the explanation; nil when that is none
	assigns *Problem            // the last statement decides by an assignment
}

var (
	nameLike = regexp.MustCompile(`[\pL\p{Nl}_$][\pL\p{Nl}\pM\pN\p{Pc}$\x{200c}\x{200d}]*`)
	escaped  = regexp.MustCompile(`\\u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})`)
)

// compile returns the compiled form of a condition, or its Problem.
func (v *vm) compile(text string) (*compiled, error) {
	if c, ok := v.compiled[text]; ok {
		return c, nil
	}
	tree, err := parse(text)
	if err != nil {
		return nil, err
	}
	program, err := goja.CompileAST(tree, false)
	if err != nil {
		return nil, compileProblem(text, err)
	}
	c := &compiled{text: text, program: program, names: namesIn(text), folded: map[string][]string{}}
	for _, w := range c.names {
		c.folded[strings.ToLower(w)] = append(c.folded[strings.ToLower(w)], w)
	}
	used := usedIn(tree)
	c.bare, c.large = used.names(), used.large
	last := lastStatement(tree.Body)
	if statement, ok := last.(*ast.ExpressionStatement); ok {
		c.last = expressionOf(text, statement.Expression)
	}
	if assignment := decidingAssignment(last); assignment != nil {
		c.assigns = assignmentProblem(text, tree, assignment)
	}
	if len(v.compiled) >= compiledLimit {
		clear(v.compiled)
	}
	v.compiled[text] = c
	return c, nil
}

func lastStatement(body []ast.Statement) ast.Statement {
	for i := len(body) - 1; i >= 0; i-- {
		if _, empty := body[i].(*ast.EmptyStatement); !empty {
			return body[i]
		}
	}
	return nil
}

// namesIn lists the words of a text that look like names, each once.
func namesIn(text string) []string {
	var list []string
	seen := map[string]bool{}
	text = escaped.ReplaceAllStringFunc(text, func(e string) string {
		code, _ := strconv.ParseInt(strings.Trim(e[2:], "{}"), 16, 32) // at most six hex digits
		return string(rune(code))
	})
	for _, w := range nameLike.FindAllString(text, -1) {
		if !seen[w] {
			seen[w] = true
			list = append(list, w)
		}
	}
	return list
}

// compileProblem turns an error of the compiler into a Problem.
func compileProblem(text string, err error) Problem {
	var syntax *goja.CompilerSyntaxError
	if !errors.As(err, &syntax) || syntax.File == nil {
		return Problem{Text: "this is no JavaScript"}
	}
	return problemAt(text, syntax.File.Position(syntax.Offset), parserWords(syntax.Message))
}

// newRuntime returns a JavaScript runtime in which nothing has run.
func newRuntime() *goja.Runtime {
	js := goja.New()
	js.SetMaxCallStackSize(callDepth)
	js.SetParserOptions(parser.WithDisableSourceMaps)
	return js
}

// regexpWarmUp makes a runtime build what regular expressions need. It would build
// that at the first use, which takes longer than all else of a usual condition.
var regexpWarmUp = goja.MustCompile("", `/x/`, false)

// prepare makes the runtime of the next condition while nobody waits for it.
func (v *vm) prepare() {
	if v.prepared == nil {
		v.prepared = newRuntime()
		_, _ = v.prepared.RunProgram(regexpWarmUp) // it throws nothing
	}
}

// answer runs the condition of a question.
func (v *vm) answer(q Question) answer {
	c, err := v.compile(q.Text)
	if err != nil {
		result, _ := failed(err) // compiling ends with a Problem or not at all
		return answer{Result: result}
	}
	if q.parse {
		return answer{Result: Result{Error: c.assigns}}
	}
	js := v.prepared
	if v.prepared = nil; js == nil {
		js = newRuntime()
	}
	v.running.Store(js)
	defer v.running.Store(nil)
	run := run{js: js, compiled: c, globals: v.globals}
	if err := run.defineScope(q); err != nil {
		return run.failed(err)
	}
	value, err := js.RunProgram(c.program)
	if err != nil {
		a := run.failed(err)
		a.Names = run.takenNames(q.Trace)
		return a
	}
	return run.finished(value, q.Trace)
}

// run is one condition that runs.
type run struct {
	js       *goja.Runtime
	compiled *compiled
	globals  map[string]bool
	taken    map[string]taken // what the bare names of the condition stand for
	scope    []byte           // in which names that were probably meant are looked for
	fields   []string         // likewise
	redacted []string         // parts of names whose values are not shown
	hints    bool             // say which name was probably meant
}

// errScope says that the scope of a condition is no JSON object.
var errScope = errors.New("what the condition sees is no JSON object")

// finished is the answer for a condition that came to a value.
func (r *run) finished(value goja.Value, trace bool) answer {
	var a answer
	a.True = value.ToBoolean()
	if !isBoolean(value) {
		a.Was = typedValue(value)
	}
	if trace {
		a.Names = r.takenNames(true)
	}
	if trace && r.compiled.assigns != nil {
		a.Warns = append(a.Warns, r.compiled.assigns.Error())
	}
	if r.compiled.last == nil || a.True && !trace {
		return a
	}
	e := explainer{run: r}
	if !a.True {
		a.Why = e.why(r.compiled.last)
	}
	if trace {
		a.Trace = e.trace(r.compiled.last)
		a.Warns = append(a.Warns, e.warnings(r.compiled.last)...)
	}
	if e.interrupted {
		a.Why, a.Trace, a.Warns = "", nil, nil
	}
	return a
}

// takenNames says what the bare names of the condition were taken for: all of them,
// or those that might have been something else.
func (r *run) takenNames(all bool) []Name {
	var list []Name
	for _, name := range r.compiled.bare {
		if t := r.taken[name]; t.words != "" && (all || t.contested) {
			list = append(list, Name{name, cut(t.words, partLimit)})
		}
	}
	return list
}

// failed is the answer for a condition that ended with an error.
func (r *run) failed(err error) answer {
	var slow *goja.InterruptedError
	var deep *goja.StackOverflowError
	var thrown *goja.Exception
	switch {
	case errors.As(err, &slow):
		a := limitExceeded(tooSlow)
		*a.Error = r.problemAt(slow.Stack(), tooSlow)
		return a
	case errors.As(err, &deep):
		p := r.problemAt(deep.Stack(), "its functions call each other too often")
		return answer{Result: Result{Error: &p}}
	case errors.As(err, &thrown):
		message, err := r.thrownWords(thrown)
		if err != nil {
			return r.failed(err)
		}
		p := r.problemAt(thrown.Stack(), message.text)
		p.HoldsValues = message.holdsValues
		return answer{Result: Result{Error: &p}}
	}
	return answer{Result: Result{Error: &Problem{Text: err.Error()}}}
}

// problemAt returns a problem at the innermost place of a stack that lies in the
// condition itself.
func (r *run) problemAt(stack []goja.StackFrame, words string) Problem {
	for _, frame := range stack {
		if place := frame.Position(); place.Line > 0 {
			return problemAt(r.compiled.text, place, words)
		}
	}
	return Problem{Text: words}
}
