package condition

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// see gives the condition its names: what the scope holds, then what the bare
// objects hold, then the same in other case, the first bare object before the
// scope. Those of the language stay what they are: a field cannot take their
// place.
func (r *run) see(q Question) error {
	r.scope, r.bare, r.quiet, r.hints = q.Scope, q.Bare, q.Quiet, q.Trace
	reader := jsonReader{vm: r.vm}
	if q.AnyCase {
		reader.wanted = r.compiled.folded
	}
	value, err := reader.read(q.Scope)
	if err != nil {
		return err
	}
	all, ok := value.(*goja.Object)
	if !ok || all.ClassName() != "Object" {
		return errScope
	}
	for _, s := range q.Same {
		alias(all, s)
	}
	r.name(all, all.Keys())
	var bare []*goja.Object
	for _, path := range q.Bare {
		if object := objectAt(all, path); object != nil {
			bare = append(bare, object)
			r.name(object, r.compiled.words)
		}
	}
	reader.fold()
	for i, object := range bare {
		r.name(object, r.compiled.words)
		if i == 0 { // Profile is the profile rather than data.profile, its id
			r.name(all, r.compiled.words)
		}
	}
	return nil
}

// name makes names of those members of an object that have one of these.
func (r *run) name(object *goja.Object, names []string) {
	global := r.vm.GlobalObject()
	for _, name := range names {
		if value := object.Get(name); value != nil && global.Get(name) == nil {
			define(global, name, value)
		}
	}
}

// define gives an object a member. It cannot fail: nobody has closed the
// object to new members before the condition runs.
func define(object *goja.Object, name string, value goja.Value) {
	_ = object.DefineDataProperty(name, value, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// alias makes a member of the scope one with another.
func alias(all *goja.Object, s Same) {
	above, name := "", s.Path
	if i := strings.LastIndexByte(s.Path, '.'); i >= 0 {
		above, name = s.Path[:i], s.Path[i+1:]
	}
	holder, of := objectAt(all, above), objectAt(all, s.Of)
	if holder != nil && of != nil {
		define(holder, name, of)
	}
}

// objectAt returns the object at a path of names with dots between, nil for none.
func objectAt(object *goja.Object, path string) *goja.Object {
	for path != "" {
		name, rest, _ := strings.Cut(path, ".")
		below, ok := object.Get(name).(*goja.Object)
		if !ok {
			return nil
		}
		object, path = below, rest
	}
	return object
}

// jsonReader makes values of JSON. JSON.parse would do, but takes three times
// as long, of the little time that a condition has.
type jsonReader struct {
	vm     *goja.Runtime
	text   string              // what is left of it
	wanted map[string][]string // names in any case, by their small letters
	other  []otherCase
}

// otherCase is a member that may be meant by a name in other case.
type otherCase struct {
	object    *goja.Object
	key, name string
}

// read returns the value of JSON.
func (j *jsonReader) read(text []byte) (goja.Value, error) {
	if !json.Valid(text) {
		return nil, errScope
	}
	j.text = string(text)
	return j.value(), nil
}

// fold makes members that have no name exactly found by it in other case. Of
// several that could be meant it is the last.
func (j *jsonReader) fold() {
	for _, o := range slices.Backward(j.other) {
		if o.object.Get(o.name) == nil {
			// as define does, but a condition that lists the members does not meet it
			_ = o.object.DefineDataProperty(o.name, o.object.Get(o.key), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
		}
	}
}

// peek looks at the next character that is no blank.
func (j *jsonReader) peek() byte {
	j.text = strings.TrimLeft(j.text, " \t\r\n")
	return j.text[0]
}

// next takes it.
func (j *jsonReader) next() byte {
	c := j.peek()
	j.text = j.text[1:]
	return c
}

func (j *jsonReader) value() goja.Value {
	switch c := j.next(); c {
	case '{':
		return j.object()
	case '[':
		return j.array()
	case '"':
		return j.vm.ToValue(j.string())
	case 't':
		return j.literal("rue", true)
	case 'f':
		return j.literal("alse", false)
	case 'n':
		j.text = j.text[len("ull"):]
		return goja.Null()
	default:
		return j.number(c)
	}
}

func (j *jsonReader) literal(rest string, value bool) goja.Value {
	j.text = j.text[len(rest):]
	return j.vm.ToValue(value)
}

func (j *jsonReader) object() goja.Value {
	object := j.vm.NewObject()
	for c := j.next(); c != '}'; c = j.next() {
		if c == ',' {
			j.next()
		}
		key := j.string()
		j.next()
		value := j.value()
		if key == "__proto__" { // a member like any other
			define(object, key, value)
			continue
		}
		_ = object.Set(key, value) // it cannot fail, as in define
		j.note(object, key)
	}
	return object
}

// note remembers a member whose name stands in the condition in other case.
func (j *jsonReader) note(object *goja.Object, key string) {
	if len(j.wanted) == 0 {
		return
	}
	for _, name := range j.wanted[strings.ToLower(key)] {
		if name != key {
			j.other = append(j.other, otherCase{object, key, name})
		}
	}
}

func (j *jsonReader) array() goja.Value {
	var list []any
	if j.peek() == ']' {
		j.next()
		return j.vm.NewArray()
	}
	for c := byte(','); c == ','; c = j.next() {
		list = append(list, j.value())
	}
	return j.vm.NewArray(list...)
}

// string reads a string behind its first quote.
func (j *jsonReader) string() string {
	end := strings.IndexAny(j.text, `"\`)
	if j.text[end] == '"' {
		plain := j.text[:end]
		j.text = j.text[end+1:]
		if !utf8.ValidString(plain) {
			plain = string([]rune(plain)) // each byte that is no character becomes one
		}
		return plain
	}
	for j.text[end] != '"' {
		if j.text[end] == '\\' {
			end++
		}
		end++
	}
	var text string
	_ = json.Unmarshal([]byte(`"`+j.text[:end+1]), &text) // it is valid
	j.text = j.text[end+1:]
	return text
}

// number reads a number that begins with c.
func (j *jsonReader) number(c byte) goja.Value {
	end := len(j.text) - len(strings.TrimLeft(j.text, "0123456789+-.eE"))
	number, _ := strconv.ParseFloat(string(c)+j.text[:end], 64) // too large is infinite, as in JSON.parse
	j.text = j.text[end:]
	return j.vm.ToValue(number)
}
