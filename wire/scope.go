package wire

import (
	"encoding/json"

	"callboard/models"
)

// Scope writes what a condition sees of an event: a JSON object of the names
// that a condition may use. company and location are the event's; a zero
// location is null, like everything that an event does not have.
func Scope(e models.Event, company models.Company, location models.Location) []byte {
	changed := ""
	if e.Action != "" {
		changed = resource(e)
	}
	return object([]member{
		text("event_type", e.Type),
		orNull("action", string(e.Action)),
		orNull("resource", changed),
		raw("data", given(e.Data)),
		raw("before", given(e.Before)),
		raw("company", named(company.PublicID, company.Name)),
		raw("location", named(location.PublicID, location.Name)),
	})
}

func orNull(key, value string) member {
	if value == "" {
		return raw(key, []byte("null"))
	}
	return text(key, value)
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
	return object([]member{text("id", id), text("name", name)})
}
