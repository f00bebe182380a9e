package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// resendChange is what an audit entry says about a run.
type resendChange struct {
	Action string
	Before any // the run before; nil for none
	After  resend.Run
}

// ResendPageSize is the number of runs of one page.
const ResendPageSize = 50

// Run returns one run. Those see it who may resend all of its deliveries, and
// who started it.
func (s *Store) ResendRun(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	var found resend.Run
	err := visibleResends(s.db.WithContext(ctx), by).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return resend.Run{}, models.ErrNotFound
	}
	if err != nil {
		return resend.Run{}, fmt.Errorf("read run %s: %w", id, err)
	}
	return found, nil
}

// Runs returns up to limit runs, newest first, from the one after on; zero:
// the newest.
func (s *Store) ResendRuns(ctx context.Context, by models.Access, p ResendPage) ([]resend.Run, error) {
	var found []resend.Run
	rows := visibleResends(s.db.WithContext(ctx), by)
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

// ResendPage says which runs are listed.
type ResendPage struct {
	After  models.ID // older than this one; zero: the newest
	Limit  int
	Filter string // of exactly this filter; "" for all
}

// visibleResends keeps the runs that somebody may see.
func visibleResends(q *gorm.DB, by models.Access) *gorm.DB {
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
func (s *Store) PreviewResend(ctx context.Context, by models.Access, o resend.Request) (resend.Preview, error) {
	o = o.Cleaned(s.now())
	if err := o.Check().Err(); err != nil {
		return resend.Preview{}, err
	}
	preview, _, err := s.chosenForResend(ctx, by, o)
	return preview, err
}

// chosen finds what an order sends again.
func (s *Store) chosenForResend(ctx context.Context, by models.Access, o resend.Request) (resend.Preview, []deliverylog.Match, error) {
	log := deliveryLog{DB: s.db.DB, Scope: by.Scope, Now: o.Until.Time}
	found, err := log.Matching(ctx, o.Filter, settledFilter{Statuses: o.Wanted(), Until: o.Until, Limit: resend.Most + 1})
	if err != nil {
		return resend.Preview{}, nil, err
	}
	preview := resend.Preview{Order: o, LeftOut: map[resend.Reason]int{}, More: len(found) > resend.Most}
	passed, err := log.Numbers(ctx, o.Filter, settledFilter{Statuses: o.Passed(), Until: o.Until, Limit: resend.Most + 1})
	if err != nil {
		return resend.Preview{}, nil, err
	}
	for status, n := range passed {
		preview.LeftOut[resend.LeftOut(status)] += min(n, resend.Most)
		preview.LeftOutMore = preview.LeftOutMore || n > resend.Most
	}
	if preview.More {
		return preview, nil, nil
	}
	kept, err := s.shareOfResend(ctx, &preview, found)
	return preview, kept, err
}

// share divides what was found among its callbacks, and leaves out what
// belongs to deleted ones.
func (s *Store) shareOfResend(ctx context.Context, p *resend.Preview, found []deliverylog.Match) ([]deliverylog.Match, error) {
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
		callbacks, err := s.loadCallbacks(s.db.WithContext(ctx).Where("id IN ? AND deleted_at = 0", some).Order("name, id"))
		if err != nil {
			return nil, fmt.Errorf("read callbacks of a run: %w", err)
		}
		for _, c := range callbacks {
			living[c.ID] = true
			p.ByCallback = append(p.ByCallback, resend.CallbackCount{Callback: c, Count: counts[c.ID]})
		}
	}
	kept := found[:0]
	for _, m := range found {
		if living[m.CallbackID] {
			kept = append(kept, m)
			p.Note(m)
		} else {
			p.LeftOut[resend.CallbackDeleted]++
		}
	}
	p.Sort()
	return kept, nil
}

// Progress says how far a run has come.
func (s *Store) ResendProgress(ctx context.Context, r resend.Run) (resend.Progress, error) {
	if r.SettledAt != 0 {
		return r.Result, nil
	}
	var groups []resend.Group
	err := s.db.WithContext(ctx).Table("resend_members AS m").
		Joins("LEFT JOIN deliveries AS d ON d.id = m.delivery_id").Where("m.run_id = ?", r.ID).
		Select("m.state, m.reason, m.outcome, m.cause, COALESCE(d.status, 0) AS status, COALESCE(d.cause, '') AS failed, COUNT(*) AS count").
		Group("m.state, m.reason, m.outcome, m.cause, COALESCE(d.status, 0), COALESCE(d.cause, '')").Scan(&groups).Error
	if err != nil {
		return resend.Progress{}, fmt.Errorf("count what became of run %s: %w", r.ID, err)
	}
	var p resend.Progress
	for _, g := range groups {
		p.Add(g)
	}
	p.Sort()
	return p, nil
}

// Of returns the runs that sent a delivery again, newest first.
func (s *Store) ResendsOf(ctx context.Context, in models.Scope, delivery models.ID) ([]resend.Resending, error) {
	reached := deliveryLog{DB: s.db.DB, Scope: in}.Reached(s.db.Model(&models.Delivery{}).Select("id").Where("id = ?", delivery))
	var found []resend.Resending
	err := s.db.WithContext(ctx).Table("resend_members AS m").Joins("JOIN resends AS r ON r.id = m.run_id").
		Where("m.delivery_id = ? AND m.state = ? AND m.delivery_id IN (?)", delivery, resend.Resent, reached).
		Select("m.run_id, r.actor_name, m.at").Order("m.run_id DESC").Limit(ResendPageSize).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list runs of delivery %s: %w", delivery, err)
	}
	return found, nil
}

// auditResend records what somebody did to a resend run, in the transaction that does it.
func (s *Store) auditResend(tx *gorm.DB, by models.Access, c resendChange) error {
	return s.audit(tx, by, change{
		Action: c.Action, Company: c.After.CompanyID, Kind: "run", ID: c.After.ID, Name: c.After.ID.String(), Before: c.Before, After: c.After,
	})
}
