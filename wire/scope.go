package wire

import (
	"encoding/json"

	"callboard/models"
)

// Sight is what a condition sees of an event, in the terms of package
// condition.
type Sight struct {
	Scope   []byte      // a JSON object of the names that a condition may use
	Bare    []string    // paths of objects whose members it sees by their names too
	AnyCase bool        // names are found in any case
	Same    [][2]string // what it sees at the first path is what it sees at the second
}

// Scope writes what a condition sees of an event. company and location are the
// event's; a zero location is null, like everything that an event does not
// have.
func Scope(e models.Event, company models.Company, location models.Location) Sight {
	changed := ""
	if e.Action != "" {
		changed = resource(e)
	}
	seen := []models.JSONMember{
		textMember("event_type", e.Type),
		orNull("action", string(e.Action)),
		orNull("resource", changed),
		rawMember("data", given(e.Data)),
		rawMember("before", given(e.Before)),
		rawMember("company", named(company.PublicID, company.Name)),
		rawMember("location", named(location.PublicID, location.Name)),
	}
	switch changed {
	case models.Profile:
		return Sight{Scope: object(append(seen, ofProfile(e)...)), Bare: fieldsFirst, AnyCase: true}
	case models.Subprofile:
		return Sight{
			Scope: object(append(seen, ofSubprofile(e)...)), Bare: fieldsFirst, AnyCase: true,
			Same: [][2]string{{"subprofile.profile", "profile"}},
		}
	}
	return Sight{Scope: object(seen), Bare: []string{"data"}}
}

func orNull(key, value string) models.JSONMember {
	if value == "" {
		return rawMember(key, []byte("null"))
	}
	return textMember(key, value)
}

// given returns JSON as it is, and null for none.
func given(value []byte) []byte {
	if !json.Valid(value) {
		return []byte("null")
	}
	return value
}

func named(id, name string) []byte {
	if id == "" {
		return []byte("null")
	}
	return object([]models.JSONMember{textMember("id", id), textMember("name", name)})
}
