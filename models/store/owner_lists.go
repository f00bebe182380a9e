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

// OwnerFilter says which companies or locations a list shows.
type OwnerFilter struct {
	Q       string    // a part of name or code, or an exact public id
	Company models.ID // of locations; zero: any
	After   string    // keyset: the next of the page before
	Limit   int       // zero: 50
}

// Companies lists companies by name. next is the After of the following
// page, "" on the last.
func (s *Store) Companies(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.CompanyRow, next string, err error) {
	var found []models.Company
	q := withinCompanies(s.db.WithContext(ctx), in).Where("deleted_at = 0")
	if err := f.page(q, "name").Find(&found).Error; err != nil {
		return nil, "", fmt.Errorf("list companies: %w", err)
	}
	if len(found) > f.limit() {
		found = found[:f.limit()]
		last := found[len(found)-1]
		next = cursor(last.Name, last.ID)
	}
	rows = make([]models.CompanyRow, len(found))
	keys := make([]models.ID, len(found))
	for i, c := range found {
		rows[i].Company, keys[i] = c, c.ID
	}
	locations, err1 := s.count(ctx, "locations", "company_id", keys, "deleted_at = 0")
	callbacks, err2 := s.count(ctx, "callbacks", "company_id", keys, liveCallback, s.now())
	failed, err3 := s.failedToday(ctx, "company_id", keys)
	for i := range rows {
		id := rows[i].ID
		rows[i].Locations, rows[i].Callbacks, rows[i].FailedToday = locations[id], callbacks[id], failed[id]
	}
	return rows, next, cmp.Or(err1, err2, err3)
}

// Locations lists locations by name.
func (s *Store) Locations(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.LocationRow, next string, err error) {
	q := s.db.WithContext(ctx).Table("locations").
		Select("locations.*, companies.name AS company_name, companies.public_id AS company_public_id").
		Joins("JOIN companies ON companies.id = locations.company_id AND companies.deleted_at = 0").
		Where("locations.deleted_at = 0")
	q = within(q, in, "locations.company_id", "locations.id")
	if f.Company != 0 {
		q = q.Where("locations.company_id = ?", f.Company)
	}
	if err := f.page(q, "locations.name", "locations.code").Scan(&rows).Error; err != nil {
		return nil, "", fmt.Errorf("list locations: %w", err)
	}
	if len(rows) > f.limit() {
		rows = rows[:f.limit()]
		last := rows[len(rows)-1]
		next = cursor(last.Name, last.ID)
	}
	return rows, next, s.describe(ctx, rows)
}

// describe fills in the numbers of the rows.
func (s *Store) describe(ctx context.Context, rows []models.LocationRow) error {
	keys := make([]models.ID, len(rows))
	for i, row := range rows {
		keys[i] = row.ID
	}
	postbacks, err1 := s.count(ctx, "callbacks", "location_id", keys, liveCallback+" AND kind = ?", s.now(), models.KindPostback)
	failed, err2 := s.failedToday(ctx, "location_id", keys)
	last, err3 := s.lastDeliveries(ctx, keys)
	for i := range rows {
		id := rows[i].ID
		rows[i].Postbacks, rows[i].FailedToday, rows[i].LastDelivery = postbacks[id], failed[id], last[id]
	}
	return cmp.Or(err1, err2, err3)
}

// liveCallback keeps callbacks that are neither deleted nor ended at a moment.
const liveCallback = "deleted_at = 0 AND ended_at = 0 AND (end_at = 0 OR end_at > ?)"

// count counts the rows of a table by a column, for some of its values.
func (s *Store) count(ctx context.Context, table, column string, keys []models.ID, where string, values ...any) (map[models.ID]int, error) {
	return s.sum(s.db.WithContext(ctx).Table(table).Where(where, values...), column, "COUNT(*)", keys)
}

// failedToday counts what failed since midnight UTC, by a column.
func (s *Store) failedToday(ctx context.Context, column string, keys []models.ID) (map[models.ID]int, error) {
	midnight := models.At(s.Now().UTC().Truncate(24 * time.Hour))
	q := s.db.WithContext(ctx).Table("hourly_counters").Where("hour >= ? AND status = ?", midnight, models.Failed)
	return s.sum(q, column, "SUM(count)", keys)
}

func (s *Store) sum(q *gorm.DB, column, what string, keys []models.ID) (map[models.ID]int, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var found []struct {
		ID models.ID
		N  int
	}
	err := q.Select(column+" AS id, "+what+" AS n").Where(column+" IN ?", keys).Group(column).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("count for a list: %w", err)
	}
	sums := make(map[models.ID]int, len(found))
	for _, one := range found {
		sums[one.ID] = one.N
	}
	return sums, nil
}

// lastDeliveries returns when the newest delivery of each location was
// accepted, which its ID says: one step into an index for each.
func (s *Store) lastDeliveries(ctx context.Context, locations []models.ID) (map[models.ID]models.Millis, error) {
	if len(locations) == 0 {
		return nil, nil
	}
	var found []struct{ ID, Last models.ID }
	err := s.db.WithContext(ctx).Raw(`SELECT l.id, COALESCE((SELECT d.id FROM deliveries d
  WHERE d.company_id = l.company_id AND d.location_id = l.id ORDER BY d.id DESC LIMIT 1), 0) AS last
  FROM locations l WHERE l.id IN ?`, locations).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("find the last deliveries: %w", err)
	}
	last := make(map[models.ID]models.Millis, len(found))
	for _, one := range found {
		if one.Last != 0 {
			last[one.ID] = models.At(one.Last.Time())
		}
	}
	return last, nil
}

func (f OwnerFilter) limit() int { return cmp.Or(f.Limit, 50) }

// page asks for the rows of one page and one more, by name and id. columns
// are the name and whatever else Q searches; the name's table has the ids.
func (f OwnerFilter) page(q *gorm.DB, name string, others ...string) *gorm.DB {
	table := strings.TrimSuffix(name, "name")
	if f.Q != "" {
		q = q.Where(f.search(q.Session(&gorm.Session{NewDB: true}), table+"public_id", append(others, name)))
	}
	if after, id, ok := parseCursor(f.After); ok {
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
	if plausible(text) {
		q = q.Or(publicID+" = ?", text)
	}
	return q
}

// cursor names a row of a list that is in the order of name and id.
func cursor(name string, id models.ID) string { return id.String() + name }

func parseCursor(text string) (name string, id models.ID, ok bool) {
	const digits = 13 // of an ID
	if len(text) < digits {
		return "", 0, false
	}
	id, err := models.ParseID(text[:digits])
	return strings.ToValidUTF8(text[digits:], "�"), id, err == nil
}
