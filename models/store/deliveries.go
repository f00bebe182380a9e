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

// PageSize is the number of rows of one page.
const PageSize = 50

// deliveryLog is the delivery log within a scope.
type deliveryLog struct {
	DB    *gorm.DB
	Scope models.Scope
	Now   func() time.Time
}

func (s *Store) log(in models.Scope) deliveryLog {
	return deliveryLog{DB: s.db.DB, Scope: in, Now: s.Now}
}

// Deliveries returns one page of the log, newest first. A filter that names what
// does not exist within the scope shows nothing.
func (s *Store) Deliveries(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Page, error) {
	l := s.log(in)
	q, err := l.resolve(ctx, f)
	if err != nil {
		return deliverylog.Page{}, fmt.Errorf("read filter of deliveries: %w", err)
	}
	if len(f.Status) > 0 {
		q.statuses = f.Status
	}
	ids, err := l.ids(ctx, q, f)
	if err != nil {
		return deliverylog.Page{}, fmt.Errorf("list deliveries: %w", err)
	}
	page := cutPage(ids, f)
	page.Rows, err = l.rows(ctx, ids[:min(len(ids), PageSize)])
	return page, err
}

// ids returns one delivery more than a page has, from the cursor on: newest first,
// or from the oldest on when the previous page is asked for.
func (l deliveryLog) ids(ctx context.Context, q question, f deliverylog.Filter) ([]models.ID, error) {
	order, before := "id DESC", func(a, b models.ID) int { return cmp.Compare(b, a) }
	switch {
	case f.After != 0:
		q.narrow("id < ?", f.After)
	case f.Before != 0:
		q.narrow("id > ?", f.Before)
		order, before = "id", cmp.Compare[models.ID]
	}
	s := q.page(l.DB.Name(), order, PageSize+1)
	if s.text == "" {
		return nil, nil
	}
	var ids []models.ID
	err := l.DB.WithContext(ctx).Raw(s.text, s.args...).Scan(&ids).Error
	slices.SortFunc(ids, before)
	return ids[:min(len(ids), PageSize+1)], err
}

// cutPage returns a page without rows, with the cursors that belong to ids: one more
// than the page has, in the order in which they were read.
func cutPage(ids []models.ID, f deliverylog.Filter) deliverylog.Page {
	more := len(ids) > PageSize
	ids = ids[:min(len(ids), PageSize)]
	if len(ids) == 0 {
		return deliverylog.Page{}
	}
	newest, oldest := slices.Max(ids), slices.Min(ids)
	var page deliverylog.Page
	if more || f.Before != 0 {
		page.Older = oldest
	}
	if f.After != 0 || f.Before != 0 && more {
		page.Newer = newest
	}
	return page
}

// DeliveryCounts counts the deliveries of a filter by status, leaving the filter's
// own status out, so that each can be chosen. Each is exact to
// deliverylog.CountLimit, and one above that when there are more.
func (s *Store) DeliveryCounts(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Counts, error) {
	l := s.log(in)
	q, err := l.resolve(ctx, f)
	if err != nil {
		return deliverylog.Counts{}, fmt.Errorf("read filter of deliveries: %w", err)
	}
	counts := deliverylog.Counts{ByStatus: map[models.Status]int{}}
	counting := q.counts(l.DB.Name(), deliverylog.CountLimit+1)
	if counting.text == "" {
		return counts, nil
	}
	var rows []struct {
		Status models.Status
		N      int
	}
	if err := l.DB.WithContext(ctx).Raw(counting.text, counting.args...).Scan(&rows).Error; err != nil {
		return deliverylog.Counts{}, fmt.Errorf("count deliveries: %w", err)
	}
	for _, row := range rows {
		counts.ByStatus[row.Status] = min(counts.ByStatus[row.Status]+row.N, deliverylog.CountLimit+1)
	}
	for _, n := range counts.ByStatus {
		counts.Total += n
	}
	counts.More = counts.Total > deliverylog.CountLimit
	return counts, nil
}

// Delivery returns one delivery, or models.ErrNotFound.
func (s *Store) Delivery(ctx context.Context, in models.Scope, id models.ID) (deliverylog.Row, error) {
	l := s.log(in)
	rows, err := l.rows(ctx, []models.ID{id})
	if err == nil && len(rows) == 0 {
		err = models.ErrNotFound
	}
	if err != nil {
		return deliverylog.Row{}, err
	}
	return rows[0], nil
}

// Attempts returns all attempts of a delivery, newest first, their bodies as
// they were sent.
func (s *Store) Attempts(ctx context.Context, in models.Scope, delivery models.ID) ([]models.Attempt, error) {
	l := s.log(in)
	db := l.DB.WithContext(ctx)
	var deliveries []models.Delivery
	if err := l.Reached(db.Select("id, event_id").Where("id = ?", delivery)).Find(&deliveries).Error; err != nil {
		return nil, fmt.Errorf("read delivery %s: %w", delivery, err)
	}
	if len(deliveries) == 0 {
		return nil, models.ErrNotFound
	}
	var attempts []models.Attempt
	var batches []models.ID
	if err := db.Model(&models.BatchMember{}).Where("delivery_id = ?", delivery).Pluck("batch_id", &batches).Error; err != nil {
		return nil, fmt.Errorf("read batches of delivery %s: %w", delivery, err)
	}
	if err := db.Where("delivery_id IN ?", append(batches, delivery)).Order("number DESC, id DESC").Find(&attempts).Error; err != nil {
		return nil, fmt.Errorf("read attempts of delivery %s: %w", delivery, err)
	}
	if len(batches) > 0 {
		renumber(attempts)
	}
	if err := addBatchOwners(db, attempts, batches); err != nil {
		return nil, err
	}
	var events []models.Event
	if err := db.Select("data").Where("id = ?", deliveries[0].EventID).Find(&events).Error; err != nil {
		return nil, fmt.Errorf("read event of delivery %s: %w", delivery, err)
	}
	if err := unpack(attempts, events); err != nil {
		return nil, err
	}
	return attempts, nil
}

// renumber numbers the attempts of several batches as those of one delivery: each
// batch begins at 1.
func renumber(attempts []models.Attempt) {
	slices.SortFunc(attempts, func(a, b models.Attempt) int { return cmp.Compare(b.ID, a.ID) })
	for i := range attempts {
		attempts[i].Number = len(attempts) - i
	}
}

// unpack restores the bodies of attempts with the data of their event.
func unpack(attempts []models.Attempt, events []models.Event) error {
	var data []byte
	if len(events) > 0 {
		data = events[0].Data
	}
	for i, a := range attempts {
		body, err := models.UnpackBody(a.RequestBody, a.BodyPacking, data)
		if err != nil {
			return fmt.Errorf("read body of attempt %s: %w", a.ID, err)
		}
		attempts[i].RequestBody = body
		if a.BodyPacking != models.BodiesRemoved {
			attempts[i].BodyPacking = models.NotPacked
		}
	}
	return nil
}

// Reached keeps the rows that lie within the scope.
func (l deliveryLog) Reached(q *gorm.DB) *gorm.DB {
	c := reach(l.Scope)
	if c.text == "" {
		return q
	}
	return q.Where(c.text, c.args...)
}
