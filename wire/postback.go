package wire

import (
	"bytes"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"callboard/models"
)

// errNoAction says that an event reports no change of a record: a postback can
// report nothing else.
var errNoAction = errors.New("the event is no change of a record")

// postbackBody writes what a postback receives (seed 003, "Postback Data
// Format"), its fields in the order of the document.
func postbackBody(a Attempt) ([]byte, error) {
	if a.Event.Action == "" {
		return nil, errNoAction
	}
	data, err := expanded(a)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, field := range [][2]string{
		{"type", strings.ToUpper(string(a.Event.Action))},
		{"resource", resource(a.Event)},
		{"number_of_attempts", strconv.Itoa(a.Number)},
		{"data", string(data)},
	} {
		if out.Len() > 0 {
			out.WriteByte('&')
		}
		out.WriteString(field[0] + "=" + url.QueryEscape(field[1]))
	}
	return out.Bytes(), nil
}

// expanded returns the record of an event, together with those related records of
// the event that the callback asks for.
func expanded(a Attempt) ([]byte, error) {
	record, err := members(a.Event.Data)
	wanted := models.ExpandNames(a.Callback.Settings.Expands)
	if err != nil || len(wanted) == 0 || len(a.Event.Expands) == 0 {
		return a.Event.Data, err
	}
	related, err := members(a.Event.Expands)
	if err != nil {
		return nil, err
	}
	ownMembers := len(record)
	for _, m := range related {
		if slices.Contains(wanted, m.Name) && !holds(record[:ownMembers], m.Name) {
			record = append(record, m)
		}
	}
	if len(record) == ownMembers {
		return a.Event.Data, nil
	}
	return object(record), nil
}

// holds says whether one of the members has the name.
func holds(list []models.JSONMember, name string) bool {
	return slices.ContainsFunc(list, func(m models.JSONMember) bool { return m.Name == name })
}
