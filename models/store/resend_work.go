package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/resend"
)

const (
	// resendLeaseTime is how long a run stays with the instance that works it
	// without a sign of life.
	resendLeaseTime = models.Millis(10 * time.Second / time.Millisecond)
	// resendSoon is how far ahead a step looks: whoever works a run does not lie down
	// just before its next turn.
	resendSoon = models.Millis(time.Second / time.Millisecond)
	// resendsAtOnce is the number of runs that one step looks at.
	resendsAtOnce = 100
)

// ResendWorker works runs for one program. Its token is that of all its leases.
type ResendWorker struct {
	*Store
	token models.ID
}

// Worker returns a worker of its own.
func (s *Store) ResendWorker() ResendWorker { return ResendWorker{s, s.NewID()} }

// TakeOver frees the runs that this instance worked before it was restarted.
func (w ResendWorker) TakeOver(ctx context.Context) error {
	return w.free(ctx, "lease_owner = ? AND lease_token <> ?", w.instance.Number(), w.token)
}

// Release frees the runs of this worker, so that others can go on at once.
func (w ResendWorker) Release(ctx context.Context) error {
	return w.free(ctx, "lease_token = ?", w.token)
}

func (w ResendWorker) free(ctx context.Context, which string, args ...any) error {
	err := w.tx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&resend.Run{}).Where("settled_at = 0").Where(which, args...).Update("lease_until", 0).Error
	})
	if err != nil {
		return fmt.Errorf("free runs: %w", err)
	}
	return nil
}

// Step sends the next members of every run again whose turn has come, and
// returns how many. busy says that a run is under way, and its next turn is
// soon. One that is in trouble does not stop the others.
func (w ResendWorker) Step(ctx context.Context) (resent int, busy bool, err error) {
	open, err := w.open(ctx)
	if err != nil {
		return 0, false, err
	}
	now := w.now()
	for _, r := range open {
		busy = busy || r.Status == resend.Running
		if r.NextAt > now {
			continue
		}
		if r.Status != resend.Running {
			err = errors.Join(err, w.look(ctx, r))
			continue
		}
		if r.LeaseUntil > now && r.LeaseToken != w.token {
			continue // somebody else works it
		}
		n, failed := w.work(ctx, r)
		resent, err = resent+n, errors.Join(err, failed)
	}
	return resent, busy, err
}

// open returns the runs that are not settled and whose turn is soon.
func (w ResendWorker) open(ctx context.Context) ([]resend.Run, error) {
	var open []resend.Run
	err := w.db.WithContext(ctx).Where("settled_at = 0 AND next_at <= ?", w.now()+resendSoon).Order("next_at").Limit(resendsAtOnce).Find(&open).Error
	if err != nil {
		return nil, fmt.Errorf("look for runs: %w", err)
	}
	return open, nil
}

// look counts what came of a run that is over, and keeps the numbers once
// nothing can change them any more.
func (w ResendWorker) look(ctx context.Context, r resend.Run) error {
	p, err := w.ResendProgress(ctx, r)
	if err != nil {
		return err
	}
	after := r
	after.NextAt = r.LookAgain(w.now())
	if p.Settled() {
		after.SettledAt, after.Result = w.now(), p
	}
	err = w.db.WithContext(ctx).Model(&resend.Run{}).Where("id = ? AND status = ? AND next_at = ?", r.ID, r.Status, r.NextAt).
		Select("NextAt", "SettledAt", "Result").Updates(after).Error
	if err != nil {
		return fmt.Errorf("settle run %s: %w", r.ID, err)
	}
	return nil
}

// work sends the next members of one run again, in one transaction.
func (w ResendWorker) work(ctx context.Context, r resend.Run) (resent int, err error) {
	err = w.tx(ctx, func(tx *gorm.DB) error {
		resent = 0
		c := resendChunk{run: r, now: w.now()}
		share, err := w.lease(tx, r, c.now)
		if err != nil || share == 0 {
			return err
		}
		if err := c.read(tx, w.Store, share); err != nil {
			return err
		}
		if err := c.send(tx); err != nil {
			return err
		}
		resent = c.resent
		return c.finish(tx)
	})
	if err != nil {
		return 0, fmt.Errorf("work run %s: %w", r.ID, err)
	}
	return resent, nil
}

// lease takes a run, or keeps it, and says how many members may be worked
// now; zero when somebody else has it. It holds everybody off until the
// transaction ends: whoever stops the run waits for that, or comes first.
func (w ResendWorker) lease(tx *gorm.DB, r resend.Run, now models.Millis) (share int, err error) {
	share, next := r.Share(now)
	done := tx.Model(&resend.Run{}).
		Where("id = ? AND status = ? AND next_at = ? AND (lease_until <= ? OR lease_token = ?)", r.ID, resend.Running, r.NextAt, now, w.token).
		Updates(map[string]any{"next_at": next, "lease_owner": w.instance.Number(), "lease_token": w.token, "lease_until": now + resendLeaseTime})
	if done.Error != nil || done.RowsAffected == 0 {
		return 0, done.Error
	}
	return share, nil
}

// resendChunk is what one transaction works of a run.
type resendChunk struct {
	run        resend.Run
	now        models.Millis
	members    []resend.Member
	last       bool // no more come behind them
	deliveries map[models.ID]models.Delivery
	callbacks  map[models.ID]models.Callback
	resent     int
}

// read reads the next members and what they are about. The callbacks are
// locked, so that they cannot be paused or deleted between.
func (c *resendChunk) read(tx *gorm.DB, s *Store, share int) error {
	err := tx.Where("run_id = ? AND delivery_id > ?", c.run.ID, c.run.Position).Order("delivery_id").Limit(share + 1).Find(&c.members).Error
	if err != nil {
		return err
	}
	c.last = len(c.members) <= share
	c.members = c.members[:min(len(c.members), share)]
	ids := make([]models.ID, len(c.members))
	for i, m := range c.members {
		ids[i] = m.DeliveryID
	}
	var deliveries []models.Delivery
	if err := tx.Where("id IN ?", ids).Find(&deliveries).Error; err != nil {
		return err
	}
	c.deliveries, c.callbacks = map[models.ID]models.Delivery{}, map[models.ID]models.Callback{}
	var of []models.ID
	for _, d := range deliveries {
		c.deliveries[d.ID] = d
		of = append(of, d.CallbackID)
	}
	callbacks, err := s.loadCallbacks(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id IN ?", of).Order("id"))
	for _, one := range callbacks {
		c.callbacks[one.ID] = one
	}
	return err
}

// send gives the deliveries a fresh plan, each by itself. One that somebody
// else changes in this very moment is looked at again with the next chunk.
func (c *resendChunk) send(tx *gorm.DB) error {
	for i, m := range c.members {
		before := c.deliveries[m.DeliveryID]
		after, why := m.Turn(before, c.callbacks[before.CallbackID], c.now)
		m.State, m.Reason, m.At = resend.Skipped, why, c.now
		if why == "" {
			m.State = resend.Resent
			changed, err := redirectRow(tx, before, after)
			if err != nil {
				return err
			}
			if !changed {
				c.members, c.last = c.members[:i], false
				return nil
			}
			if err := noteRedirect(tx, before, m.RunID); err != nil {
				return err
			}
			c.resent++
		}
		if err := tx.Model(&m).Select("State", "Reason", "At").Updates(m).Error; err != nil {
			return err
		}
	}
	return nil
}

// finish notes how far the run has come.
func (c *resendChunk) finish(tx *gorm.DB) error {
	set := map[string]any{}
	if n := len(c.members); n > 0 {
		set["position"] = c.members[n-1].DeliveryID
	}
	if c.last {
		set["status"], set["ended_at"], set["next_at"], set["lease_until"] = resend.Done, c.now, c.now+resend.FirstLook, 0
	}
	if len(set) == 0 {
		return nil
	}
	return tx.Model(&resend.Run{}).Where("id = ?", c.run.ID).Updates(set).Error
}
