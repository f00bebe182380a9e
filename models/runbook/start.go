package runbook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/database"
	"callboard/models/deliverylog"
	"callboard/models/logbook"
	"callboard/models/runs"
)

// membersAtOnce is the number of members that one statement adds.
const membersAtOnce = 500

// keyKept is how long a start is known by its key.
const keyKept = models.Millis(24 * time.Hour / time.Millisecond)

// Start fixes who is in a run, and lets it go. key names the start, so that
// it is done once though it is asked for twice: the second time the run of the
// first is returned. An order that finds nothing or too much is refused.
func (b Book) Start(ctx context.Context, by models.Access, s Start) (runs.Run, error) {
	if known, err := b.started(ctx, s.Key); err != nil || known.ID != 0 {
		return known, err
	}
	o := s.Order.Cleaned(b.now())
	if err := o.Check().Err(); err != nil {
		return runs.Run{}, err
	}
	preview, found, err := b.chosen(ctx, by, o)
	if err != nil {
		return runs.Run{}, err
	}
	if err := refused(preview).Err(); err != nil {
		return runs.Run{}, err
	}
	run := b.fresh(by, preview)
	run.CompanyID, run.LocationID = owner(found)
	if s.Key != "" {
		run.StartKey = &s.Key
	}
	err = database.Tx(ctx, b.DB, func(tx *gorm.DB) error { return b.store(tx, by, fixed{run, found}) })
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return b.started(ctx, s.Key)
	}
	if err != nil {
		return runs.Run{}, fmt.Errorf("start a run: %w", err)
	}
	return run, nil
}

// Start is what somebody asks for.
type Start struct {
	Order runs.Order
	Key   string // unique for who starts it and what; "" for none
}

// refused says what keeps an order from being started.
func refused(p runs.Preview) models.Problems {
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
func (b Book) started(ctx context.Context, key string) (runs.Run, error) {
	if key == "" {
		return runs.Run{}, nil
	}
	var found []runs.Run
	if err := b.DB.WithContext(ctx).Where("start_key = ? AND created_at > ?", key, b.now()-keyKept).Find(&found).Error; err != nil {
		return runs.Run{}, fmt.Errorf("look for a started run: %w", err)
	}
	if len(found) == 0 {
		return runs.Run{}, nil
	}
	return found[0], nil
}

// fresh returns a run that begins now.
func (b Book) fresh(by models.Access, p runs.Preview) runs.Run {
	now := b.now()
	return runs.Run{
		ID: b.NewID(), ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, ActorName: by.Actor.Name,
		Filter: p.Order.Filter.Encode(), UntilAt: p.Order.Until, Delivered: p.Order.Delivered, Rate: p.Order.Rate,
		Status: runs.Running, Total: p.Count, LeftOut: p.LeftOut, NextAt: now, CreatedAt: now,
	}
}

// owner returns whom all that was found belongs to, as closely as can be said.
func owner(found []deliverylog.Match) (company, location models.ID) {
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

// fixed is a run with all that is in it.
type fixed struct {
	run   runs.Run
	found []deliverylog.Match
}

func (b Book) store(tx *gorm.DB, by models.Access, f fixed) error {
	if f.run.StartKey != nil {
		old := tx.Model(&runs.Run{}).Where("start_key = ? AND created_at <= ?", *f.run.StartKey, b.now()-keyKept)
		if err := old.Update("start_key", nil).Error; err != nil {
			return err
		}
	}
	if err := tx.Create(&f.run).Error; err != nil {
		return err
	}
	members := make([]runs.Member, len(f.found))
	for i, m := range f.found {
		members[i] = runs.Member{RunID: f.run.ID, DeliveryID: m.ID, Was: m.Status, Resent: m.Resent}
	}
	for some := range slices.Chunk(members, membersAtOnce) {
		if err := tx.Create(&some).Error; err != nil {
			return err
		}
	}
	return b.Audit(tx, by, Change{Action: "run.start", After: f.run})
}

// Stop ends a run: nothing more is sent again by it once Stop has returned.
// models.ErrConflict when it is over.
func (b Book) Stop(ctx context.Context, by models.Access, id models.ID) (runs.Run, error) {
	return b.turn(ctx, by, turn{id, "run.stop", func(r *runs.Run, now models.Millis) error {
		if r.Status != runs.Running {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt = runs.Stopped, by.Actor.Name, now, now
		return nil
	}})
}

// Resume lets a stopped run go on with who is left. models.ErrConflict when
// it was not stopped, models.ErrNotFound for those who may not resend all that
// is left: who started it may have lost that right.
func (b Book) Resume(ctx context.Context, by models.Access, id models.ID) (runs.Run, error) {
	if err := b.reaches(ctx, by, id); err != nil {
		return runs.Run{}, err
	}
	return b.turn(ctx, by, turn{id, "run.resume", func(r *runs.Run, now models.Millis) error {
		if r.Status != runs.Stopped {
			return models.ErrConflict
		}
		r.Status, r.StoppedBy, r.EndedAt, r.NextAt, r.SettledAt = runs.Running, "", 0, now, 0
		return nil
	}})
}

// reaches returns models.ErrNotFound unless all that is left of a run lies
// within the scope.
func (b Book) reaches(ctx context.Context, by models.Access, id models.ID) error {
	left := func() *gorm.DB {
		return b.DB.WithContext(ctx).Table("run_members AS m").Joins("JOIN deliveries AS d ON d.id = m.delivery_id").
			Where("m.run_id = ? AND m.state = ?", id, runs.Left)
	}
	var all, reached int64
	err := left().Count(&all).Error
	if err == nil {
		err = logbook.Log{DB: b.DB, Scope: by.Scope}.Reached(left()).Count(&reached).Error
	}
	if err != nil {
		return fmt.Errorf("see who is left of run %s: %w", id, err)
	}
	if reached < all {
		return models.ErrNotFound
	}
	return nil
}

// turn is what somebody decides about a run.
type turn struct {
	id     models.ID
	action string
	decide func(r *runs.Run, now models.Millis) error
}

func (b Book) turn(ctx context.Context, by models.Access, t turn) (after runs.Run, err error) {
	err = database.Tx(ctx, b.DB, func(tx *gorm.DB) error {
		var before runs.Run
		locked := visible(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}), by)
		if err := locked.Where("id = ?", t.id).Take(&before).Error; err != nil {
			return err
		}
		after = before
		if err := t.decide(&after, b.now()); err != nil {
			return err
		}
		done := tx.Model(&runs.Run{}).Where("id = ? AND status = ? AND next_at = ?", t.id, before.Status, before.NextAt).
			Select("Status", "StoppedBy", "EndedAt", "NextAt", "SettledAt").Updates(after)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return models.ErrConflict
		}
		return b.Audit(tx, by, Change{Action: t.action, Before: before, After: after})
	})
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return runs.Run{}, models.ErrNotFound
	case errors.Is(err, models.ErrConflict):
		return runs.Run{}, err
	case err != nil:
		return runs.Run{}, fmt.Errorf("%s %s: %w", t.action, t.id, err)
	}
	return after, nil
}
