package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

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

// Member is one name of an answer, and its value.
type Member struct {
	Name  string
	Value any
}

// Ordered is a JSON object whose members keep the order in which a published
// document shows them.
type Ordered []Member

// Get returns the value of a member, nil when there is none.
func (o Ordered) Get(name string) any {
	for _, one := range o {
		if one.Name == name {
			return one.Value
		}
	}
	return nil
}

// MarshalJSON writes the members in their order.
func (o Ordered) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, one := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		for _, part := range []any{one.Name, one.Value} {
			encoded, err := Encode(part)
			if err != nil {
				return nil, err
			}
			text.Write(encoded)
			text.WriteByte(':')
		}
		text.Truncate(text.Len() - 1)
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

// Encode writes a value as JSON in which &, < and > stay as they are: URLs
// are read by people.
func Encode(value any) ([]byte, error) {
	if raw, ok := value.(json.RawMessage); ok {
		return raw, nil // as it was given, blanks too
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// Write answers with a JSON body.
func Write(w http.ResponseWriter, status int, value any) error {
	return WriteAs(w, "application/json", status, value)
}

// WriteAs answers with a JSON body of a media type of its own.
func WriteAs(w http.ResponseWriter, media string, status int, value any) error {
	body, err := Encode(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The caller has gone when this fails: nobody is left to be told.
	_, _ = w.Write(body)
	return nil
}
