package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// Keep says how long what is over is kept; zero keeps it for ever.
type Keep struct {
	Log time.Duration // events, deliveries with their attempts and batches, resend runs
	// Bodies is for the bodies of deliveries that were delivered: from when they were
	// accepted. One that was not delivered then keeps its bodies as long as its row.
	Bodies time.Duration
	Audit  time.Duration // the audit log, the history of records, the numbers of each hour
}

// The days of Keep unless somebody asks for others, and the most that one can ask for.
const (
	DefaultLogDays    = 30
	DefaultBodiesDays = 7
	DefaultAuditDays  = 400
	MostDays          = 36_500
)

// Purged says how many rows of a table were removed, or would be.
type Purged struct {
	Table string
	Rows  int64
}

// What a chunk is made of: it begins with few rows, and takes about as long as a
// writer may be held up. Between two of them others have the database for as long.
const (
	purgeFirst = 100
	purgeMost  = 500
	purgeAim   = 15 * time.Millisecond
	purgePause = 5 * time.Millisecond
)

// Retention removes what is kept no longer, in small chunks. What waits or is in
// flight is never removed, however old.
type Retention struct {
	store *Store
	keep  Keep
}

// Retention returns what removes, by its own rules, what is over.
func (s *Store) Retention(keep Keep) Retention { return Retention{s, keep} }

// expiry selects the rows of a table that are kept no longer, and says what is
// removed with them: tables, by the column that names the row.
type expiry struct {
	table string
	over  func(q *gorm.DB) *gorm.DB
	with  map[string]string
	// remove is what is done to rows in place of removing them; nil for the others.
	remove func(tx *gorm.DB, ids []models.ID) error
}

// expiries lists what is removed, in this order: a delivery goes before what it
// hangs on.
func (r Retention) expiries() []expiry {
	s := r.store
	list := []expiry{{table: "sessions", over: func(q *gorm.DB) *gorm.DB {
		return q.Where("seen_at < ? OR created_at < ?", s.ago(sessionIdle+sessionKnown), s.ago(sessionLife+sessionKnown))
	}}}
	if r.keep.Log > 0 {
		since, first := s.ago(r.keep.Log), models.FirstIDAt(s.Now().Add(-r.keep.Log))
		list = append(list,
			expiry{"deliveries", func(q *gorm.DB) *gorm.DB {
				return q.Where("deliveries.id < ? AND status IN ? AND finished_at < ?", first, finalStatuses(), since)
			}, map[string]string{"attempts": "delivery_id", "batch_members": "delivery_id", "resend_members": "delivery_id"}, nil},
			expiry{"batches", func(q *gorm.DB) *gorm.DB {
				return q.Where("batches.id < ? AND NOT EXISTS (SELECT 1 FROM batch_members AS m WHERE m.batch_id = batches.id)", first)
			}, map[string]string{"attempts": "delivery_id"}, nil}, // those of a batch name it there
			expiry{"resends", func(q *gorm.DB) *gorm.DB {
				return q.Where("resends.id < ? AND settled_at > 0 AND NOT EXISTS (SELECT 1 FROM resend_members AS m WHERE m.run_id = resends.id)", first)
			}, nil, nil},
			expiry{"events", func(q *gorm.DB) *gorm.DB {
				return q.Where(`events.id < ? AND NOT EXISTS
  (SELECT 1 FROM deliveries AS d WHERE d.company_id = events.company_id AND d.event_id = events.id)`, first)
			}, nil, nil})
	}
	if r.keep.Audit > 0 {
		first := models.FirstIDAt(s.Now().Add(-r.keep.Audit))
		for _, table := range []string{"audit", "record_changes"} {
			list = append(list, expiry{table, func(q *gorm.DB) *gorm.DB { return q.Where(table+".id < ?", first) }, nil, nil})
		}
	}
	return list
}

func finalStatuses() (final []models.Status) {
	for _, status := range models.Statuses {
		if status.Final() {
			final = append(final, status)
		}
	}
	return final
}

// Purge removes what is kept no longer, until ctx ends, and says how much that was.
func (r Retention) Purge(ctx context.Context) ([]Purged, error) {
	var all []Purged
	for _, e := range r.expiries() {
		removed, err := r.purge(ctx, e)
		all = append(all, Purged{e.table, removed})
		if err != nil {
			return all, fmt.Errorf("remove old rows of %s: %w", e.table, err)
		}
	}
	bodies, err := r.purgeBodies(ctx)
	all = append(all, Purged{"bodies", bodies})
	if err != nil {
		return all, fmt.Errorf("remove old bodies: %w", err)
	}
	hours, err := r.purgeHours(ctx)
	if err == nil {
		err = r.store.tx(ctx, r.store.purgeIdempotency)
	}
	return append(all, Purged{"hourly_counters", hours}), err
}

// Count says how much Purge would remove.
func (r Retention) Count(ctx context.Context) ([]Purged, error) {
	var all []Purged
	db := r.store.db.WithContext(ctx)
	for _, e := range r.expiries() {
		var rows int64
		if err := e.over(db.Table(e.table)).Count(&rows).Error; err != nil {
			return nil, fmt.Errorf("count old rows of %s: %w", e.table, err)
		}
		all = append(all, Purged{e.table, rows})
	}
	bodies, err := r.countBodies(ctx)
	if err != nil {
		return nil, err
	}
	all = append(all, Purged{"bodies", bodies})
	var hours int64
	if r.keep.Audit > 0 {
		if err := db.Model(&models.HourlyCounter{}).Where("hour < ?", r.store.ago(r.keep.Audit)).Count(&hours).Error; err != nil {
			return nil, fmt.Errorf("count old numbers of hours: %w", err)
		}
	}
	return append(all, Purged{"hourly_counters", hours}), nil
}

// purge removes the rows of one table, chunk by chunk in the order of their ids. Ids
// that it has passed it does not look at again: those that wait may be many.
func (r Retention) purge(ctx context.Context, e expiry) (removed int64, err error) {
	size := purgeFirst
	for last := models.ID(0); ; {
		var ids []models.ID
		q := e.over(r.store.db.WithContext(ctx).Table(e.table)).Where(e.table+".id > ?", last)
		if err := q.Order(e.table+".id").Limit(size).Pluck(e.table+".id", &ids).Error; err != nil || len(ids) == 0 {
			return removed, err
		}
		began := time.Now()
		n, err := r.purgeChunk(ctx, e, ids)
		if err != nil {
			return removed, err
		}
		removed, last = removed+n, ids[len(ids)-1]
		took := time.Since(began)
		size = nextSize(size, took)
		if err := pause(ctx, max(purgePause, took)); err != nil {
			return removed, err
		}
	}
}

// nextSize is the size of the chunk after one of size rows.
func nextSize(size int, took time.Duration) int {
	switch {
	case took > 2*purgeAim:
		return max(1, size/4)
	case took > purgeAim:
		return max(1, size*2/3)
	}
	return min(purgeMost, size+size/4+1)
}

// purgeChunk removes those of some rows that are over still: one may have been sent
// again since it was looked at.
func (r Retention) purgeChunk(ctx context.Context, e expiry, ids []models.ID) (removed int64, err error) {
	err = r.store.tx(ctx, func(tx *gorm.DB) error {
		var still []models.ID
		locked := e.over(tx.Table(e.table)).Where(e.table+".id IN ?", ids).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
		if err := locked.Pluck(e.table+".id", &still).Error; err != nil || len(still) == 0 {
			removed = 0
			return err
		}
		if removed = int64(len(still)); e.remove != nil {
			return e.remove(tx, still)
		}
		for table, column := range e.with {
			if err := tx.Exec("DELETE FROM "+table+" WHERE "+column+" IN ?", still).Error; err != nil {
				return err
			}
		}
		return tx.Exec("DELETE FROM "+e.table+" WHERE id IN ?", still).Error
	})
	return removed, err
}

// purgeHours removes the numbers of one hour after the other.
func (r Retention) purgeHours(ctx context.Context) (removed int64, err error) {
	if r.keep.Audit == 0 {
		return 0, nil
	}
	for {
		var hours []models.Millis
		q := r.store.db.WithContext(ctx).Model(&models.HourlyCounter{}).Where("hour < ?", r.store.ago(r.keep.Audit))
		if err := q.Order("hour").Limit(1).Pluck("hour", &hours).Error; err != nil || len(hours) == 0 {
			return removed, err
		}
		var rows int64
		err := r.store.tx(ctx, func(tx *gorm.DB) error {
			done := tx.Where("hour = ?", hours[0]).Delete(&models.HourlyCounter{})
			rows = done.RowsAffected
			return done.Error
		})
		if err == nil {
			removed += rows
			err = pause(ctx, purgePause)
		}
		if err != nil {
			return removed, fmt.Errorf("remove old numbers of hours: %w", err)
		}
	}
}

// pause waits for d, or returns why ctx ended before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
