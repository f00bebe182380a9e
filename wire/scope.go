package wire

import (
	"encoding/json"

	"callboard/models"
)

// ConditionScope is what a condition sees of an event, as package condition takes
// it.
type ConditionScope struct {
	Object  []byte      // a JSON object of the names that a condition may use
	Bare    []string    // paths of objects whose members it also sees by their bare names
	AnyCase bool        // names are found in any case
	Same    [][2]string // at the first path it sees the object that lies at the second
}

// ScopeOf writes what a condition sees of an event. company and location are those
// of the event; a zero location is null, like all that an event does not have.
func ScopeOf(e models.Event, company models.Company, location models.Location) ConditionScope {
	changedResource := ""
	if e.Action != "" {
		changedResource = resource(e)
	}
	common := []models.JSONMember{
		textMember("event_type", e.Type),
		textOrNull("action", string(e.Action)),
		textOrNull("resource", changedResource),
		rawMember("data", validOrNull(e.Data)),
		rawMember("before", validOrNull(e.Before)),
		rawMember("company", idAndName(company.PublicID, company.Name)),
		rawMember("location", idAndName(location.PublicID, location.Name)),
	}
	switch changedResource {
	case models.Profile:
		return ConditionScope{Object: object(append(common, ofProfile(e)...)), Bare: fieldsFirst, AnyCase: true}
	case models.Subprofile:
		return ConditionScope{
			Object: object(append(common, ofSubprofile(e)...)), Bare: fieldsFirst, AnyCase: true,
			Same: [][2]string{{"subprofile.profile", "profile"}},
		}
	}
	return ConditionScope{Object: object(common), Bare: []string{"data"}}
}

// textOrNull makes a member of a text, null for none.
func textOrNull(key, value string) models.JSONMember {
	if value == "" {
		return rawMember(key, null)
	}
	return textMember(key, value)
}

// validOrNull returns a value that is JSON as it is, and null for any other.
func validOrNull(value []byte) []byte {
	if !json.Valid(value) {
		return null
	}
	return value
}

// idAndName writes an object of both, and null without an id.
func idAndName(id, name string) []byte {
	if id == "" {
		return null
	}
	return object([]models.JSONMember{textMember("id", id), textMember("name", name)})
}
