package wire

import (
	"errors"

	"callboard/models"
)

// errNoObject says that what an event carries is not a JSON object.
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
func textMember(key, value string) models.JSONMember {
	return rawMember(key, models.JSONString(value))
}

// rawMember makes a member of a value that is JSON already.
func rawMember(key string, value []byte) models.JSONMember {
	written := append(models.JSONString(key), ':')
	return models.JSONMember{Name: key, Raw: append(written, value...), Value: value}
}
