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

// ResendPageSize is the number of resend runs of one page.
const ResendPageSize = 50

// ResendRun returns one resend run. Those see it who may resend all of its
// deliveries, and who started it.
func (s *Store) ResendRun(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	var run resend.Run
	err := visibleResends(s.db.WithContext(ctx), by).Where("id = ?", id).Take(&run).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return resend.Run{}, models.ErrNotFound
	}
	if err != nil {
		return resend.Run{}, fmt.Errorf("read resend run %s: %w", id, err)
	}
	return run, nil
}

// ResendRuns lists resend runs, the newest first.
func (s *Store) ResendRuns(ctx context.Context, by models.Access, p ResendPage) ([]resend.Run, error) {
	var runs []resend.Run
	rows := visibleResends(s.db.WithContext(ctx), by)
	if p.After != 0 {
		rows = rows.Where("id < ?", p.After)
	}
	if p.Filter != "" {
		rows = rows.Where("filter = ?", p.Filter)
	}
	if err := rows.Order("id DESC").Limit(p.Limit).Find(&runs).Error; err != nil {
		return nil, fmt.Errorf("list resend runs: %w", err)
	}
	return runs, nil
}

// ResendPage says which resend runs are listed.
type ResendPage struct {
	After  models.ID // older than this one; zero: the newest
	Limit  int
	Filter string // of exactly this filter; "" for all
}

// visibleResends keeps the resend runs that somebody may see.
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

// PreviewResend says what a resend run would do, and changes nothing.
func (s *Store) PreviewResend(ctx context.Context, by models.Access, request resend.Request) (resend.Preview, error) {
	request = request.Cleaned(s.now())
	if err := request.Check().Err(); err != nil {
		return resend.Preview{}, err
	}
	preview, _, err := s.chooseForResend(ctx, by, request)
	return preview, err
}

// chooseForResend finds the deliveries that a request resends.
func (s *Store) chooseForResend(ctx context.Context, by models.Access, request resend.Request) (resend.Preview, []deliverylog.Match, error) {
	log := deliveryLog{DB: s.db.DB, Scope: by.Scope, Now: request.Until.Time}
	matches, err := log.Matching(ctx, request.Filter, settledFilter{Statuses: request.Wanted(), Until: request.Until, Limit: resend.Most + 1})
	if err != nil {
		return resend.Preview{}, nil, err
	}
	preview := resend.Preview{Order: request, LeftOut: map[resend.Reason]int{}, More: len(matches) > resend.Most}
	passed, err := log.Numbers(ctx, request.Filter, settledFilter{Statuses: request.Passed(), Until: request.Until, Limit: resend.Most + 1})
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
	matches, err = s.countByCallback(ctx, &preview, matches)
	return preview, matches, err
}

// countByCallback counts the matches of each callback, and leaves out those of
// deleted ones.
func (s *Store) countByCallback(ctx context.Context, p *resend.Preview, matches []deliverylog.Match) ([]deliverylog.Match, error) {
	counts := map[models.ID]int{}
	var ids []models.ID
	for _, m := range matches {
		if counts[m.CallbackID]++; counts[m.CallbackID] == 1 {
			ids = append(ids, m.CallbackID)
		}
	}
	living := map[models.ID]bool{}
	for from := 0; from < len(ids); from += 500 {
		chunk := ids[from:min(from+500, len(ids))]
		callbacks, err := s.loadCallbacks(s.db.WithContext(ctx).Where("id IN ? AND deleted_at = 0", chunk).Order("name, id"))
		if err != nil {
			return nil, fmt.Errorf("read callbacks of a resend run: %w", err)
		}
		for _, c := range callbacks {
			living[c.ID] = true
			p.ByCallback = append(p.ByCallback, resend.CallbackCount{Callback: c, Count: counts[c.ID]})
		}
	}
	kept := matches[:0]
	for _, m := range matches {
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

// ResendProgress says how far a resend run has come.
func (s *Store) ResendProgress(ctx context.Context, r resend.Run) (resend.Progress, error) {
	if r.SettledAt != 0 {
		return r.Result, nil
	}
	var groups []resend.Group
	err := s.db.WithContext(ctx).Table("resend_members AS m").
		Joins("LEFT JOIN deliveries AS d ON d.id = m.delivery_id").Where("m.run_id = ?", r.ID).
		Select("m.state, m.reason, m.outcome, m.cause, COALESCE(d.status, 0) AS status, COALESCE(d.cause, '') AS failed, COUNT(*) AS count").
		Group("m.state, m.reason, m.outcome, m.cause, d.status, d.cause").Scan(&groups).Error
	if err != nil {
		return resend.Progress{}, fmt.Errorf("count what became of resend run %s: %w", r.ID, err)
	}
	var p resend.Progress
	for _, g := range groups {
		p.Add(g)
	}
	p.Sort()
	return p, nil
}

// ResendsOf lists the resend runs that resent a delivery, the newest first.
func (s *Store) ResendsOf(ctx context.Context, in models.Scope, delivery models.ID) ([]resend.Resending, error) {
	reached := deliveryLog{DB: s.db.DB, Scope: in}.Reached(s.db.Model(&models.Delivery{}).Select("id").Where("id = ?", delivery))
	var resendings []resend.Resending
	err := s.db.WithContext(ctx).Table("resend_members AS m").Joins("JOIN resends AS r ON r.id = m.run_id").
		Where("m.delivery_id = ? AND m.state = ? AND m.delivery_id IN (?)", delivery, resend.Resent, reached).
		Select("m.run_id, r.actor_name, m.at").Order("m.run_id DESC").Limit(ResendPageSize).Scan(&resendings).Error
	if err != nil {
		return nil, fmt.Errorf("list resend runs of delivery %s: %w", delivery, err)
	}
	return resendings, nil
}

// auditResend writes the audit entry of a change of a resend run. before is nil for a
// new one.
func (s *Store) auditResend(tx *gorm.DB, by models.Access, action string, before any, after resend.Run) error {
	return s.audit(tx, by, change{
		Action: action, Company: after.CompanyID, Kind: "run", ID: after.ID, Name: after.ID.String(), Before: before, After: after,
	})
}
