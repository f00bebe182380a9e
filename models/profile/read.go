package profile

import (
	"bytes"
	"encoding/json"
)

// members returns the members of a JSON object in their order. Of a name that
// comes twice the last value counts, in the place of the first.
func members(object []byte) ([]Field, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	if open, err := d.Token(); err != nil || open != json.Delim('{') || !json.Valid(object) {
		return nil, errShape
	}
	list, place := []Field{}, map[string]int{}
	for d.More() {
		key, err := d.Token()
		name, isText := key.(string)
		var value json.RawMessage
		if err != nil || !isText || d.Decode(&value) != nil {
			return nil, errShape
		}
		if i, twice := place[name]; twice {
			list[i].Value = value
			continue
		}
		place[name] = len(list)
		list = append(list, Field{name, value})
	}
	return list, nil
}

// interests reads a list of names, each once, in their order. It is never nil.
func interests(value []byte) ([]string, error) {
	var names []string
	if err := json.Unmarshal(value, &names); err != nil {
		return nil, errShape
	}
	list, seen := []string{}, map[string]bool{"": true}
	for _, name := range names {
		if !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return list, nil
}

// quoted writes a JSON string and leaves <, > and & as they are.
func quoted(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return string(bytes.TrimRight(out.Bytes(), "\n"))
}
