package store

import (
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

// databaseCounts says how much belongs to each of these databases and collections, in
// a few statements however many there are. Each query of within is kept within
// a scope.
func databaseCounts(within func() *gorm.DB, of []models.ID) (map[models.ID]models.DatabaseCounts, error) {
	counted := make(map[models.ID]models.DatabaseCounts, len(of))
	for some := range slices.Chunk(of, countedAtOnce) {
		var collections, callbacks, records []databaseCount
		err := within().Model(&models.Collection{}).Where("database_id IN ? AND deleted_at = 0", some).
			Select("database_id AS id, COUNT(*) AS n").Group("database_id").Scan(&collections).Error
		if err == nil {
			err = within().Model(&models.Callback{}).Where("database_ref_id IN ? AND database_ref_id <> 0 AND deleted_at = 0 AND ended_at = 0", some).
				Select("database_ref_id AS id, COUNT(*) AS n").Group("database_ref_id").Scan(&callbacks).Error
		}
		if err == nil {
			records, err = countRecords(within, some)
		}
		if err != nil {
			return nil, fmt.Errorf("count what belongs to databases and collections: %w", err)
		}
		for _, id := range some {
			counted[id] = models.DatabaseCounts{Collections: databaseCountOf(collections, id), Records: databaseCountOf(records, id), Callbacks: databaseCountOf(callbacks, id)}
		}
	}
	return counted, nil
}

// countRecords looks at no more rows of each than it counts.
func countRecords(within func() *gorm.DB, of []models.ID) (found []databaseCount, err error) {
	var parts []string
	var values []any
	for _, id := range of {
		some := within().Table("records").Select("id").Where("database_ref_id = ? AND database_ref_id <> 0 AND deleted_at = 0", id).Limit(recordsCounted)
		parts, values = append(parts, "SELECT ? AS id, COUNT(*) AS n FROM (?) AS r"), append(values, id, some)
	}
	err = within().Session(&gorm.Session{NewDB: true}).Raw(strings.Join(parts, " UNION ALL "), values...).Scan(&found).Error
	return found, err
}

func databaseCountOf(counts []databaseCount, id models.ID) int {
	i := slices.IndexFunc(counts, func(one databaseCount) bool { return one.ID == id })
	if i < 0 {
		return 0
	}
	return counts[i].N
}
