package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Event returns one event of a company by its public id: of a real one and a test with
// the same id the real one.
func (s *Store) Event(ctx context.Context, in models.Scope, company models.ID, publicID string) (models.Event, error) {
	if !models.MayBePublicID(publicID) {
		return models.Event{}, models.ErrNotFound
	}
	return oneEvent(s.db.WithContext(ctx).Where("company_id = ? AND public_id = ?", company, publicID).Order("test"), in)
}

// EventByID returns one event by its row id.
func (s *Store) EventByID(ctx context.Context, in models.Scope, id models.ID) (models.Event, error) {
	return oneEvent(s.db.WithContext(ctx).Where("id = ?", id), in)
}

func oneEvent(q *gorm.DB, in models.Scope) (models.Event, error) {
	var e models.Event
	if err := within(q, in).Take(&e).Error; err != nil {
		return models.Event{}, orNotFound(err)
	}
	return e, nil
}

// latestWithin is how far back LatestEvents looks.
const latestWithin = 10 * time.Minute

// LatestEvents returns at most so many of the newest events of the last ten minutes,
// newest first, without their data.
func (s *Store) LatestEvents(ctx context.Context, in models.Scope, most int) ([]models.Event, error) {
	var events []models.Event
	err := within(s.db.WithContext(ctx), in).Omit("data", "before", "expands").
		Where("id >= ?", models.FirstIDAt(s.Now().Add(-latestWithin))).Order("id DESC").Limit(most).Find(&events).Error
	if err != nil {
		return nil, fmt.Errorf("read recent events: %w", err)
	}
	return events, nil
}

// maxTypeRuns is up to how many event types are read by one index run each. More are
// read with one run together.
const maxTypeRuns = 20

// Events returns the events that f asks for, newest first. Their data is left out:
// that of a page could be gigabytes.
func (s *Store) Events(ctx context.Context, in models.Scope, f deliverylog.Events) ([]models.Event, error) {
	l := s.log(in)
	db := l.DB.WithContext(ctx)
	var ids []models.ID
	newest := l.newest(f)
	if err := db.Raw(newest.text, newest.args...).Scan(&ids).Error; err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	slices.Sort(ids)
	ids = ids[max(0, len(ids)-f.Limit):]
	if len(ids) == 0 {
		return nil, nil
	}
	var events []models.Event
	err := l.Reached(db.Omit("data", "before", "expands").Where("id IN ?", ids)).Order("id DESC").Find(&events).Error
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return events, nil
}

// newest reads the newest events of each index run. The caller merges them.
func (l deliveryLog) newest(f deliverylog.Events) statement {
	besides := l.besides(f)
	var all statement
	for i, r := range l.eventRuns(f) {
		all.add(fmt.Sprintf("%sSELECT id FROM (SELECT id FROM events%s WHERE %s", between(i), indexRunsOf(l.DB.Name(), r.index), r.where.text), r.where.args...)
		for _, condition := range besides {
			all.add(" AND "+condition.text, condition.args...)
		}
		all.add(fmt.Sprintf(" ORDER BY id DESC LIMIT %d) AS r%d", f.Limit, i))
	}
	return all
}

// besides returns the conditions that an event of any index run must meet.
func (l deliveryLog) besides(f deliverylog.Events) []statement {
	var q question
	if scope := reach(l.Scope); scope.text != "" {
		q.besides = append(q.besides, scope)
	}
	if len(f.Types) > 0 {
		q.narrow("type IN ?", f.Types)
	}
	if f.Test != "" {
		q.narrow("test = ?", f.Test == "yes")
	}
	if !f.From.IsZero() {
		q.narrow("id >= ?", models.FirstIDAt(f.From))
	}
	if !f.To.IsZero() {
		q.narrow("id < ?", models.FirstIDAt(f.To))
	}
	if f.After != 0 {
		q.narrow("id < ?", f.After)
	}
	return q.besides
}

// eventRuns returns the parts of an index that hold what f asks for, each in the
// order of time: those of the locations, of the event types, or of the company.
func (l deliveryLog) eventRuns(f deliverylog.Events) []indexRun {
	locations := []models.ID{f.Location}
	if f.Location == 0 {
		locations = l.onlyLocations(f.Company)
	}
	var runs []indexRun
	for _, id := range locations {
		runs = append(runs, indexRun{"events_location", statement{"company_id = ? AND location_id = ?", []any{f.Company, id}}})
	}
	if len(runs) == 0 && len(f.Types) <= maxTypeRuns {
		for _, name := range f.Types {
			runs = append(runs, indexRun{"events_type", statement{"company_id = ? AND type = ?", []any{f.Company, name}}})
		}
	}
	if len(runs) == 0 {
		runs = []indexRun{{"events_company", statement{"company_id = ?", []any{f.Company}}}}
	}
	return runs
}

// onlyLocations returns the locations of the scope when it reaches nothing else of a
// company; none when they are too many to be merged.
func (l deliveryLog) onlyLocations(company models.ID) []models.ID {
	if l.Scope.All || slices.Contains(l.Scope.Companies, company) || len(l.Scope.Locations) > maxOwnerRuns {
		return nil
	}
	return l.Scope.Locations
}

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
