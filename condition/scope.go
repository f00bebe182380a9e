package condition

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// defineScope defines the names that a condition sees. Each bare name that stands in
// it is looked up once, before it runs: see lookUp.
func (r *run) defineScope(q Question) error {
	r.scope, r.fields, r.redacted, r.hints = q.Scope.Object, q.Scope.Fields, q.Redacted, q.Trace
	reader := jsonReader{js: r.js, wanted: r.compiled.folded}
	value, err := reader.read(q.Scope.Object)
	if err != nil {
		return err
	}
	scope, ok := value.(*goja.Object)
	if !ok || scope.ClassName() != "Object" {
		return errScope
	}
	for _, pair := range q.Scope.Same {
		reader.alias(scope, pair[0], pair[1])
	}
	for _, pair := range q.Scope.Spread {
		reader.spread(scope, pair[0], pair[1])
	}
	for _, path := range q.Scope.IDs {
		compareAsID(r.js, objectAt(scope, path))
	}
	r.define(nameSources{reader: &reader, scope: scope, fields: objectsAt(scope, q.Scope.Fields), words: q.Scope.Words, anyCase: q.Scope.AnyCase})
	if q.Scope.AnyCase {
		reader.fold()
	}
	return nil
}

// define looks up the names of the condition, and makes globals of what they stand
// for.
func (r *run) define(n nameSources) {
	global := r.js.GlobalObject()
	values := map[string]goja.Value{}
	r.taken = map[string]taken{}
	for _, name := range r.compiled.names {
		value, taken := n.lookUp(name, r.globals)
		if value != nil {
			values[name] = value
		} else if taken.words == "" && global.Get(name) != nil { // what every object has
			taken.words, taken.language = "JavaScript's "+name, true
		}
		if slices.Contains(r.compiled.bare, name) {
			r.taken[name] = taken
		}
	}
	for name, value := range values {
		define(global, name, value)
	}
}

// nameSources are what bare names can stand for.
type nameSources struct {
	reader  *jsonReader
	scope   *goja.Object
	fields  []*goja.Object // whose members are the fields of the record
	words   [][2]string
	anyCase bool // members of the scope and words are found in other case, too
}

// taken says what a bare name was taken for.
type taken struct {
	words     string // "the record's field"; "" for a name that there is not
	language  bool   // it is JavaScript's own
	contested bool   // it might have been something else
}

// constants are the names of JavaScript that nothing takes the place of.
var constants = []string{"undefined", "NaN", "Infinity"}

// lookUp returns what a bare name stands for, nil when it is JavaScript's own or
// nothing at all. The order: the members of the scope, the field of exactly this
// name, JavaScript's globals, the first field of this name in any case, the words,
// and in other case what else there is: Profile is the profile, and not the member
// profile of a subprofile, which is its id.
func (n nameSources) lookUp(name string, globals map[string]bool) (goja.Value, taken) {
	exact, _ := n.field(name, n.fields)
	own, other := n.field(name, n.fields[:min(1, len(n.fields))])
	word := n.word(name, false)
	switch {
	case slices.Contains(constants, name):
		return nil, taken{words: "JavaScript's " + name, language: true}
	case n.member(name, false) != nil:
		t := taken{words: "the " + name}
		if own != nil || other != nil {
			t = taken{words: t.words + ", not the record's field", contested: true}
		}
		return n.member(name, false), t
	case exact != nil:
		ambiguous := other != nil || globals[name] || word != ""
		return exact.object.Get(exact.key), taken{words: "the record's field", contested: ambiguous}
	case globals[name]:
		t := taken{words: "JavaScript's " + name, language: true, contested: other != nil}
		if t.contested {
			t.words += ", not the record's field " + other.key
		}
		return nil, t
	case other != nil:
		ambiguous := n.several(name) || word != ""
		return other.object.Get(other.key), taken{words: "the record's field " + other.key, contested: ambiguous}
	case word != "":
		return valueAt(n.scope, word), taken{words: word}
	case n.anyCase && n.member(name, true) != nil:
		return n.member(name, true), taken{words: "the " + strings.ToLower(name)}
	case n.anyCase && n.word(name, true) != "":
		return valueAt(n.scope, n.word(name, true)), taken{words: n.word(name, true)}
	}
	if _, other = n.field(name, n.fields); other != nil {
		return other.object.Get(other.key), taken{words: "the record's field " + other.key}
	}
	return nil, taken{}
}

// field returns, of these objects, the member of exactly this name, and the first one
// of this name in other case; nil for none.
func (n nameSources) field(name string, of []*goja.Object) (exact, other *noted) {
	for _, object := range of {
		for _, m := range n.reader.noted[name] {
			switch {
			case m.object != object:
			case m.key == name && exact == nil:
				exact = &m
			case m.key != name && other == nil:
				other = &m
			}
		}
	}
	return exact, other
}

// several says that there are fields of a name in more than one case.
func (n nameSources) several(name string) bool {
	cases := map[string]bool{}
	for _, m := range n.reader.noted[name] {
		if slices.Contains(n.fields, m.object) {
			cases[m.key] = true
		}
	}
	return len(cases) > 1
}

// member returns the member of the scope of this name, nil for none.
func (n nameSources) member(name string, otherCase bool) goja.Value {
	for _, m := range n.reader.noted[name] {
		if m.object == n.scope && (otherCase || m.key == name) {
			return n.scope.Get(m.key)
		}
	}
	return nil
}

// word returns the path that a word stands for, "" for a name that is none.
func (n nameSources) word(name string, otherCase bool) string {
	for _, word := range n.words {
		if (word[0] == name || otherCase && strings.EqualFold(word[0], name)) && valueAt(n.scope, word[1]) != nil {
			return word[1]
		}
	}
	return ""
}

// define gives an object a member. It cannot fail: only the condition could have
// closed the object to new members, and it has not run yet.
func define(object *goja.Object, name string, value goja.Value) {
	_ = object.DefineDataProperty(name, value, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// hide is define for a member that a condition does not meet when it lists them.
func hide(object *goja.Object, name string, value goja.Value) {
	_ = object.DefineDataProperty(name, value, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// alias puts the object at one path at another one, too.
func (j *jsonReader) alias(scope *goja.Object, path, of string) {
	above, name := splitPath(path)
	holder, object := objectAt(scope, above), objectAt(scope, of)
	if holder == nil || object == nil {
		return
	}
	if holder.Get(name) == nil {
		hide(holder, name, object)
		j.note(holder, name)
		return
	}
	define(holder, name, object)
}

// spread gives the object at one path the members of the object at another one, but
// for those that it has. The other is not listed as its member any more.
func (j *jsonReader) spread(scope *goja.Object, path, of string) {
	to, from := objectAt(scope, path), objectAt(scope, of)
	if to == nil || from == nil {
		return
	}
	has := map[string]bool{}
	for _, key := range to.GetOwnPropertyNames() {
		has[key] = true
	}
	for _, key := range from.GetOwnPropertyNames() {
		if !has[key] {
			define(to, key, from.Get(key))
			j.note(to, key)
		}
	}
	if above, name := splitPath(of); above == path {
		hide(to, name, from)
	}
}

// compareAsID makes an object its own id where it is compared with a text or a
// number.
func compareAsID(js *goja.Runtime, object *goja.Object) {
	if object == nil {
		return
	}
	id := object.Get("id")
	if id == nil {
		return
	}
	itself := js.ToValue(func(goja.FunctionCall) goja.Value { return id })
	_ = object.DefineDataPropertySymbol(goja.SymToPrimitive, itself, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// splitPath parts the last name of a path from what stands before.
func splitPath(path string) (above, name string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}

// objectAt returns the object at a path, nil for none.
func objectAt(object *goja.Object, path string) *goja.Object {
	if path == "" {
		return object
	}
	below, _ := valueAt(object, path).(*goja.Object)
	return below
}

// objectsAt returns the objects at those of these paths that have one.
func objectsAt(scope *goja.Object, paths []string) []*goja.Object {
	var objects []*goja.Object
	for _, path := range paths {
		if object := objectAt(scope, path); object != nil {
			objects = append(objects, object)
		}
	}
	return objects
}

// valueAt returns the value at a path, nil for none.
func valueAt(object *goja.Object, path string) goja.Value {
	name, rest, further := strings.Cut(path, ".")
	value := object.Get(name)
	if !further {
		return value
	}
	below, ok := value.(*goja.Object)
	if !ok {
		return nil
	}
	return valueAt(below, rest)
}
