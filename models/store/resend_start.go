package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// membersPerInsert is how many members one statement inserts.
const membersPerInsert = 500

// startKeyKept is how long a start is found by its key.
const startKeyKept = models.Millis(24 * time.Hour / time.Millisecond)

// StartResend starts a resend run, and fixes which deliveries it resends. Its key
// makes a start that is asked for twice happen once: the second time the resend run
// of the first is returned. A request that matches nothing or too much is refused.
func (s *Store) StartResend(ctx context.Context, by models.Access, start ResendStart) (resend.Run, error) {
	if started, err := s.resendByKey(ctx, start.Key); err != nil || started.ID != 0 {
		return started, err
	}
	request := start.Order.Cleaned(s.now())
	if err := request.Check().Err(); err != nil {
		return resend.Run{}, err
	}
	preview, matches, err := s.chooseForResend(ctx, by, request)
	if err != nil {
		return resend.Run{}, err
	}
	if err := checkResendPreview(preview).Err(); err != nil {
		return resend.Run{}, err
	}
	run := s.newResendRun(by, preview)
	run.CompanyID, run.LocationID = resendOwner(matches)
	if start.Key != "" {
		run.StartKey = &start.Key
	}
	err = s.tx(ctx, func(tx *gorm.DB) error { return s.storeResend(tx, by, run, matches) })
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return s.resendByKey(ctx, start.Key)
	}
	if err != nil {
		return resend.Run{}, fmt.Errorf("start a resend run: %w", err)
	}
	return run, nil
}

// ResendStart is a request to start a resend run.
type ResendStart struct {
	Order resend.Request
	Key   string // unique for who starts it and for the request; "" for none
}

// checkResendPreview says why a resend run cannot be started.
func checkResendPreview(p resend.Preview) models.Problems {
	var problems models.Problems
	switch {
	case p.More:
		problems.Note("filter", models.OutOfRange, "More than 10,000 deliveries match. Narrow the time range to 10,000 or fewer.")
	case p.Count == 0:
		problems.Note("filter", models.NotListed, "Nothing matches that could be resent.")
	}
	return problems
}

// resendByKey returns the resend run that was started with a key, and the zero Run
// when there is none.
func (s *Store) resendByKey(ctx context.Context, key string) (resend.Run, error) {
	if key == "" {
		return resend.Run{}, nil
	}
	var runs []resend.Run
	if err := s.db.WithContext(ctx).Where("start_key = ? AND created_at > ?", key, s.now()-startKeyKept).Find(&runs).Error; err != nil {
		return resend.Run{}, fmt.Errorf("look for a resend run by its key: %w", err)
	}
	if len(runs) == 0 {
		return resend.Run{}, nil
	}
	return runs[0], nil
}

// newResendRun returns a resend run that starts now.
func (s *Store) newResendRun(by models.Access, p resend.Preview) resend.Run {
	now := s.now()
	return resend.Run{
		ID: s.NewID(), ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, ActorName: by.Actor.Name,
		Filter: p.Order.Filter.Encode(), UntilAt: p.Order.Until, Delivered: p.Order.Delivered, Rate: p.Order.Rate,
		Status: resend.Running, Total: p.Count, LeftOut: p.LeftOut, NextAt: now, CreatedAt: now,
	}
}

// resendOwner returns the company, and the location, that all deliveries of a resend
// run belong to: zero where they belong to several.
func resendOwner(matches []deliverylog.Match) (company, location models.ID) {
	company, location = matches[0].CompanyID, matches[0].LocationID
	for _, m := range matches {
		if m.CompanyID != company {
			return 0, 0
		}
		if m.LocationID != location {
			location = 0
		}
	}
	return company, location
}

// storeResend stores a resend run with the deliveries that it resends.
func (s *Store) storeResend(tx *gorm.DB, by models.Access, run resend.Run, matches []deliverylog.Match) error {
	if run.StartKey != nil {
		old := tx.Model(&resend.Run{}).Where("start_key = ? AND created_at <= ?", *run.StartKey, s.now()-startKeyKept)
		if err := old.Update("start_key", nil).Error; err != nil {
			return err
		}
	}
	if err := tx.Create(&run).Error; err != nil {
		return err
	}
	members := make([]resend.Member, len(matches))
	for i, m := range matches {
		members[i] = resend.Member{RunID: run.ID, DeliveryID: m.ID, Was: m.Status, Resent: m.Resent}
	}
	for chunk := range slices.Chunk(members, membersPerInsert) {
		if err := tx.Create(&chunk).Error; err != nil {
			return err
		}
	}
	return s.auditResend(tx, by, "run.start", nil, run)
}

// StopResend stops a resend run: it resends nothing more once StopResend has
// returned. models.ErrConflict when it is over.
func (s *Store) StopResend(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	return s.changeResend(ctx, by, id, "run.stop", func(r *resend.Run, now models.Millis) error {
		if r.Status != resend.Running {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt = resend.Stopped, by.Actor.Name, now, now
		return nil
	})
}

// ResumeResend lets a stopped resend run go on with the deliveries that are left.
// models.ErrConflict when it was not stopped, models.ErrNotFound for those who may
// not resend all of them: who started it may have lost that right.
func (s *Store) ResumeResend(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	if err := s.mayResendAll(ctx, by, id); err != nil {
		return resend.Run{}, err
	}
	return s.changeResend(ctx, by, id, "run.resume", func(r *resend.Run, now models.Millis) error {
		if r.Status != resend.Stopped {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt, r.SettledAt = resend.Running, "", 0, now, 0
		return nil
	})
}

// mayResendAll returns models.ErrNotFound unless all deliveries that are left of a
// resend run lie within the scope.
func (s *Store) mayResendAll(ctx context.Context, by models.Access, id models.ID) error {
	left := func() *gorm.DB {
		return s.db.WithContext(ctx).Table("resend_members AS m").Joins("JOIN deliveries AS d ON d.id = m.delivery_id").
			Where("m.run_id = ? AND m.state = ?", id, resend.Left)
	}
	var all, reached int64
	err := left().Count(&all).Error
	if err == nil {
		err = deliveryLog{DB: s.db.DB, Scope: by.Scope}.Reached(left()).Count(&reached).Error
	}
	if err != nil {
		return fmt.Errorf("count what is left of resend run %s: %w", id, err)
	}
	if reached < all {
		return models.ErrNotFound
	}
	return nil
}

// changeResend changes a resend run as decide says, and writes the audit entry of
// action.
func (s *Store) changeResend(
	ctx context.Context, by models.Access, id models.ID, action string, decide func(r *resend.Run, now models.Millis) error,
) (after resend.Run, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		var before resend.Run
		locked := visibleResends(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}), by)
		if err := locked.Where("id = ?", id).Take(&before).Error; err != nil {
			return err
		}
		after = before
		if err := decide(&after, s.now()); err != nil {
			return err
		}
		done := tx.Model(&resend.Run{}).Where("id = ? AND status = ? AND next_at = ?", id, before.Status, before.NextAt).
			Select("Status", "StoppedBy", "EndedAt", "NextAt", "SettledAt").Updates(after)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return models.ErrConflict
		}
		return s.auditResend(tx, by, action, before, after)
	})
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return resend.Run{}, models.ErrNotFound
	case errors.Is(err, models.ErrConflict):
		return resend.Run{}, err
	case err != nil:
		return resend.Run{}, fmt.Errorf("%s %s: %w", action, id, err)
	}
	return after, nil
}
