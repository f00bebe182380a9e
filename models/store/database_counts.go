package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// recordsCounted is how far the records of a database or collection are
// counted.
const recordsCounted = 1001

// countedAtOnce is how many databases or collections one statement counts:
// SQLite puts at most 500 answers together.
const countedAtOnce = 100

// databaseCount is how many rows belong to a database or collection.
type databaseCount struct {
	ID models.ID
	N  int
}

// DatabaseCounts says how much belongs to each of these databases and
// collections, by row id, in a few statements however many there are.
func (s *Store) DatabaseCounts(ctx context.Context, in models.Scope, ids []models.ID) (map[models.ID]models.DatabaseCounts, error) {
	q := withinCompanies(s.db.WithContext(ctx), in).Session(&gorm.Session{})
	counts := make(map[models.ID]models.DatabaseCounts, len(ids))
	for some := range slices.Chunk(ids, countedAtOnce) {
		var collections, callbacks []databaseCount
		err := q.Model(&models.Collection{}).Where("database_id IN ? AND deleted_at = 0", some).
			Select("database_id AS id, COUNT(*) AS n").Group("database_id").Scan(&collections).Error
		if err != nil {
			return nil, fmt.Errorf("count collections: %w", err)
		}
		err = q.Model(&models.Callback{}).Where("database_ref_id IN ? AND database_ref_id <> 0 AND deleted_at = 0 AND ended_at = 0", some).
			Select("database_ref_id AS id, COUNT(*) AS n").Group("database_ref_id").Scan(&callbacks).Error
		if err != nil {
			return nil, fmt.Errorf("count the callbacks of databases: %w", err)
		}
		records, err := countRecords(q, some)
		if err != nil {
			return nil, fmt.Errorf("count profiles: %w", err)
		}
		for _, id := range some {
			counts[id] = models.DatabaseCounts{
				Collections: databaseCountOf(collections, id), Records: databaseCountOf(records, id), Callbacks: databaseCountOf(callbacks, id),
			}
		}
	}
	return counts, nil
}

// countRecords looks at no more rows of each than it counts.
func countRecords(q *gorm.DB, ids []models.ID) (counts []databaseCount, err error) {
	var selects []string
	var values []any
	for _, id := range ids {
		rows := q.Table("records").Select("id").Where("database_ref_id = ? AND database_ref_id <> 0 AND deleted_at = 0", id).Limit(recordsCounted)
		selects, values = append(selects, "SELECT ? AS id, COUNT(*) AS n FROM (?) AS r"), append(values, id, rows)
	}
	err = q.Session(&gorm.Session{NewDB: true}).Raw(strings.Join(selects, " UNION ALL "), values...).Scan(&counts).Error
	return counts, err
}

func databaseCountOf(counts []databaseCount, id models.ID) int {
	for _, count := range counts {
		if count.ID == id {
			return count.N
		}
	}
	return 0
}
