package views

import (
	"strings"

	"callboard/models/records"
)

func (p RecordPage) back() string {
	if p.Record.ID == 0 {
		return RecordsURL(p.Location, p.Resource)
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
