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
	// resendLease is how long a resend run stays with an instance that gives no
	// sign of life.
	resendLease = models.Millis(10 * time.Second / time.Millisecond)
	// resendLookahead is how far ahead a step looks for resend runs, so that the
	// resender does not rest just before the next one is due.
	resendLookahead = models.Millis(time.Second / time.Millisecond)
	// resendsPerStep is how many resend runs one step reads.
	resendsPerStep = 100
)

// ResendWorker works on resend runs for one program. Its token is that of all its
// leases.
type ResendWorker struct {
	*Store
	token models.ID
}

// ResendWorker returns a new worker.
func (s *Store) ResendWorker() ResendWorker { return ResendWorker{s, s.NewID()} }

// TakeOver frees the resend runs that this instance had leased before it was
// restarted.
func (w ResendWorker) TakeOver(ctx context.Context) error {
	return w.freeRuns(ctx, "lease_owner = ? AND lease_token <> ?", w.instance.Number(), w.token)
}

// Release frees the resend runs of this worker, so that others can go on at once.
func (w ResendWorker) Release(ctx context.Context) error {
	return w.freeRuns(ctx, "lease_token = ?", w.token)
}

func (w ResendWorker) freeRuns(ctx context.Context, which string, args ...any) error {
	err := w.tx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&resend.Run{}).Where("settled_at = 0").Where(which, args...).Update("lease_until", 0).Error
	})
	if err != nil {
		return fmt.Errorf("free resend runs: %w", err)
	}
	return nil
}

// Step resends the next deliveries of every resend run that is due, and returns how
// many. busy says that a resend run is under way and soon due again. An error of one
// does not stop the others.
func (w ResendWorker) Step(ctx context.Context) (resent int, busy bool, err error) {
	runs, err := w.dueRuns(ctx)
	if err != nil {
		return 0, false, err
	}
	now := w.now()
	for _, r := range runs {
		busy = busy || r.Status == resend.Running
		if r.NextAt > now {
			continue
		}
		if r.Status != resend.Running {
			err = errors.Join(err, w.updateProgress(ctx, r))
			continue
		}
		if r.LeaseUntil > now && r.LeaseToken != w.token {
			continue // another instance has it
		}
		n, runErr := w.resendChunk(ctx, r)
		resent, err = resent+n, errors.Join(err, runErr)
	}
	return resent, busy, err
}

// dueRuns returns the resend runs that are not settled and are due, or soon due.
func (w ResendWorker) dueRuns(ctx context.Context) ([]resend.Run, error) {
	var runs []resend.Run
	err := w.db.WithContext(ctx).Where("settled_at = 0 AND next_at <= ?", w.now()+resendLookahead).Order("next_at").Limit(resendsPerStep).Find(&runs).Error
	if err != nil {
		return nil, fmt.Errorf("look for resend runs: %w", err)
	}
	return runs, nil
}

// updateProgress counts the outcomes of a resend run that is over, and stores the
// counts once nothing can change them any more.
func (w ResendWorker) updateProgress(ctx context.Context, r resend.Run) error {
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
		return fmt.Errorf("settle resend run %s: %w", r.ID, err)
	}
	return nil
}

// resendChunk resends the next deliveries of one resend run, in one transaction.
func (w ResendWorker) resendChunk(ctx context.Context, r resend.Run) (resent int, err error) {
	err = w.tx(ctx, func(tx *gorm.DB) error {
		resent = 0
		b := resendBatch{run: r, now: w.now()}
		share, err := w.lease(tx, r, b.now)
		if err != nil || share == 0 {
			return err
		}
		if err := b.read(tx, w.Store, share); err != nil {
			return err
		}
		if err := b.send(tx); err != nil {
			return err
		}
		resent = b.resent
		return b.finish(tx)
	})
	if err != nil {
		return 0, fmt.Errorf("work on resend run %s: %w", r.ID, err)
	}
	return resent, nil
}

// lease takes the lease of a resend run, or renews it, and returns how many
// deliveries may be resent now; zero when another instance has it. It locks the row
// until the transaction ends, so that a stop comes before it or waits for that.
func (w ResendWorker) lease(tx *gorm.DB, r resend.Run, now models.Millis) (share int, err error) {
	share, next := r.Share(now)
	done := tx.Model(&resend.Run{}).
		Where("id = ? AND status = ? AND next_at = ? AND (lease_until <= ? OR lease_token = ?)", r.ID, resend.Running, r.NextAt, now, w.token).
		Updates(map[string]any{"next_at": next, "lease_owner": w.instance.Number(), "lease_token": w.token, "lease_until": now + resendLease})
	if done.Error != nil || done.RowsAffected == 0 {
		return 0, done.Error
	}
	return share, nil
}

// resendBatch is what one transaction resends of a resend run.
type resendBatch struct {
	run        resend.Run
	now        models.Millis
	members    []resend.Member
	last       bool // no more come behind them
	deliveries map[models.ID]models.Delivery
	callbacks  map[models.ID]models.Callback
	resent     int
}

// read reads the next members with their deliveries and callbacks. The callbacks are
// locked, so that they cannot be paused or deleted meanwhile.
func (b *resendBatch) read(tx *gorm.DB, s *Store, share int) error {
	err := tx.Where("run_id = ? AND delivery_id > ?", b.run.ID, b.run.Position).Order("delivery_id").Limit(share + 1).Find(&b.members).Error
	if err != nil {
		return err
	}
	b.last = len(b.members) <= share
	b.members = b.members[:min(len(b.members), share)]
	ids := make([]models.ID, len(b.members))
	for i, m := range b.members {
		ids[i] = m.DeliveryID
	}
	var deliveries []models.Delivery
	if err := tx.Where("id IN ?", ids).Find(&deliveries).Error; err != nil {
		return err
	}
	b.deliveries, b.callbacks = map[models.ID]models.Delivery{}, map[models.ID]models.Callback{}
	var callbackIDs []models.ID
	for _, d := range deliveries {
		b.deliveries[d.ID] = d
		callbackIDs = append(callbackIDs, d.CallbackID)
	}
	callbacks, err := s.loadCallbacks(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id IN ?", callbackIDs).Order("id"))
	for _, callback := range callbacks {
		b.callbacks[callback.ID] = callback
	}
	return err
}

// send gives each delivery a fresh retry plan. One that is changed by somebody else
// at the same time is read again with the next chunk.
func (b *resendBatch) send(tx *gorm.DB) error {
	for i, m := range b.members {
		before := b.deliveries[m.DeliveryID]
		after, why := m.Turn(before, b.callbacks[before.CallbackID], b.now)
		m.State, m.Reason, m.At = resend.Skipped, why, b.now
		if why == "" {
			m.State = resend.Resent
			changed, err := storeRedirectRow(tx, before, after)
			if err != nil {
				return err
			}
			if !changed {
				b.members, b.last = b.members[:i], false
				return nil
			}
			if err := noteResendOutcome(tx, before, m.RunID); err != nil {
				return err
			}
			b.resent++
		}
		if err := tx.Model(&m).Select("State", "Reason", "At").Updates(m).Error; err != nil {
			return err
		}
	}
	return nil
}

// finish stores how far the resend run has come.
func (b *resendBatch) finish(tx *gorm.DB) error {
	set := map[string]any{}
	if n := len(b.members); n > 0 {
		set["position"] = b.members[n-1].DeliveryID
	}
	if b.last {
		set["status"], set["ended_at"], set["next_at"], set["lease_until"] = resend.Done, b.now, b.now+resend.FirstLook, 0
	}
	if len(set) == 0 {
		return nil
	}
	return tx.Model(&resend.Run{}).Where("id = ?", b.run.ID).Updates(set).Error
}
