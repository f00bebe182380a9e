package models

import (
	"encoding/json"
	"strings"
)

// DataMistake is a place in the data of an event that is not as its type wants it.
type DataMistake struct {
	Path string // "subscription.subscription_list.id"
	Text string // "must be given"
}

// DataMistakes returns what is wrong with the data of an event of a built-in type: its
// subject has to be there, an object, and in it the list or campaign id that callbacks
// ask for. Without them a receiver of the published form would get an event about
// nothing.
func (t EventType) DataMistakes(data []byte) []DataMistake {
	if t.Subject == "" {
		return nil
	}
	path := t.Filter.Path
	if len(path) == 0 {
		path = []string{t.Subject, ""} // the subject itself
	}
	for i, name := range path[:len(path)-1] {
		at := strings.Join(path[:i+1], ".")
		var object map[string]json.RawMessage
		if json.Unmarshal(data, &object) != nil {
			return nil // that data is an object is looked at before
		}
		data = object[name]
		switch {
		case isBlank(data):
			return []DataMistake{{at, "must be given"}}
		case data[0] != '{':
			return []DataMistake{{at, "must be an object"}}
		}
	}
	if len(t.Filter.Path) == 0 {
		return nil
	}
	last, at := path[len(path)-1:], strings.Join(path, ".")
	var object map[string]json.RawMessage
	_ = json.Unmarshal(data, &object) // it is an object: see above
	switch value := object[last[0]]; {
	case isBlank(value) || string(value) == `""`:
		return []DataMistake{{at, "must be given"}}
	case (Filter{Path: last}).Value(data) == "":
		return []DataMistake{{at, "must be a text of up to 200 characters, or a number"}}
	}
	return nil
}

func isBlank(value []byte) bool { return len(value) == 0 || string(value) == "null" }

// Schema returns the JSON Schema of the data of a built-in type, which says what
// DataMistakes looks at; nil for any object.
func (t EventType) Schema() []byte {
	if t.Subject == "" {
		return nil
	}
	schema, path := []byte(`{"type":"object"}`), t.Filter.Path
	if len(path) == 0 {
		path = []string{t.Subject}
	} else {
		schema = []byte(`{"type":["string","number"],"minLength":1,"maxLength":200}`)
	}
	for i := len(path) - 1; i >= 0; i-- {
		name := string(JSONString(path[i]))
		schema = []byte(`{"type":"object","required":[` + name + `],"properties":{` + name + `:` + string(schema) + `}}`)
	}
	return schema
}
