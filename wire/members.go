package wire

import (
	"errors"

	"callboard/models"
)

// errNoObject says that the data of an event is no JSON object.
var errNoObject = errors.New("what the event carries is not a JSON object")

// members returns the members of a JSON object in their order.
func members(object []byte) ([]models.JSONMember, error) {
	var list []models.JSONMember
	for member, err := range models.JSONMembers(object) {
		if err != nil {
			return nil, errNoObject
		}
		list = append(list, member)
	}
	return list, nil
}

// object writes members as one JSON object, each as it was written.
func object(list []models.JSONMember) []byte {
	out := []byte{'{'}
	for i, m := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, m.Raw...)
	}
	return append(out, '}')
}

// textMember makes a member whose value is a string.
func textMember(name, value string) models.JSONMember {
	return rawMember(name, models.JSONString(value))
}

// rawMember makes a member whose value is JSON already.
func rawMember(name string, value []byte) models.JSONMember {
	raw := append(models.JSONString(name), ':')
	return models.JSONMember{Name: name, Raw: append(raw, value...), Value: value}
}
