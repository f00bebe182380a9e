package wire

import (
	"bytes"
	"encoding/json"

	"callboard/models"
)

// fieldsFirst are the objects whose members a condition sees by their bare names
// when a profile changed: first the fields, then the rest of the profile.
var fieldsFirst = []string{"data.fields", "data"}

// membersByName returns the members of a JSON object, none of any other value.
func membersByName(value []byte) map[string]json.RawMessage {
	var byName map[string]json.RawMessage
	_ = json.Unmarshal(value, &byName)
	return byName
}

// ofProfile returns what a condition sees of a changed profile besides what it sees
// of every event.
func ofProfile(e models.Event) []models.JSONMember {
	now, _ := readEntry(e.Data) // a value that is no object has nothing
	return []models.JSONMember{rawMember("profile", flatProfile(now, membersByName(e.Expands)["collections"]))}
}

// ofSubprofile is ofProfile for a changed subprofile. profile is its parent, of which
// only the id is known when it was not read in time. The member profile of the
// subprofile is made the same object by ConditionScope.Same.
func ofSubprofile(e models.Event) []models.JSONMember {
	now, _ := readEntry(e.Data)
	related := membersByName(e.Expands)
	parent, err := readEntry(related["profile"])
	if err != nil {
		parent = entry{id: membersByName(e.Data)["profile"]}
	}
	own := append(spread(now.fields), now.ownID()...)
	own = append(own, rawMember("profile", null))
	return []models.JSONMember{rawMember("profile", flatProfile(parent, related["collections"])), rawMember("subprofile", object(own))}
}

// flatProfile writes all that a profile has as members of one object. Of members
// with the same name the last counts, so that the id wins over a field, a field
// over a collection, and that over an interest.
func flatProfile(profile entry, collections []byte) []byte {
	var list []models.JSONMember
	var interests []string
	_ = json.Unmarshal(profile.interests, &interests) // no names when it is no list of names
	for _, name := range interests {
		list = append(list, rawMember(name, []byte("true")))
	}
	list = append(list, spread(collections)...)
	list = append(list, spread(profile.fields)...)
	return object(append(list, profile.ownID()...))
}

// ownID returns the id as a member, none when it is not known.
func (e entry) ownID() []models.JSONMember {
	if len(e.id) == 0 || bytes.Equal(e.id, null) {
		return nil
	}
	return []models.JSONMember{rawMember("id", e.id)}
}

// spread returns all members of a JSON object, as they were written, as one
// JSONMember.
func spread(value []byte) []models.JSONMember {
	inside, ok := bytes.CutPrefix(bytes.TrimSpace(value), []byte("{"))
	if !ok || !json.Valid(value) {
		return nil
	}
	if inside = bytes.TrimSpace(bytes.TrimSuffix(inside, []byte("}"))); len(inside) == 0 {
		return nil
	}
	return []models.JSONMember{{Raw: inside}}
}
