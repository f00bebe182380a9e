package views

import (
	"strings"

	"callboard/models"
	"callboard/models/records"
)

// RecordList is the list of the records of one resource at a location.
type RecordList struct {
	Company  models.Company
	Location models.Location
	Resource records.Resource
	Q        string // the id that was looked for
	Rows     []models.Record
	Next     string
	CanSee   bool // may see what records hold
	MayWrite bool
}

func (l RecordList) crumbs() []Link {
	return append(locationCrumbs(l.Company, l.Location, ""), Link{Text: l.Location.Name, Href: LocationURL(l.Location)})
}

// title is what a record is called by those who may see what it holds.
func (l RecordList) title(r models.Record) string {
	if !l.CanSee {
		return l.Resource.Label + " " + Shorten(r.PublicID)
	}
	return l.Resource.Title(l.Resource.Texts(r.Data))
}

// columns are the fields that the list shows beside the title.
func (l RecordList) columns() []records.Field {
	var list []records.Field
	for _, name := range l.Resource.Columns {
		if l.CanSee {
			list = append(list, l.Resource.Field(name))
		}
	}
	return list
}

func (l RecordList) lowerMany() string { return strings.ToLower(l.Resource.Many) }
