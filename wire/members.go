package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// errNoObject says that what an event carries is not a JSON object.
var errNoObject = errors.New("what the event carries is not a JSON object")

// member is one key of a JSON object with its value. Raw is both as they
// were written: numbers, escapes and the order of keys stay as published.
type member struct {
	Key   string
	Raw   []byte
	Value []byte
}

// members returns the members of a JSON object in their order.
func members(object []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errNoObject
	}
	var list []member
	for d.More() {
		one, err := readMember(d, object)
		if err != nil {
			return nil, errNoObject
		}
		list = append(list, one)
	}
	if _, err := d.Token(); err != nil {
		return nil, errNoObject
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errNoObject
	}
	return list, nil
}

func readMember(d *json.Decoder, object []byte) (member, error) {
	before := d.InputOffset()
	key, err := d.Token()
	if err != nil {
		return member{}, err
	}
	name, ok := key.(string)
	if !ok {
		return member{}, errNoObject
	}
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		return member{}, err
	}
	raw := bytes.TrimLeft(object[before:d.InputOffset()], ", \t\r\n")
	return member{Key: name, Raw: raw, Value: value}, nil
}

// object writes members as one JSON object, each as it was written.
func object(list []member) []byte {
	out := []byte{'{'}
	for i, m := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, m.Raw...)
	}
	return append(out, '}')
}

// text makes a member whose value is a string.
func text(key, value string) member {
	return raw(key, quoted(value))
}

// raw makes a member of a value that is JSON already.
func raw(key string, value []byte) member {
	written := append(quoted(key), ':')
	return member{Key: key, Raw: append(written, value...), Value: value}
}

// quoted writes a JSON string and leaves <, > and & as they are.
func quoted(s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return bytes.TrimRight(out.Bytes(), "\n")
}
