package profile

import (
	"encoding/json"
	"strings"

	"callboard/models"
)

// members returns the members of a JSON object in their order. Of a name that
// comes twice the last value counts, in the place of the first.
func members(object []byte) ([]Field, error) {
	list, index := []Field{}, map[string]int{}
	for member, err := range models.JSONMembers(object) {
		if err != nil {
			return nil, errShape
		}
		if i, twice := index[member.Name]; twice {
			list[i].Value = member.Value
			continue
		}
		index[member.Name] = len(list)
		list = append(list, Field{member.Name, member.Value})
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

// ReadInterests reads the interests of a body: a list of names, one name, or a
// map that says of each name whether it is one ({"football":1,"tennis":0}). on
// are the names in their order, each once, and never nil; off are those that a
// map says are none. Problems when it is none of these.
func ReadInterests(value []byte) (on, off []string, err error) {
	value = models.OrEmptyObject(value)
	name := ""
	if json.Unmarshal(value, &name) == nil {
		value, _ = json.Marshal([]string{name})
	}
	if on, err = interests(value); err == nil {
		return on, nil, nil
	}
	named, err := members(value)
	if err != nil {
		return nil, nil, errInterests
	}
	on = []string{}
	for _, f := range named {
		switch text := string(f.Value); {
		case f.Name == "":
		case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
			return nil, nil, errInterests
		case text == "false" || text == "null" || text == `""` || text == `"0"` || text == `"false"` || decimal(text) == "0":
			off = append(off, f.Name)
		default:
			on = append(on, f.Name)
		}
	}
	return on, off, nil
}

var errInterests = models.Problems{{Field: "interests", Text: "The interests must be a list of names", Code: models.Malformed}}
