package store

import (
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// liveCallback keeps callbacks that are neither deleted nor ended at a moment.
const liveCallback = "deleted_at = 0 AND ended_at = 0 AND (end_at = 0 OR end_at > ?)"

// ownerCounts counts for the rows of one page: one question for all of them.
type ownerCounts struct {
	db     *gorm.DB
	column string // company_id or location_id
	keys   []models.ID
}

// count counts the rows of a table that belong to each key.
func (n ownerCounts) count(table, where string, values ...any) (map[models.ID]int, error) {
	return n.sum(n.db.Table(table).Where(where, values...), "COUNT(*)")
}

// failedToday counts what failed since midnight UTC.
func (n ownerCounts) failedToday(now time.Time) (map[models.ID]int, error) {
	midnight := models.At(now.UTC().Truncate(24 * time.Hour))
	return n.sum(n.db.Table("hourly_counters").Where("hour >= ? AND status = ?", midnight, models.Failed), "SUM(count)")
}

func (n ownerCounts) sum(q *gorm.DB, what string) (map[models.ID]int, error) {
	if len(n.keys) == 0 {
		return nil, nil
	}
	var rows []struct {
		ID models.ID
		N  int
	}
	err := q.Select(n.column+" AS id, "+what+" AS n").Where(n.column+" IN ?", n.keys).Group(n.column).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count for a list: %w", err)
	}
	sums := make(map[models.ID]int, len(rows))
	for _, row := range rows {
		sums[row.ID] = row.N
	}
	return sums, nil
}

// lastDeliveries returns when the newest delivery of each location was
// accepted, which its ID says: one step into an index for each status.
func (n ownerCounts) lastDeliveries() (map[models.ID]models.Millis, error) {
	if len(n.keys) == 0 {
		return nil, nil
	}
	statuses := make([]string, len(models.Statuses))
	for i, status := range models.Statuses {
		statuses[i] = fmt.Sprintf("SELECT %d AS status", status)
	}
	var rows []struct{ ID, Last models.ID }
	err := n.db.Raw(`SELECT l.id, COALESCE((SELECT d.id FROM deliveries d
  WHERE d.company_id = l.company_id AND d.location_id = l.id AND d.status = s.status ORDER BY d.id DESC LIMIT 1), 0) AS last
  FROM locations l CROSS JOIN (`+strings.Join(statuses, " UNION ALL ")+`) s WHERE l.id IN ?`, n.keys).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find the last deliveries: %w", err)
	}
	last := make(map[models.ID]models.Millis, len(n.keys))
	for _, row := range rows {
		if row.Last != 0 {
			last[row.ID] = max(last[row.ID], models.At(row.Last.Time()))
		}
	}
	return last, nil
}
