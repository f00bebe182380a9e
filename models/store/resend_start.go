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

// membersAtOnce is the number of members that one statement adds.
const membersAtOnce = 500

// keyKept is how long a start is known by its key.
const keyKept = models.Millis(24 * time.Hour / time.Millisecond)

// Start fixes who is in a run, and lets it go. key names the start, so that
// it is done once though it is asked for twice: the second time the run of the
// first is returned. An order that finds nothing or too much is refused.
func (s *Store) StartResend(ctx context.Context, by models.Access, start ResendStart) (resend.Run, error) {
	if known, err := s.startedResend(ctx, start.Key); err != nil || known.ID != 0 {
		return known, err
	}
	o := start.Order.Cleaned(s.now())
	if err := o.Check().Err(); err != nil {
		return resend.Run{}, err
	}
	preview, found, err := s.chosenForResend(ctx, by, o)
	if err != nil {
		return resend.Run{}, err
	}
	if err := refusedStart(preview).Err(); err != nil {
		return resend.Run{}, err
	}
	run := s.freshResend(by, preview)
	run.CompanyID, run.LocationID = resendOwner(found)
	if start.Key != "" {
		run.StartKey = &start.Key
	}
	err = s.tx(ctx, func(tx *gorm.DB) error { return s.storeResend(tx, by, fixedResend{run, found}) })
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return s.startedResend(ctx, start.Key)
	}
	if err != nil {
		return resend.Run{}, fmt.Errorf("start a run: %w", err)
	}
	return run, nil
}

// ResendStart is what somebody asks for.
type ResendStart struct {
	Order resend.Request
	Key   string // unique for who starts it and what; "" for none
}

// refusedStart says what keeps an order from being started.
func refusedStart(p resend.Preview) models.Problems {
	var found models.Problems
	switch {
	case p.More:
		found.Note("filter", models.OutOfRange, "More than 10,000 deliveries match. Narrow the time range to 10,000 or fewer.")
	case p.Count == 0:
		found.Note("filter", models.NotListed, "Nothing matches that could be resent.")
	}
	return found
}

// started returns the run that was started under a key, and an empty one when
// there is none.
func (s *Store) startedResend(ctx context.Context, key string) (resend.Run, error) {
	if key == "" {
		return resend.Run{}, nil
	}
	var found []resend.Run
	if err := s.db.WithContext(ctx).Where("start_key = ? AND created_at > ?", key, s.now()-keyKept).Find(&found).Error; err != nil {
		return resend.Run{}, fmt.Errorf("look for a started run: %w", err)
	}
	if len(found) == 0 {
		return resend.Run{}, nil
	}
	return found[0], nil
}

// fresh returns a run that begins now.
func (s *Store) freshResend(by models.Access, p resend.Preview) resend.Run {
	now := s.now()
	return resend.Run{
		ID: s.NewID(), ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, ActorName: by.Actor.Name,
		Filter: p.Order.Filter.Encode(), UntilAt: p.Order.Until, Delivered: p.Order.Delivered, Rate: p.Order.Rate,
		Status: resend.Running, Total: p.Count, LeftOut: p.LeftOut, NextAt: now, CreatedAt: now,
	}
}

// resendOwner returns whom all that was found belongs to, as closely as can be said.
func resendOwner(found []deliverylog.Match) (company, location models.ID) {
	company, location = found[0].CompanyID, found[0].LocationID
	for _, m := range found {
		if m.CompanyID != company {
			return 0, 0
		}
		if m.LocationID != location {
			location = 0
		}
	}
	return company, location
}

// fixedResend is a run with all that is in it.
type fixedResend struct {
	run   resend.Run
	found []deliverylog.Match
}

func (s *Store) storeResend(tx *gorm.DB, by models.Access, f fixedResend) error {
	if f.run.StartKey != nil {
		old := tx.Model(&resend.Run{}).Where("start_key = ? AND created_at <= ?", *f.run.StartKey, s.now()-keyKept)
		if err := old.Update("start_key", nil).Error; err != nil {
			return err
		}
	}
	if err := tx.Create(&f.run).Error; err != nil {
		return err
	}
	members := make([]resend.Member, len(f.found))
	for i, m := range f.found {
		members[i] = resend.Member{RunID: f.run.ID, DeliveryID: m.ID, Was: m.Status, Resent: m.Resent}
	}
	for some := range slices.Chunk(members, membersAtOnce) {
		if err := tx.Create(&some).Error; err != nil {
			return err
		}
	}
	return s.auditResend(tx, by, resendChange{Action: "run.start", After: f.run})
}

// Stop ends a run: nothing more is sent again by it once Stop has returned.
// models.ErrConflict when it is over.
func (s *Store) StopResend(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	return s.turnResend(ctx, by, resendTurn{id, "run.stop", func(r *resend.Run, now models.Millis) error {
		if r.Status != resend.Running {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt = resend.Stopped, by.Actor.Name, now, now
		return nil
	}})
}

// Resume lets a stopped run go on with who is left. models.ErrConflict when
// it was not stopped, models.ErrNotFound for those who may not resend all that
// is left: who started it may have lost that right.
func (s *Store) ResumeResend(ctx context.Context, by models.Access, id models.ID) (resend.Run, error) {
	if err := s.reachesResend(ctx, by, id); err != nil {
		return resend.Run{}, err
	}
	return s.turnResend(ctx, by, resendTurn{id, "run.resume", func(r *resend.Run, now models.Millis) error {
		if r.Status != resend.Stopped {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt, r.SettledAt = resend.Running, "", 0, now, 0
		return nil
	}})
}

// reaches returns models.ErrNotFound unless all that is left of a run lies
// within the scope.
func (s *Store) reachesResend(ctx context.Context, by models.Access, id models.ID) error {
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
		return fmt.Errorf("see who is left of run %s: %w", id, err)
	}
	if reached < all {
		return models.ErrNotFound
	}
	return nil
}

// resendTurn is what somebody decides about a run.
type resendTurn struct {
	id     models.ID
	action string
	decide func(r *resend.Run, now models.Millis) error
}

func (s *Store) turnResend(ctx context.Context, by models.Access, t resendTurn) (after resend.Run, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		var before resend.Run
		locked := visibleResends(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}), by)
		if err := locked.Where("id = ?", t.id).Take(&before).Error; err != nil {
			return err
		}
		after = before
		if err := t.decide(&after, s.now()); err != nil {
			return err
		}
		done := tx.Model(&resend.Run{}).Where("id = ? AND status = ? AND next_at = ?", t.id, before.Status, before.NextAt).
			Select("Status", "StoppedBy", "EndedAt", "NextAt", "SettledAt").Updates(after)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return models.ErrConflict
		}
		return s.auditResend(tx, by, resendChange{Action: t.action, Before: before, After: after})
	})
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return resend.Run{}, models.ErrNotFound
	case errors.Is(err, models.ErrConflict):
		return resend.Run{}, err
	case err != nil:
		return resend.Run{}, fmt.Errorf("%s %s: %w", t.action, t.id, err)
	}
	return after, nil
}
