package api

import "bytes"

// Entry is a member of an OrderedMap.
type Entry[V any] struct {
	Name  string
	Value V
}

// OrderedMap is a JSON object whose names are data, in an order that means
// something: of the fields of a form, or of the columns that a list is sorted
// by. An object whose names are known is a struct.
type OrderedMap[V any] []Entry[V]

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
