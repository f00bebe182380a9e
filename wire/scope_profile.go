package wire

import (
	"bytes"
	"encoding/json"

	"callboard/models"
)

// fieldsFirst are the objects whose members a condition sees by their names
// when a profile changed: the fields, then what else there is of it. It is
// never changed.
var fieldsFirst = []string{"data.fields", "data"}

// unordered are the members of a JSON object by their keys.
type unordered map[string]json.RawMessage

func unorderedOf(value []byte) unordered {
	var all unordered
	_ = json.Unmarshal(value, &all) // what is no object has no members
	return all
}

// ofProfile is what a condition sees of a changed profile beside what it sees
// of every event.
func ofProfile(e models.Event) []models.JSONMember {
	now, _ := readEntry(e.Data) // what is no object has nothing
	return []models.JSONMember{rawMember("profile", flatProfile(now, unorderedOf(e.Expands)["collections"]))}
}

// ofSubprofile is the same of a changed subprofile: profile is its parent, of
// which an event that nobody looked at in time knows only the id. The member
// profile of the subprofile is the same; see Sight.
func ofSubprofile(e models.Event) []models.JSONMember {
	now, _ := readEntry(e.Data)
	around := unorderedOf(e.Expands)
	parent, err := readEntry(around["profile"])
	if err != nil {
		parent = entry{id: unorderedOf(e.Data)["profile"]}
	}
	own := append(spread(now.fields), now.ownID()...)
	own = append(own, rawMember("profile", null))
	return []models.JSONMember{rawMember("profile", flatProfile(parent, around["collections"])), rawMember("subprofile", object(own))}
}

// flatProfile writes a profile so that all it has lies side by side. Of members
// with one name the last counts: the id before a field, a field before a
// collection, that before an interest.
func flatProfile(profile entry, collections []byte) []byte {
	var list []models.JSONMember
	var interests []string
	_ = json.Unmarshal(profile.interests, &interests) // what is no list of names has none
	for _, name := range interests {
		list = append(list, rawMember(name, []byte("true")))
	}
	list = append(list, spread(collections)...)
	list = append(list, spread(profile.fields)...)
	return object(append(list, profile.ownID()...))
}

// ownID is the id as a member, none when nobody told it.
func (e entry) ownID() []models.JSONMember {
	if len(e.id) == 0 || bytes.Equal(e.id, null) {
		return nil
	}
	return []models.JSONMember{rawMember("id", e.id)}
}

// spread returns the members of a JSON object as they were written, in one
// piece.
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
