package wire

import (
	"bytes"
	"encoding/json"
	"slices"

	"callboard/models"
)

// profileScope is what a condition sees when a profile changed. profile has its id,
// fields and interests, and flat beside them its collections, its fields and its
// interests: of one name that order counts, with the fields before the collections.
func profileScope(e models.Event, event models.JSONMember) ConditionScope {
	now, _ := readEntry(e.Data) // a value that is no object has nothing
	scope := databaseScope()
	own := withoutFields(now, e.Expands)
	if path := fieldsPath(now, e.Data); path != "" {
		scope.Same = [][2]string{{"profile.fields", path}}
	} else {
		own = append(own, rawMember("fields", noFields))
	}
	scope.Object = object([]models.JSONMember{event, rawMember("profile", object(own))})
	scope.IDs = []string{"profile"}
	return scope
}

// subprofileScope is what a condition sees when a subprofile changed. profile is its
// parent, of which only the id is known when it was not read in time.
func subprofileScope(e models.Event, event models.JSONMember) ConditionScope {
	now, _ := readEntry(e.Data)
	parent, err := readEntry(membersByName(e.Expands)["profile"])
	if err != nil {
		parent = entry{id: membersByName(e.Data)["profile"]}
	}
	if !isObject(parent.fields) {
		parent.fields = noFields
	}
	above := append(withoutFields(parent, e.Expands), rawMember("fields", parent.fields))
	below := append(now.ownID(), rawMember("profile", null))
	scope := databaseScope()
	scope.Same = [][2]string{{"subprofile.profile", "profile"}}
	if path := fieldsPath(now, e.Data); path != "" {
		scope.Same = append(scope.Same, [2]string{"subprofile.fields", path})
	} else {
		below = append(below, rawMember("fields", noFields))
	}
	scope.Spread = append(scope.Spread, [2]string{"subprofile", "subprofile.fields"})
	scope.Object = object([]models.JSONMember{event, rawMember("profile", object(above)), rawMember("subprofile", object(below))})
	scope.IDs = []string{"profile", "subprofile"}
	return scope
}

// databaseScope is what the scopes of profiles and subprofiles have in common.
func databaseScope() ConditionScope {
	return ConditionScope{
		Fields: []string{"event.data.fields", "event.data"}, Words: bareWords, AnyCase: true,
		Spread: [][2]string{{"profile", "profile.fields"}, {"profile", "profile.interests"}},
	}
}

// fieldsPath returns where the scope holds the fields of the entry that data was
// read as, "" for an entry without fields.
func fieldsPath(now entry, data []byte) string {
	switch {
	case !isObject(now.fields):
		return ""
	case len(now.fields) == len(data): // it was published flat
		return "event.data"
	}
	return "event.data.fields"
}

func isObject(value []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(value), []byte{'{'}) }

// withoutFields writes a profile but for its fields: its collections, unless a field
// has the same name, its interests, and its id.
func withoutFields(profile entry, expands []byte) []models.JSONMember {
	around := membersByName(expands)
	collections, _ := members(around["collections"]) // none when it is no object
	taken := map[string]json.RawMessage{}
	if len(collections) > 0 {
		taken = membersByName(profile.fields)
	}
	own := slices.DeleteFunc(collections, func(c models.JSONMember) bool {
		_, isField := taken[c.Name]
		return isField || c.Name == "id" || c.Name == "fields" || c.Name == "interests"
	})
	own = append(own, profile.ownID()...)
	return append(own, rawMember("interests", interestFlags(profile.interests, around["interests"])))
}

// interestFlags writes an object of a profile's interests: true for those that it
// has, false for the others of those that are known in its database.
func interestFlags(interests, known []byte) []byte {
	var has, all []string
	_ = json.Unmarshal(interests, &has) // no names when it is no list of names
	_ = json.Unmarshal(known, &all)
	list := make([]models.JSONMember, 0, len(has)+len(all))
	set := make(map[string]bool, len(has))
	for _, name := range has {
		set[name] = true
		list = append(list, rawMember(name, []byte("true")))
	}
	for _, name := range all {
		if !set[name] {
			list = append(list, rawMember(name, []byte("false")))
		}
	}
	return object(list)
}

// membersByName returns the members of a JSON object, none of any other value.
func membersByName(value []byte) map[string]json.RawMessage {
	var byName map[string]json.RawMessage
	_ = json.Unmarshal(value, &byName)
	return byName
}

// ownID returns the id as a member, none when it is not known.
func (e entry) ownID() []models.JSONMember {
	if len(e.id) == 0 || bytes.Equal(e.id, null) {
		return nil
	}
	return []models.JSONMember{rawMember("id", e.id)}
}
