package store

import (
	"cmp"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// OwnerFilter says which companies, locations, databases or collections a list
// shows.
type OwnerFilter struct {
	Q        string    // a part of name or code, or an exact public id
	Company  models.ID // of locations and databases; zero: any
	Database models.ID // of collections
	After    string    // keyset: the next of the page before
	Limit    int       // zero: 50
}

// MostOwners is the Limit of a list that is shown as a whole.
const MostOwners = 1000

// ownerPage reads the rows of a page, of the query that f.page returned. next
// is the After of the following page, "" on the last.
func ownerPage[R any](f OwnerFilter, q *gorm.DB, cursor func(R) string) (rows []R, next string, err error) {
	if err := q.Scan(&rows).Error; err != nil {
		return nil, "", err
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		next = cursor(rows[len(rows)-1])
	}
	return rows, next, nil
}

func (f OwnerFilter) limit() int { return cmp.Or(f.Limit, 50) }

// page asks for the rows of one page and one more, by name and id. name is
// the column of the name with its table.
func (f OwnerFilter) page(q *gorm.DB, name string) *gorm.DB {
	table := strings.TrimSuffix(name, "name")
	if f.Q != "" {
		q = q.Where(f.search(q.Session(&gorm.Session{NewDB: true}), table))
	}
	if after, id, ok := parseNameCursor(f.After); ok {
		q = q.Where("("+name+" > ? OR ("+name+" = ? AND "+table+"id > ?))", after, after, id)
	}
	return q.Order(name).Order(table + "id").Limit(f.limit() + 1)
}

// search finds Q within what rows are searched by, or as the public id.
func (f OwnerFilter) search(q *gorm.DB, table string) *gorm.DB {
	q = q.Where("INSTR("+table+"folded, ?) > 0", models.Folded(f.Q))
	if text := strings.TrimSpace(f.Q); models.MayBePublicID(text) {
		q = q.Or(table+"public_id = ?", text)
	}
	return q
}

// nameCursor names a row of a list that is in the order of name and id.
func nameCursor(name string, id models.ID) string { return id.String() + name }

// Placed says whether f.After is the next of some page, or "" for the first.
func (f OwnerFilter) Placed() bool {
	_, _, ok := parseNameCursor(f.After)
	return ok || f.After == ""
}

func parseNameCursor(text string) (name string, id models.ID, ok bool) {
	const digits = 13 // of an ID
	if len(text) < digits {
		return "", 0, false
	}
	id, err := models.ParseID(text[:digits])
	return strings.ToValidUTF8(text[digits:], "�"), id, err == nil
}
