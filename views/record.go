package views

import (
	"strings"

	"callboard/models"
	"callboard/models/records"
)

// RecordPage is a record, its form, or the question whether to delete it.
type RecordPage struct {
	RecordList
	Record   models.Record // zero: a new one
	Key      string        // of this one filling in
	Texts    map[string]string
	Held     map[string]string // what is stored, when somebody changed it meanwhile
	History  []models.RecordChange
	Problems models.Problems
}

func (p RecordPage) crumbs() []Link {
	crumbs := append(p.RecordList.crumbs(), Link{Text: p.Resource.Many, Href: RecordsURL(p.Location, p.Resource)})
	return crumbs
}

// changed says which fields a change changed, and how.
func (p RecordPage) changed(line models.RecordChange) string {
	var words []string
	for _, difference := range p.Resource.Differences(line.Before, line.After) {
		was, is := records.Plain(difference.Old), records.Plain(difference.New)
		switch field := p.Resource.Field(difference.Field); {
		case field.Kind == records.Own || field.Name == "location_id":
		case line.Action == models.Create:
			words = append(words, field.Words()+": "+is)
		default:
			words = append(words, field.Words()+": "+orDefault(was, "–")+" → "+orDefault(is, "–"))
		}
	}
	return strings.Join(words, ", ")
}

// changeWords says what a change did to a record.
func changeWords(a models.Action) string {
	word := string(a) + "d"
	return strings.ToUpper(word[:1]) + word[1:]
}
