package views

import (
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/views/code"
)

// profileTitle is what a profile is called: its fields are free.
func profileTitle(r models.Record) string { return resourceLabel(r.Resource) + " " + r.PublicID }

// fieldText is the value of a field as people read it. What its name says is
// secret is not shown.
func fieldText(f profile.Field) string {
	switch text := records.Plain(f.Value); {
	case text == "":
		return "–"
	case code.IsSecret(f.Name):
		return code.Hidden
	case code.Hides(f.Name, f.Value):
		return string(code.Masked(f.Value))
	default:
		return text
	}
}

// someFields are the first fields of a profile in one line.
func someFields(r models.Record) string {
	const most, longest = 4, 40
	data, err := profile.Parse(r.Data)
	if err != nil {
		return ""
	}
	var parts []string
	for _, f := range data.Fields[:min(most, len(data.Fields))] {
		parts = append(parts, oneLine(f.Name, longest)+": "+oneLine(fieldText(f), longest))
	}
	if more := len(data.Fields) - most; more > 0 {
		parts = append(parts, "and "+Number(more)+" more")
	}
	return strings.Join(parts, ", ")
}

// ProfilePage is a profile or subprofile, or the question whether to delete
// it.
type ProfilePage struct {
	ProfileList
	Record      models.Record
	Parent      models.Record // of a subprofile
	Data        profile.Data
	Collections []ProfileList // of a profile: its subprofiles, by collection
	Children    int           // how many there are
	History     []models.RecordChange
	Events      []models.Event
}

func (p ProfilePage) crumbs() []Link {
	crumbs := append(databaseCrumbs(p.Company, p.DatabaseRef), Link{Text: databaseName(p.DatabaseRef), Href: DatabaseURL(p.DatabaseRef)})
	return append(crumbs, Link{Text: manyOf(p.DatabaseRef), Href: ProfilesURL(p.DatabaseRef)})
}

// deliveriesOf is the log of what a profile has caused.
func (p ProfilePage) deliveriesOf() string {
	return DeliveriesURL(deliverylog.Filter{Company: p.Company.PublicID, Q: p.Record.PublicID})
}
