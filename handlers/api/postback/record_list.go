package postback

import (
	"encoding/json"
	"net/http"
	"strconv"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/web"
)

// recordRow is what a list needs of a record: the fields that it is sorted by.
type recordRow struct {
	id    models.ID
	texts map[string]string
}

// Index lists records as IndexConfigs lists postbacks: filtered and sorted by any
// of their fields, the oldest first unless asked otherwise.
func (p recordPages) Index(w http.ResponseWriter, r *http.Request) error {
	query, err := readQuery(r)
	if err != nil {
		return err
	}
	wanted, err := parseList(query, recordColumns(p.resource))
	if err != nil {
		return err
	}
	ids, total, err := p.find(r, wanted)
	if err != nil {
		return err
	}
	rows, err := p.Store.RecordsByID(r.Context(), web.Scope(r), ids)
	if err != nil {
		return err
	}
	data := make([]json.RawMessage, len(rows))
	for i, record := range rows {
		data[i] = record.Data
	}
	return api.Write(w, http.StatusOK, api.OrderedMap[any]{
		{Name: p.resource.Plural, Value: data},
		{Name: "meta", Value: wanted.meta(api.BaseURL(r, p.PublicURL)+r.URL.Path, total)},
	})
}

// find returns the records of the wanted page, and how many there are on all of
// them. Fields stand within the JSON of records, so that all of the scope are looked
// at, and of those that pass only what they are sorted by is kept.
func (p recordPages) find(r *http.Request, wanted list[recordRow]) (ids []models.ID, total int, err error) {
	var rows []recordRow
	f := store.RecordFilter{Resource: p.resource.Name}
	err = p.Store.EachRecord(r.Context(), web.Scope(r), f, func(record models.Record) {
		row := recordRow{record.ID, p.resource.Texts(record.Data)}
		if !wanted.wants(row) {
			return
		}
		kept := make(map[string]string, len(wanted.sort))
		for _, by := range wanted.sort {
			kept[by.name] = row.texts[by.name]
		}
		rows = append(rows, recordRow{row.id, kept})
	})
	if err != nil {
		return nil, 0, err
	}
	wanted.order(rows)
	for _, row := range rows[min(wanted.from(), len(rows)):min(wanted.from()+wanted.size, len(rows))] {
		ids = append(ids, row.id)
	}
	return ids, len(rows), nil
}

// recordColumns are all fields of a resource. Amounts and whole numbers are compared
// as such, what is null as nothing.
func recordColumns(resource records.Resource) []column[recordRow] {
	columns := make([]column[recordRow], len(resource.Fields))
	for i, field := range resource.Fields {
		text := func(row recordRow) string { return row.texts[field.Name] }
		columns[i] = column[recordRow]{name: field.Name, text: text}
		if field.Numeric() {
			columns[i].number = func(row recordRow) float64 {
				number, _ := strconv.ParseFloat(text(row), 64) // what is null comes first
				return number
			}
		}
	}
	return columns
}
