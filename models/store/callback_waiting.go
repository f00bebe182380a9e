package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// Waiting counts the deliveries of a callback that wait for an attempt, and
// those of them that are held.
func (s *Store) Waiting(ctx context.Context, in models.Scope, callback models.ID) (waiting, held int, err error) {
	c, err := s.CallbackByID(ctx, in, callback)
	if err != nil {
		return 0, 0, err
	}
	var counted struct{ Waiting, Held int }
	err = stillWaiting(s.db.WithContext(ctx), c).Select("COUNT(*) AS waiting, COUNT(CASE WHEN hold_reason <> '' THEN 1 END) AS held").Scan(&counted).Error
	if err != nil {
		return 0, 0, fmt.Errorf("count what waits for callback %s: %w", c.PublicID, err)
	}
	return counted.Waiting, counted.Held, nil
}

// stillWaiting selects the deliveries of a callback that wait for an attempt,
// the first one or another. Requests in flight are not among them.
func stillWaiting(tx *gorm.DB, c models.Callback) *gorm.DB {
	return tx.Model(&models.Delivery{}).Where("company_id = ? AND callback_id = ? AND status IN ?",
		c.CompanyID, c.ID, []models.Status{models.Queued, models.Retrying})
}

// cancel cancels the deliveries of a callback that wait for an attempt. by names who
// asked for that.
func cancel(tx *gorm.DB, c models.Callback, reason models.Reason, by string, now models.Millis) error {
	err := stillWaiting(tx, c).Updates(map[string]any{
		"status": models.Cancelled, "reason": reason, "reason_detail": by,
		"hold_reason": "", "due_at": 0, "finished_at": now,
	}).Error
	if err != nil {
		return fmt.Errorf("cancel what waits for callback %s: %w", c.PublicID, err)
	}
	return nil
}

// hold holds the deliveries of a callback that wait for an attempt and are not held
// already.
func hold(tx *gorm.DB, c models.Callback, reason models.Hold) error {
	err := stillWaiting(tx, c).Where("hold_reason = ''").Updates(map[string]any{"hold_reason": reason, "due_at": 0}).Error
	if err != nil {
		return fmt.Errorf("hold what waits for callback %s: %w", c.PublicID, err)
	}
	return nil
}

// release makes the deliveries due now that were held for a reason, and returns how
// many. Where there is another reason to hold those of c, they are held for that.
func (s *Store) release(tx *gorm.DB, c models.Callback, was models.Hold) (int, error) {
	set := map[string]any{"hold_reason": c.HeldBy()}
	if c.HeldBy() == "" {
		set["due_at"] = s.now()
	}
	released := stillWaiting(tx, c).Where("hold_reason = ?", was).Updates(set)
	if released.Error != nil {
		return 0, fmt.Errorf("release what waits for callback %s: %w", c.PublicID, released.Error)
	}
	if c.HeldBy() != "" {
		return 0, nil
	}
	return int(released.RowsAffected), nil
}
