// Package runbook keeps the runs that send many deliveries again, and works
// them. Package store stands before it.
//
// Who is in a run is fixed when it starts. A member is worked in the
// transaction that gives its delivery a fresh plan, so that a program which is
// killed in between has done both or neither.
package runbook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/logbook"
	"callboard/models/runs"
)

// Book holds the runs, as one instance sees them.
type Book struct {
	DB       *gorm.DB
	Instance int
	Now      func() time.Time
	NewID    func() models.ID
	// Callbacks returns the callbacks that query finds.
	Callbacks func(query *gorm.DB) ([]models.Callback, error)
	// Audit records what somebody did to a run, in the same transaction.
	Audit func(tx *gorm.DB, by models.Access, c Change) error
}

// Change is what an audit entry says about a run.
type Change struct {
	Action string
	Before any // the run before; nil for none
	After  runs.Run
}

func (b Book) now() models.Millis { return models.At(b.Now()) }

// PageSize is the number of runs of one page.
const PageSize = 50

// Run returns one run. Those see it who may resend all of its deliveries, and
// who started it.
func (b Book) Run(ctx context.Context, by models.Access, id models.ID) (runs.Run, error) {
	var found runs.Run
	err := visible(b.DB.WithContext(ctx), by).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return runs.Run{}, models.ErrNotFound
	}
	if err != nil {
		return runs.Run{}, fmt.Errorf("read run %s: %w", id, err)
	}
	return found, nil
}

// Runs returns up to limit runs, newest first, from the one after on; zero:
// the newest.
func (b Book) Runs(ctx context.Context, by models.Access, p Page) ([]runs.Run, error) {
	var found []runs.Run
	rows := visible(b.DB.WithContext(ctx), by)
	if p.After != 0 {
		rows = rows.Where("id < ?", p.After)
	}
	if p.Filter != "" {
		rows = rows.Where("filter = ?", p.Filter)
	}
	if err := rows.Order("id DESC").Limit(p.Limit).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return found, nil
}

// Page says which runs are listed.
type Page struct {
	After  models.ID // older than this one; zero: the newest
	Limit  int
	Filter string // of exactly this filter; "" for all
}

// visible keeps the runs that somebody may see.
func visible(q *gorm.DB, by models.Access) *gorm.DB {
	in := by.Scope
	if in.All {
		return q
	}
	either, args := []string{"(actor_kind = ? AND actor_id = ?)"}, []any{by.Actor.Kind, by.Actor.ID}
	if len(in.Companies) > 0 {
		either, args = append(either, "company_id IN ?"), append(args, in.Companies)
	}
	if len(in.Locations) > 0 {
		either, args = append(either, "location_id IN ?"), append(args, in.Locations)
	}
	if in.Empty() {
		return q.Where("1 = 0")
	}
	return q.Where("("+strings.Join(either, " OR ")+")", args...)
}

// Preview says what an order would do, and changes nothing.
func (b Book) Preview(ctx context.Context, by models.Access, o runs.Order) (runs.Preview, error) {
	o = o.Cleaned(b.now())
	if err := o.Check().Err(); err != nil {
		return runs.Preview{}, err
	}
	preview, _, err := b.chosen(ctx, by, o)
	return preview, err
}

// chosen finds what an order sends again.
func (b Book) chosen(ctx context.Context, by models.Access, o runs.Order) (runs.Preview, []deliverylog.Match, error) {
	log := logbook.Log{DB: b.DB, Scope: by.Scope, Now: o.Until.Time}
	found, err := log.Matching(ctx, o.Filter, logbook.Settled{Statuses: o.Wanted(), Until: o.Until, Limit: runs.Most + 1})
	if err != nil {
		return runs.Preview{}, nil, err
	}
	preview := runs.Preview{Order: o, LeftOut: map[runs.Reason]int{}, More: len(found) > runs.Most}
	passed, err := log.Numbers(ctx, o.Filter, logbook.Settled{Statuses: o.Passed(), Until: o.Until, Limit: runs.Most + 1})
	if err != nil {
		return runs.Preview{}, nil, err
	}
	for status, n := range passed {
		preview.LeftOut[runs.LeftOut(status)] += min(n, runs.Most)
		preview.LeftOutMore = preview.LeftOutMore || n > runs.Most
	}
	if preview.More {
		return preview, nil, nil
	}
	kept, err := b.share(ctx, &preview, found)
	return preview, kept, err
}

// share divides what was found among its callbacks, and leaves out what
// belongs to deleted ones.
func (b Book) share(ctx context.Context, p *runs.Preview, found []deliverylog.Match) ([]deliverylog.Match, error) {
	counts := map[models.ID]int{}
	var ids []models.ID
	for _, m := range found {
		if counts[m.CallbackID]++; counts[m.CallbackID] == 1 {
			ids = append(ids, m.CallbackID)
		}
	}
	living := map[models.ID]bool{}
	for from := 0; from < len(ids); from += 500 {
		some := ids[from:min(from+500, len(ids))]
		callbacks, err := b.Callbacks(b.DB.WithContext(ctx).Where("id IN ? AND deleted_at = 0", some).Order("name, id"))
		if err != nil {
			return nil, fmt.Errorf("read callbacks of a run: %w", err)
		}
		for _, c := range callbacks {
			living[c.ID] = true
			p.ByCallback = append(p.ByCallback, runs.CallbackCount{Callback: c, Count: counts[c.ID]})
		}
	}
	kept := found[:0]
	for _, m := range found {
		if living[m.CallbackID] {
			kept = append(kept, m)
			p.Note(m)
		} else {
			p.LeftOut[runs.CallbackDeleted]++
		}
	}
	p.Sort()
	return kept, nil
}

// Progress says how far a run has come.
func (b Book) Progress(ctx context.Context, r runs.Run) (runs.Progress, error) {
	if r.SettledAt != 0 {
		return r.Result, nil
	}
	var groups []runs.Group
	err := b.DB.WithContext(ctx).Table("run_members AS m").
		Joins("LEFT JOIN deliveries AS d ON d.id = m.delivery_id").Where("m.run_id = ?", r.ID).
		Select("m.state, m.reason, m.outcome, m.cause, COALESCE(d.status, 0) AS status, COALESCE(d.cause, '') AS failed, COUNT(*) AS count").
		Group("m.state, m.reason, m.outcome, m.cause, COALESCE(d.status, 0), COALESCE(d.cause, '')").Scan(&groups).Error
	if err != nil {
		return runs.Progress{}, fmt.Errorf("count what became of run %s: %w", r.ID, err)
	}
	var p runs.Progress
	for _, g := range groups {
		p.Add(g)
	}
	p.Sort()
	return p, nil
}

// Of returns the runs that sent a delivery again, newest first.
func (b Book) Of(ctx context.Context, in models.Scope, delivery models.ID) ([]runs.Resending, error) {
	reached := logbook.Log{DB: b.DB, Scope: in}.Reached(b.DB.Model(&models.Delivery{}).Select("id").Where("id = ?", delivery))
	var found []runs.Resending
	err := b.DB.WithContext(ctx).Table("run_members AS m").Joins("JOIN runs AS r ON r.id = m.run_id").
		Where("m.delivery_id = ? AND m.state = ? AND m.delivery_id IN (?)", delivery, runs.Resent, reached).
		Select("m.run_id, r.actor_name, m.at").Order("m.run_id DESC").Limit(PageSize).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list runs of delivery %s: %w", delivery, err)
	}
	return found, nil
}
