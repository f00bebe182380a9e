package condition

import (
	"strings"

	"github.com/dop251/goja"
)

// defineScope defines the names that a condition sees: the members of the scope,
// then the members of its bare objects, then the same in other case, the first
// bare object before the scope. Names of the language keep their meaning: a field
// cannot take their place.
func (r *run) defineScope(q Question) error {
	r.scope, r.bare, r.redacted, r.hints = q.Scope, q.Bare, q.Redacted, q.Trace
	reader := jsonReader{js: r.js}
	if q.AnyCase {
		reader.wanted = r.compiled.folded
	}
	value, err := reader.read(q.Scope)
	if err != nil {
		return err
	}
	scope, ok := value.(*goja.Object)
	if !ok || scope.ClassName() != "Object" {
		return errScope
	}
	for _, s := range q.Same {
		alias(scope, s)
	}
	r.defineNames(scope, scope.Keys())
	var bare []*goja.Object
	for _, path := range q.Bare {
		if object := objectAt(scope, path); object != nil {
			bare = append(bare, object)
			r.defineNames(object, r.compiled.names)
		}
	}
	reader.fold()
	for i, object := range bare {
		r.defineNames(object, r.compiled.names)
		if i == 0 { // so that Profile is the profile rather than data.profile, which is its id
			r.defineNames(scope, r.compiled.names)
		}
	}
	return nil
}

// defineNames defines those of these names that an object has members of.
func (r *run) defineNames(object *goja.Object, names []string) {
	global := r.js.GlobalObject()
	for _, name := range names {
		if value := object.Get(name); value != nil && global.Get(name) == nil {
			define(global, name, value)
		}
	}
}

// define gives an object a member. It cannot fail: only the condition could have
// closed the object to new members, and it has not run yet.
func define(object *goja.Object, name string, value goja.Value) {
	_ = object.DefineDataProperty(name, value, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
}

// alias makes a member of the scope the same object as another one.
func alias(scope *goja.Object, s Same) {
	above, name := "", s.Path
	if i := strings.LastIndexByte(s.Path, '.'); i >= 0 {
		above, name = s.Path[:i], s.Path[i+1:]
	}
	holder, of := objectAt(scope, above), objectAt(scope, s.Of)
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
