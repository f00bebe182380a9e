package profile

import (
	"encoding/json"

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
