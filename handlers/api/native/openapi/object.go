package openapi

import (
	"bytes"
	"slices"

	"callboard/handlers/api"
)

// Object is a JSON object whose members keep their order, which a map of Go
// does not.
type Object[T any] []Member[T]

// Member is a name in an Object, and its value.
type Member[T any] struct {
	Name  string
	Value T
}

// Get returns the value of a member; ok is false when there is none.
func (o Object[T]) Get(name string) (value T, ok bool) {
	i := slices.IndexFunc(o, func(m Member[T]) bool { return m.Name == name })
	if i < 0 {
		return value, false
	}
	return o[i].Value, true
}

// Set adds a member at the end, or replaces the one of this name.
func (o *Object[T]) Set(name string, value T) {
	i := slices.IndexFunc(*o, func(m Member[T]) bool { return m.Name == name })
	if i < 0 {
		*o = append(*o, Member[T]{name, value})
		return
	}
	(*o)[i].Value = value
}

// MarshalJSON writes the members in their order.
func (o Object[T]) MarshalJSON() ([]byte, error) {
	text := bytes.NewBufferString("{")
	for i, member := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		name, err := api.Encode(member.Name)
		if err != nil {
			return nil, err
		}
		value, err := api.Encode(member.Value)
		if err != nil {
			return nil, err
		}
		text.Write(name)
		text.WriteByte(':')
		text.Write(value)
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}
