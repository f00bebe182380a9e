package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// NextDue returns when the next delivery comes due, or the next lease runs
// out; zero when none waits.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next []models.Millis
	err := s.db.WithContext(ctx).Model(&models.Delivery{}).Where("due_at > 0").
		Order("due_at").Limit(1).Pluck("due_at", &next).Error
	if err != nil || len(next) == 0 {
		return time.Time{}, err
	}
	return next[0].Time(), nil
}

// Release gives leases back unused, so that others can take them at once.
func (s *Store) Release(ctx context.Context, ids []models.ID) error {
	back := map[string]any{"status": statusBefore(), "due_at": s.now(), "lease_owner": 0, "lease_token": 0}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return s.ours(tx).Where("id IN ?", ids).Updates(back).Error
	})
	if err != nil {
		return fmt.Errorf("release %d leases: %w", len(ids), err)
	}
	return nil
}

// TakeOver ends this instance's leases from before a restart, so that their
// deliveries come due now, and returns how many there were.
func (s *Store) TakeOver(ctx context.Context) (int, error) {
	var taken int64
	err := s.tx(ctx, func(tx *gorm.DB) error {
		done := s.ours(tx).Where("due_at > ?", s.now()).Update("due_at", s.now())
		taken = done.RowsAffected
		return done.Error
	})
	if err != nil {
		return 0, fmt.Errorf("take over leases: %w", err)
	}
	return int(taken), nil
}

// ours asks for the deliveries that this instance has leased.
func (s *Store) ours(tx *gorm.DB) *gorm.DB {
	return tx.Model(&models.Delivery{}).Where("status = ? AND lease_owner = ?", models.Sending, s.instance.Number())
}

// holdOrCancel says what keeps a callback's deliveries from being sent: a hold, or
// the reason to cancel them.
func holdOrCancel(c models.Callback) (models.Hold, models.Reason) {
	switch {
	case c.ID == 0 || c.DeletedAt != 0:
		return "", models.CancelledByDelete
	case c.Paused():
		return models.HeldPaused, ""
	case c.Unverified():
		return models.HeldUnverified, ""
	case !c.IsActive:
		return models.HeldInactive, ""
	}
	return "", ""
}

// endCancels says that a callback was ended by somebody who did not want what
// was waiting to be sent. What was resent since is sent all the same; what was
// not, and waits, was accepted in the moment of the end.
func endCancels(c models.Callback) bool { return c.EndedAt != 0 && !c.KeepWaiting }

// statusBefore is the status that a leased delivery had before its lease.
func statusBefore() any {
	return gorm.Expr("CASE WHEN plan_pos = 0 THEN ? ELSE ? END", models.Queued, models.Retrying)
}

// holdColumns is the change that holds a leased or waiting delivery back.
func holdColumns(why models.Hold) map[string]any {
	return map[string]any{"status": statusBefore(), "hold_reason": why, "due_at": 0, "lease_owner": 0, "lease_token": 0}
}

// cancelColumns is the change that stops a leased or waiting delivery.
func cancelColumns(why models.Reason, now models.Millis) map[string]any {
	return map[string]any{
		"status": models.Cancelled, "hold_reason": "", "reason": why, "reason_detail": "",
		"due_at": 0, "finished_at": now, "lease_owner": 0, "lease_token": 0,
	}
}

// sortedUnique returns ids in their order, each once.
func sortedUnique(ids []models.ID) []models.ID {
	slices.Sort(ids)
	return slices.Compact(ids)
}
