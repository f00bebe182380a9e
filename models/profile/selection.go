package profile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"callboard/models"
)

// Selection says which profiles a list shows, and in which order. The zero
// Selection is all, oldest first.
type Selection struct {
	Comparisons []Comparison // all of them pass
	OrderBy     string       // a field; "" by age
	Descending  bool
}

// IsAll says that no profile has to be looked at.
func (s Selection) IsAll() bool { return len(s.Comparisons) == 0 && s.OrderBy == "" }

// Row is a profile that was selected, and what it is sorted by.
type Row struct {
	ID  models.ID
	key value
}

// keyLimit is how many bytes of a text a list is sorted by.
const keyLimit = 256

// Row says whether a profile is selected.
func (s Selection) Row(record models.Record) (row Row, ok bool) {
	fields := lookupOf(record)
	for _, c := range s.Comparisons {
		if !c.matches(fields.value(c.Name)) {
			return Row{}, false
		}
	}
	row.ID = record.ID
	if s.OrderBy != "" {
		row.key = fields.value(s.OrderBy)
		row.key.text = strings.Clone(row.key.text[:min(len(row.key.text), keyLimit)])
	}
	return row, true
}

// Sort orders rows that stand by age. Of two that are alike the older comes
// first, or the younger when the order is descending.
func (s Selection) Sort(rows []Row) {
	if s.OrderBy != "" {
		slices.SortStableFunc(rows, func(a, b Row) int { return a.key.compare(b.key) })
	}
	if s.Descending {
		slices.Reverse(rows)
	}
}

// lookup finds the values of a profile by their names.
type lookup struct {
	record models.Record
	fields []byte // JSON
}

// lookupOf reads the JSON of a profile.
func lookupOf(record models.Record) lookup {
	for name, value := range storedMembers(record.Data) {
		if string(name) == "fields" {
			return lookup{record, value}
		}
	}
	return lookup{record: record}
}

// value returns the field of a name, exactly or in another letter case. "id" is
// the profile itself, as in conditions; created and modified are its times
// where it has no such fields.
func (l lookup) value(name string) value {
	if name == "id" {
		return value{text: l.record.PublicID}
	}
	var similar json.RawMessage
	for field, raw := range storedMembers(l.fields) {
		if bytes.IndexByte(field, '\\') >= 0 {
			field = unescaped(field)
		}
		if string(field) == name {
			return valueOf(raw)
		}
		if similar == nil && bytes.EqualFold(field, []byte(name)) {
			similar = raw
		}
	}
	switch lower := strings.ToLower(name); {
	case similar != nil:
		return valueOf(similar)
	case lower == "id":
		return value{text: l.record.PublicID}
	case lower == "created":
		return value{text: moment(l.record.CreatedAt)}
	case lower == "modified":
		return value{text: moment(l.record.UpdatedAt)}
	}
	return value{missing: true}
}

// unescaped reads what stands between the quotes of a JSON string.
func unescaped(text []byte) []byte {
	var plain string
	if json.Unmarshal(slices.Concat([]byte{'"'}, text, []byte{'"'}), &plain) != nil {
		return text
	}
	return []byte(plain)
}
