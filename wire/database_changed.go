package wire

import (
	"bytes"
	"slices"

	"callboard/models"
	"callboard/models/profile"
)

// changed returns the fields whose value differs from the one before, in their
// order, and after them those that are gone, as null. A field that is absent counts
// as null; of a name that comes twice the last counts, as it does to receivers.
func changed(before, after []byte) []byte {
	was, now := fieldsOf(before), fieldsOf(after)
	var list []models.JSONMember
	for i, m := range now.list {
		if now.last[m.Name] == i && !profile.Alike(was.value(m.Name), m.Value) {
			list = append(list, m)
		}
	}
	for i, m := range was.list {
		if _, kept := now.last[m.Name]; !kept && was.last[m.Name] == i && !profile.Alike(m.Value, null) {
			name := bytes.TrimSuffix(m.Raw, m.Value)
			list = append(list, models.JSONMember{Name: m.Name, Raw: slices.Concat(name, null), Value: null})
		}
	}
	return object(list)
}

// fields are the members of an object, and the index of the last of each name.
type fields struct {
	list []models.JSONMember
	last map[string]int
}

func fieldsOf(object []byte) fields {
	list, _ := members(object) // it was read before
	f := fields{list, make(map[string]int, len(list))}
	for i, m := range list {
		f.last[m.Name] = i
	}
	return f
}

func (f fields) value(name string) []byte {
	if i, ok := f.last[name]; ok {
		return f.list[i].Value
	}
	return null
}
