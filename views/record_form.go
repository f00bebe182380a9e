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

func (p RecordPage) back() string {
	if p.Record.ID == 0 {
		return recordsURL(p.Location, p.Resource)
	}
	return RecordURL(p.Resource, p.Record)
}

func (p RecordPage) action() string {
	if p.Record.ID == 0 {
		return p.back() + "/new"
	}
	return p.back() + "/edit"
}

func (p RecordPage) lower() string { return strings.ToLower(p.Resource.Label) }

// inputMode helps those who type on a phone.
func inputMode(f records.Field) string {
	switch f.Kind {
	case records.Integer:
		return "numeric"
	case records.Amount:
		return "decimal"
	}
	return ""
}

// fieldHint says what a field takes, where its name does not.
func fieldHint(f records.Field) string {
	switch f.Kind {
	case records.Integer:
		return "A whole number."
	case records.Amount:
		return "A number. Example: 12.50."
	case records.Product:
		return "24 to 36 hex digits."
	}
	return ""
}

func (p RecordPage) editHead() Head {
	head := Head{Title: "Add " + p.lower(), Document: "Add " + p.lower() + ", " + p.Location.Name, Crumbs: p.crumbs(), Problems: p.Problems}
	if p.Record.ID != 0 {
		head.Title, head.Document = "Edit ‘"+p.title(p.Record)+"’", ""
		head.Crumbs = append(head.Crumbs, Link{Text: p.title(p.Record), Href: p.back()})
	}
	if p.Held != nil {
		head.Changes = p.changes()
	}
	return head
}

// changes are what somebody else has stored meanwhile.
func (p RecordPage) changes() []Difference {
	var fields []Difference
	for _, field := range p.Resource.Typeable() {
		fields = append(fields, Difference{field.Words(), p.Held[field.Name], p.Texts[field.Name]})
	}
	return unlike(fields...)
}

// changed says which fields a change changed, and how.
func (p RecordPage) changed(line models.RecordChange) string {
	var words []string
	for _, one := range p.Resource.Differences(line.Before, line.After) {
		was, is := records.Plain(one.Old), records.Plain(one.New)
		switch field := p.Resource.Field(one.Field); {
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
