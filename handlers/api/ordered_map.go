package api

import (
	"bytes"
	"slices"
)

// Entry is a member of an OrderedMap.
type Entry[V any] struct {
	Name  string
	Value V
}

// OrderedMap is a JSON object whose names are data, in an order that means
// something: of the fields of a form, of the columns that a list is sorted
// by, or of the paths of a document. An object whose names are known is a struct.
type OrderedMap[V any] []Entry[V]

// Get returns the value of a member; ok is false when there is none.
func (m OrderedMap[V]) Get(name string) (value V, ok bool) {
	i := slices.IndexFunc(m, func(entry Entry[V]) bool { return entry.Name == name })
	if i < 0 {
		return value, false
	}
	return m[i].Value, true
}

// Set adds a member at the end, or replaces the one of this name.
func (m *OrderedMap[V]) Set(name string, value V) {
	i := slices.IndexFunc(*m, func(entry Entry[V]) bool { return entry.Name == name })
	if i < 0 {
		*m = append(*m, Entry[V]{name, value})
		return
	}
	(*m)[i].Value = value
}

// MarshalJSON writes the members in their order.
func (m OrderedMap[V]) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, entry := range m {
		if i > 0 {
			text.WriteByte(',')
		}
		name, err := Encode(entry.Name)
		if err != nil {
			return nil, err
		}
		value, err := Encode(entry.Value)
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
