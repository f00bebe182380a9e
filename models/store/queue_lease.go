package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// NextDue returns when the next delivery comes due, or the next lease ends; the zero
// time when none waits.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next []models.Millis
	err := s.db.WithContext(ctx).Model(&models.Delivery{}).Where("due_at > 0").
		Order("due_at").Limit(1).Pluck("due_at", &next).Error
	if err != nil || len(next) == 0 {
		return time.Time{}, err
	}
	return next[0].Time(), nil
}

// Release gives leases back unused: their deliveries are due at once.
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

// TakeOver ends the leases that this instance held before it was restarted, so that
// their deliveries are due now, and returns how many there were.
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

// ours selects the deliveries that this instance has leased.
func (s *Store) ours(tx *gorm.DB) *gorm.DB {
	return tx.Model(&models.Delivery{}).Where("status = ? AND lease_owner = ?", models.Sending, s.instance.Number())
}

// holdOrCancel returns why a callback's deliveries are not to be sent: the reason to
// hold them, or the reason to cancel them.
func holdOrCancel(c models.Callback) (hold models.Hold, cancel models.Reason) {
	if c.ID == 0 || c.DeletedAt != 0 {
		return "", models.CancelledByDelete
	}
	return c.HeldBy(), ""
}

// endCancels says that a callback was ended without its waiting deliveries being
// sent. What was resent since is sent; what waits and was not resent was accepted at
// the moment of the end.
func endCancels(c models.Callback) bool { return c.EndedAt != 0 && !c.KeepWaiting }

// statusBefore is the status that a leased delivery had before its lease.
func statusBefore() any {
	return gorm.Expr("CASE WHEN plan_pos = 0 THEN ? ELSE ? END", models.Queued, models.Retrying)
}

// holdColumns are the columns of a leased or waiting delivery that is held.
func holdColumns(reason models.Hold) map[string]any {
	return map[string]any{"status": statusBefore(), "hold_reason": reason, "due_at": 0, "lease_owner": 0, "lease_token": 0}
}

// cancelColumns are the columns of a leased or waiting delivery that is cancelled.
func cancelColumns(reason models.Reason, now models.Millis) map[string]any {
	return map[string]any{
		"status": models.Cancelled, "hold_reason": "", "reason": reason, "reason_detail": "",
		"due_at": 0, "finished_at": now, "lease_owner": 0, "lease_token": 0,
	}
}

// sortedUnique returns ids in order, each once.
func sortedUnique(ids []models.ID) []models.ID {
	slices.Sort(ids)
	return slices.Compact(ids)
}
