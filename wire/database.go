package wire

import (
	"bytes"
	"slices"
	"strings"

	"callboard/models"
)

// textXML is the content type of the callbacks that get XML.
const textXML = "text/xml"

var (
	null        = []byte("null")
	noFields    = []byte("{}")
	noInterests = []byte("[]")
)

// databaseBody writes what a database callback receives (seed 004): the
// profile or subprofile that was created, updated or deleted.
func databaseBody(a Attempt) ([]byte, error) {
	list, err := entryMembers(a.Event)
	if err != nil {
		return nil, err
	}
	if wantsXML(a.Callback) {
		return entryXML(resource(a.Event), list)
	}
	return object(list), nil
}

func wantsXML(c models.Callback) bool { return strings.EqualFold(c.ContentType(), textXML) }

// contentType is the Content-Type of the requests of c. XML says its charset
// there too, as RFC 7303 has it: without it, receivers of older rules read
// text/xml as US-ASCII or Latin-1, whatever the document itself declares.
// CloudEvents say it as the examples of their HTTP protocol binding do, in the small
// letters of their libraries: that for Node knows no others.
func contentType(c models.Callback) string {
	if wantsXML(c) || c.ShakesHands() {
		return c.ContentType() + "; charset=utf-8"
	}
	return c.ContentType()
}

// entryMembers lists the members that report a change, in their order. fields are
// those before an update, and updated the new values of those that changed.
func entryMembers(e models.Event) ([]models.JSONMember, error) {
	if e.Action == "" {
		return nil, errNoAction
	}
	now, err := readEntry(e.Data)
	if err != nil {
		return nil, err
	}
	fields, updated := now.fields, noFields
	if e.Action == models.Update {
		fields, updated = now.since(e.Before)
	}
	id := now.id
	if e.RecordID != "" {
		id = models.JSONString(e.RecordID)
	}
	action := textMember("action", string(e.Action))
	if resource(e) == models.Subprofile {
		return []models.JSONMember{
			rawMember("id", id), rawMember("profile", now.profile), rawMember("collection", now.collection),
			action, rawMember("fields", fields), rawMember("updated", updated),
		}, nil
	}
	return []models.JSONMember{rawMember("id", id), action, rawMember("fields", fields), rawMember("updated", updated), rawMember("interests", now.interests)}, nil
}

// entry is a profile or subprofile as an event holds it, all of it JSON.
type entry struct {
	id, profile, collection []byte // a string, or null
	fields                  []byte // an object
	interests               []byte // an array
}

// readEntry reads the data of an event. Data that was published by hand may be a
// flat object: all of its members are fields then, whatever they are called.
func readEntry(data []byte) (entry, error) {
	list, err := members(data)
	if err != nil {
		return entry{}, err
	}
	e := entry{id: null, profile: null, collection: null, fields: data, interests: noInterests}
	hasFields := slices.ContainsFunc(list, func(m models.JSONMember) bool { return m.Name == "fields" && m.Value[0] == '{' })
	for _, m := range list {
		switch {
		case m.Name == "id":
			e.id = idOrNull(m.Value)
		case !hasFields: // a flat object
		case m.Name == "profile":
			e.profile = idOrNull(m.Value)
		case m.Name == "collection":
			e.collection = idOrNull(m.Value)
		case m.Name == "fields" && m.Value[0] == '{':
			e.fields = m.Value
		case m.Name == "interests" && m.Value[0] == '[':
			e.interests = m.Value
		}
	}
	return e, nil
}

// idOrNull returns an id as a JSON string, and null for a value that is none.
func idOrNull(value []byte) []byte {
	switch {
	case value[0] == '"':
		return value
	case bytes.IndexByte([]byte("-0123456789"), value[0]) >= 0:
		return models.JSONString(string(value))
	}
	return null
}

// since returns the fields before an update, and those that it changed. When an
// update was published without its before, the former values are not known: there
// are no fields then, and all are updated.
func (e entry) since(before []byte) (fields, updated []byte) {
	was, err := readEntry(before)
	if err != nil {
		return noFields, e.fields
	}
	return was.fields, changed(was.fields, e.fields)
}
