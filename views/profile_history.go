package views

import (
	"bytes"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/profile"
)

// longestChange is how much of a value its history shows, in characters.
const longestChange = 120

// profileChange says which fields a change of a profile changed, and how.
func profileChange(line models.RecordChange) string {
	was, _ := profile.Parse(line.Before) // nothing before the first state
	is, err := profile.Parse(line.After)
	if err != nil {
		return ""
	}
	var words []string
	for _, f := range is.Fields {
		i := slices.IndexFunc(was.Fields, func(field profile.Field) bool { return field.Name == f.Name })
		switch {
		case i < 0:
			words = append(words, f.Name+": "+oneLine(fieldText(f), longestChange))
		case !bytes.Equal(was.Fields[i].Value, f.Value):
			words = append(words, f.Name+": "+oneLine(fieldText(was.Fields[i]), longestChange)+" → "+oneLine(fieldText(f), longestChange))
		}
	}
	if !slices.Equal(was.Interests, is.Interests) {
		words = append(words, "Interests: "+orDefault(strings.Join(was.Interests, ", "), "–")+" → "+orDefault(strings.Join(is.Interests, ", "), "–"))
	}
	return strings.Join(words, "; ")
}

func (p ProfilePage) childrenWords() string {
	if p.Children == 1 {
		return "Its subprofile goes too, and is an event of its own: the callbacks of its collection are told."
	}
	return "Its " + countedNumber(p.Children) + " subprofiles go too. Each is an event of its own: the callbacks of their collections are told."
}
