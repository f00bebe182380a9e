package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// OwnerFilter says which companies, locations, databases or collections a list
// shows.
type OwnerFilter struct {
	Q        string    // a part of name or code, or an exact public id
	Company  models.ID // of locations; zero: any
	Database models.ID // of collections
	After    string    // keyset: the next of the page before
	Limit    int       // zero: 50
}

// ownerList lists by name. Its functions return the rows of a page and the
// After of the following one, "" on the last.
type ownerList struct {
	DB  *gorm.DB // the rows within somebody's scope
	Now time.Time
}

// Companies lists companies. DB reaches those of the scope.
func (d ownerList) Companies(ctx context.Context, f OwnerFilter) (rows []models.CompanyRow, next string, err error) {
	q := d.DB.WithContext(ctx).Table("companies").Where("companies.deleted_at = 0")
	if err := f.page(q, "companies.name").Scan(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list companies: %w", err)
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		last := rows[len(rows)-1]
		next = nameCursor(last.Name, last.ID)
	}
	keys := make([]models.ID, len(rows))
	for i, row := range rows {
		keys[i] = row.ID
	}
	n := d.numbers(ctx, "company_id", keys)
	locations, err1 := n.count("locations", "deleted_at = 0")
	callbacks, err2 := n.count("callbacks", liveCallback, models.At(d.Now))
	failed, err3 := n.failedToday(d.Now)
	for i := range rows {
		id := rows[i].ID
		rows[i].Locations, rows[i].Callbacks, rows[i].FailedToday = locations[id], callbacks[id], failed[id]
	}
	return rows, next, cmp.Or(err1, err2, err3)
}

// Locations lists locations. DB reaches those of the scope.
func (d ownerList) Locations(ctx context.Context, f OwnerFilter) (rows []models.LocationRow, next string, err error) {
	q := d.DB.WithContext(ctx).Table("locations").
		Select("locations.*, companies.name AS company_name, companies.public_id AS company_public_id").
		Joins("JOIN companies ON companies.id = locations.company_id AND companies.deleted_at = 0").
		Where("locations.deleted_at = 0")
	if f.Company != 0 {
		q = q.Where("locations.company_id = ?", f.Company)
	}
	if err := f.page(q, "locations.name", "locations.code").Scan(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list locations: %w", err)
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		last := rows[len(rows)-1]
		next = nameCursor(last.Name, last.ID)
	}
	return rows, next, d.describe(ctx, rows)
}

// describe fills in the numbers of locations.
func (d ownerList) describe(ctx context.Context, rows []models.LocationRow) error {
	keys := make([]models.ID, len(rows))
	for i, row := range rows {
		keys[i] = row.ID
	}
	n := d.numbers(ctx, "location_id", keys)
	postbacks, err1 := n.count("callbacks", liveCallback+" AND kind = ?", models.At(d.Now), models.KindPostback)
	failed, err2 := n.failedToday(d.Now)
	last, err3 := n.lastDeliveries()
	for i := range rows {
		id := rows[i].ID
		rows[i].Postbacks, rows[i].FailedToday, rows[i].LastDelivery = postbacks[id], failed[id], last[id]
	}
	return cmp.Or(err1, err2, err3)
}

func (f OwnerFilter) limit() int { return cmp.Or(f.Limit, 50) }

// page asks for the rows of one page and one more, by name and id. name is
// the column of the name with its table, others is what Q searches besides.
func (f OwnerFilter) page(q *gorm.DB, name string, others ...string) *gorm.DB {
	table := strings.TrimSuffix(name, "name")
	if f.Q != "" {
		q = q.Where(f.search(q.Session(&gorm.Session{NewDB: true}), table+"public_id", append(others, name)))
	}
	if after, id, ok := parseNameCursor(f.After); ok {
		q = q.Where("("+name+" > ? OR ("+name+" = ? AND "+table+"id > ?))", after, after, id)
	}
	return q.Order(name).Order(table + "id").Limit(f.limit() + 1)
}

// search finds Q within the columns, or as the public id.
func (f OwnerFilter) search(q *gorm.DB, publicID string, columns []string) *gorm.DB {
	text := strings.TrimSpace(strings.ToValidUTF8(f.Q, "�"))
	part := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
	for _, column := range columns {
		q = q.Or(column+" LIKE ? ESCAPE '!'", part)
	}
	if models.MayBePublicID(text) {
		q = q.Or(publicID+" = ?", text)
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
