package api

import (
	"encoding/json"
	"unicode/utf8"

	"callboard/models"
)

// Object is a JSON object as it was sent: its members in their order, each
// byte for byte. The zero Object has none.
type Object struct {
	names  []string
	values map[string]json.RawMessage
}

// memberLimit is how many members are read: more than anything that we keep may
// have, and not the millions that fit into a long body.
const memberLimit = 10_000

// ParseObject reads text, which must be one JSON object in UTF-8 without a
// name that comes twice: what two readers could read in two ways is refused.
// So is what is nested deeper than models.DepthLimit.
func ParseObject(text []byte) (Object, error) {
	if !utf8.Valid(text) || models.TooDeep(text) {
		return Object{}, notAnObject(text)
	}
	o := Object{values: map[string]json.RawMessage{}}
	for member, err := range models.JSONMembers(text) {
		_, twice := o.values[member.Name]
		switch {
		case err != nil:
			return Object{}, notAnObject(text)
		case twice:
			return Object{}, BodyError{"The body must not name " + models.Shorten(member.Name, 61) + " twice"}
		}
		if len(o.names) == memberLimit {
			return Object{}, BodyError{"The body must not have more than 10,000 members in one object"}
		}
		o.names = append(o.names, member.Name)
		o.values[member.Name] = member.Value
	}
	return o, nil
}

// notAnObject says where and why a body is not one JSON object.
func notAnObject(text []byte) error { return BodyError{"The body " + models.NoJSONObject(text)} }

// Has says whether the object has the member, be it null.
func (o Object) Has(name string) bool {
	_, ok := o.values[name]
	return ok
}

// Blank says whether the member is absent or null.
func (o Object) Blank(name string) bool {
	value, ok := o.values[name]
	return !ok || string(value) == "null"
}

// Raw returns the member byte for byte, nil when it is absent.
func (o Object) Raw(name string) json.RawMessage { return o.values[name] }

// Members returns all members, each byte for byte. They are not to be changed.
func (o Object) Members() map[string]json.RawMessage { return o.values }

// Names lists the members in their order. They are not to be changed.
func (o Object) Names() []string { return o.names }

// Object returns the member as an object; ok is false when it is none.
func (o Object) Object(name string) (child Object, ok bool) {
	child, err := ParseObject(o.values[name])
	return child, err == nil
}

// Only says whether the object has no member but name.
func (o Object) Only(name string) bool { return len(o.names) == 1 && o.Has(name) }

// With returns the object with one member put in the place of the one of
// this name, or behind the others.
func (o Object) With(name string, value json.RawMessage) OrderedMap[json.RawMessage] {
	var members OrderedMap[json.RawMessage]
	for _, present := range o.names {
		members = append(members, Entry[json.RawMessage]{present, o.values[present]})
		if present == name {
			members[len(members)-1].Value = value
		}
	}
	if !o.Has(name) {
		members = append(members, Entry[json.RawMessage]{name, value})
	}
	return members
}
