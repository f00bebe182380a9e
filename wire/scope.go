package wire

import (
	"encoding/json"
	"strings"

	"callboard/models"
)

// ConditionScope is what a condition sees of an event, as package condition takes
// it. Paths are names with dots between, from Object on.
type ConditionScope struct {
	Object  []byte      // a JSON object of the names that are always seen
	Fields  []string    // paths of the objects whose members are the record's fields
	Words   [][2]string // bare names, each with the path that it stands for when no field has the name
	AnyCase bool        // members are found in any case
	Same    [][2]string // at the first path it sees the object that lies at the second
	Spread  [][2]string // the object at the first path has the members of the second, too
	IDs     []string    // paths of objects that compare like their id
}

// bareWords are the names of what surrounds a record, as conditions may write them
// without event. in front.
var bareWords = [][2]string{
	{"event_type", "event.type"},
	{"action", "event.action"},
	{"resource", "event.resource"},
	{"data", "event.data"},
	{"before", "event.before"},
	{"company", "event.company"},
	{"location", "event.location"},
}

// ScopeOf writes what a condition sees of an event. company and location are those
// of the event; a zero location is null, like all that an event does not have.
func ScopeOf(e models.Event, company models.Company, location models.Location) ConditionScope {
	changedResource := ""
	if e.Action != "" {
		changedResource = resource(e)
	}
	source, by := sourceOf(e.Source)
	event := rawMember("event", object([]models.JSONMember{
		textMember("type", e.Type),
		textOrNull("action", string(e.Action)),
		textOrNull("resource", changedResource),
		rawMember("data", validOrNull(e.Data)),
		rawMember("before", validOrNull(e.Before)),
		rawMember("company", idAndName(company.PublicID, company.Name)),
		rawMember("location", idAndName(location.PublicID, location.Name)),
		textMember("source", source),
		textOrNull("by", by),
	}))
	switch changedResource {
	case models.Profile:
		return profileScope(e, event)
	case models.Subprofile:
		return subprofileScope(e, event)
	}
	return ConditionScope{Object: object([]models.JSONMember{event}), Fields: []string{"event.data"}, Words: bareWords}
}

// sourceOf parts who published an event into the way it came, api or console, and
// the name of the key or the person.
func sourceOf(published string) (source, by string) {
	if key, ok := strings.CutPrefix(published, string(models.KeyActor)+" "); ok {
		return "api", key
	}
	return "console", strings.TrimPrefix(published, string(models.PersonActor)+" ")
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
