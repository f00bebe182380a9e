package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
)

// How far back recent events are looked for: among the newest of a type in a
// company, or among the newest of all companies.
const (
	maxRecentOfType = 500
	maxRecentOfAll  = 2000
)

// RecentEvents returns the ids of the events that r asks for, the newest first. It
// reads a bounded number of events, however many there are.
func (s *Store) RecentEvents(ctx context.Context, in models.Scope, r deliverylog.Recent) ([]models.ID, error) {
	l := s.log(in)
	r.Limit = min(r.Limit, deliverylog.RecentMost)
	var all []models.ID
	for _, t := range r.Types {
		var ids []models.ID
		if err := l.recent(ctx, r, t).Pluck("id", &ids).Error; err != nil {
			return nil, fmt.Errorf("list recent events of type %s: %w", t.Type, err)
		}
		all = append(all, ids...)
	}
	slices.SortFunc(all, func(a, b models.ID) int { return cmp.Compare(b, a) })
	all = slices.Compact(all)
	return all[:min(len(all), r.Limit)], nil
}

// recent selects the newest events of one type. The bound comes first, and then the
// other conditions.
func (l deliveryLog) recent(ctx context.Context, r deliverylog.Recent, t models.CallbackType) *gorm.DB {
	db := l.DB.WithContext(ctx)
	newest := db.Model(&models.Event{}).Order("id DESC")
	if r.Company != 0 {
		newest = newest.Where("company_id = ? AND type = ?", r.Company, t.Type).Limit(maxRecentOfType)
	} else {
		newest = newest.Limit(maxRecentOfAll)
	}
	newest = newest.Select("id, company_id, location_id, database_ref_id, type, filter_value, test")
	q := l.Reached(db.Table("(?) AS newest", newest)).Where("type = ? AND test = ?", t.Type, false)
	if r.Location != 0 {
		q = q.Where("location_id = ?", r.Location)
	}
	if r.DatabaseRefID != 0 {
		q = q.Where("database_ref_id = ?", r.DatabaseRefID)
	}
	if t.FilterValue != "" {
		q = q.Where("filter_value = ?", t.FilterValue)
	}
	return q.Order("id DESC").Limit(r.Limit)
}
