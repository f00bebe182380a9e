package store

import (
	"context"
	"fmt"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
)

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
