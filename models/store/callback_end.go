package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// EndCallback closes the range of a callback now and cancels what waits,
// unless keepWaiting. A callback that has ended stays as it is.
func (s *Store) EndCallback(ctx context.Context, by models.Access, publicID string, keepWaiting bool) (models.Callback, error) {
	return s.alter(ctx, alteration{by, publicID, "callback.end", func(tx *gorm.DB, c *models.Callback) error {
		now := s.now()
		if c.Ended(now) {
			return errAsItIs
		}
		if err := unsubscribed(tx, *c); err != nil {
			return err
		}
		c.EndAt, c.EndedAt, c.KeepWaiting = models.Minute(now), now, keepWaiting
		c.StartAt = min(c.StartAt, c.EndAt)
		c.NameKey, c.URLKey = nil, nil
		if keepWaiting {
			return nil
		}
		return cancel(tx, *c, cancellation{models.CancelledByEnd, by.Actor.Name, now})
	}})
}

// DeleteCallback takes a callback away for good and cancels what waits. The
// log keeps its name.
func (s *Store) DeleteCallback(ctx context.Context, by models.Access, publicID string) error {
	_, err := s.alter(ctx, alteration{by, publicID, "callback.delete", func(tx *gorm.DB, c *models.Callback) error {
		if err := unsubscribed(tx, *c); err != nil {
			return err
		}
		c.DeletedAt = s.now()
		c.NameKey, c.URLKey = nil, nil
		return cancel(tx, *c, cancellation{models.CancelledByDelete, by.Actor.Name, c.DeletedAt})
	}})
	return err
}

// ReplaceCallback stores c, new or changed, as CreateCallback and
// UpdateCallback do, and ends the other callback when c starts, so that the
// two do not overlap. Both happen or neither. Another one that c does not
// compete with stays as it is.
func (s *Store) ReplaceCallback(ctx context.Context, by models.Access, c *models.Callback, other string) error {
	if c.Version == 0 {
		return s.create(ctx, by, c, s.ending(by, other))
	}
	return s.update(ctx, by, c, s.ending(by, other))
}

// ending returns the step that ends another callback when the next starts.
func (s *Store) ending(by models.Access, other string) step {
	return func(tx *gorm.DB, next models.Callback) error {
		before, err := s.oneCallback(within(tx.Where("public_id = ? AND deleted_at = 0", other), by.Scope))
		if err != nil {
			return err
		}
		if !competes(before, next) || before.StartAt >= next.StartAt {
			return nil
		}
		after := before
		after.EndAt, after.Version, after.UpdatedAt = next.StartAt, before.Version+1, s.now()
		if err := storeCallback(tx, after); err != nil {
			return err
		}
		return s.auditCallback(tx, by, callbackChange{"callback.update", &before, after})
	}
}

// competes says whether the two cannot be stored side by side.
func competes(a, b models.Callback) bool {
	return a.Kind.Traits().Exclusive && a.Kind == b.Kind && a.ID != b.ID && a.Owner() == b.Owner() &&
		a.Trigger().Type == b.Trigger().Type && a.Trigger().FilterValue == b.Trigger().FilterValue && a.Overlaps(b)
}

// PauseCallback holds the deliveries of a callback back. One that is paused
// stays as it is. EndedError when it has ended.
func (s *Store) PauseCallback(ctx context.Context, by models.Access, publicID, reason string) (models.Callback, error) {
	return s.alter(ctx, alteration{by, publicID, "callback.pause", func(tx *gorm.DB, c *models.Callback) error {
		switch {
		case c.Ended(s.now()):
			return models.EndedError{PublicID: c.PublicID}
		case c.Paused():
			return errAsItIs
		}
		c.PausedAt, c.PauseReason = s.now(), shortened(reason)
		return hold(tx, *c, models.HeldPaused)
	}})
}

// ResumeCallback lets held deliveries go, and returns how many. An ended
// callback can be resumed: what was kept waiting is sent then.
func (s *Store) ResumeCallback(ctx context.Context, by models.Access, publicID string) (released int, err error) {
	_, err = s.alter(ctx, alteration{by, publicID, "callback.resume", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		if !c.Paused() {
			return errAsItIs
		}
		c.PausedAt, c.PauseReason = 0, ""
		n, err := s.release(tx, *c, models.HeldPaused)
		released = n
		return err
	}})
	if err != nil {
		return 0, err
	}
	return released, nil
}

// RecordVerification keeps the requests that tried the addresses of a callback, as it
// was read then. When all were answered 2xx it is verified, and what was held
// for that goes; released is how much. ErrConflict when it was changed
// meanwhile.
func (s *Store) RecordVerification(ctx context.Context, by models.Access, c models.Callback, made []models.Attempt) (released int, err error) {
	for i := range made {
		made[i].ID, made[i].CompanyID, made[i].DeliveryID, made[i].CallbackVersion = s.NewID(), c.CompanyID, c.ID, c.Version
		made[i].LeaseToken = made[i].ID
	}
	if err := s.tx(ctx, func(tx *gorm.DB) error { return tx.Create(&made).Error }); err != nil {
		return 0, fmt.Errorf("keep the check of callback %s: %w", c.PublicID, err)
	}
	if slices.ContainsFunc(made, func(a models.Attempt) bool { return a.Cause != "" }) || !c.Kind.Traits().Verified {
		return 0, nil
	}
	_, err = s.alter(ctx, alteration{by, c.PublicID, "callback.verify", func(tx *gorm.DB, now *models.Callback) error {
		if moved(c, *now) || string(c.Sealed) != string(now.Sealed) {
			return models.ErrConflict
		}
		now.VerifiedAt, now.MarkedBy, now.MarkReason = s.now(), "", ""
		released, err = s.release(tx, *now, models.HeldUnverified)
		return err
	}})
	return released, err
}

// Verifications returns the requests that tried the addresses of a callback, the
// newest first, at most 20.
func (s *Store) Verifications(ctx context.Context, in models.Scope, publicID string) ([]models.Attempt, error) {
	c, err := s.Callback(ctx, in, publicID)
	if err != nil {
		return nil, err
	}
	var made []models.Attempt
	if err := s.db.WithContext(ctx).Where("delivery_id = ?", c.ID).Order("id DESC").Limit(20).Find(&made).Error; err != nil {
		return nil, fmt.Errorf("read the checks of callback %s: %w", publicID, err)
	}
	return made, nil
}

// VerifyByHand marks a callback as verified, as somebody saw it, whose receiver
// cannot answer a check. What was held for that goes; released is how much.
// One that is verified stays as it is. Problems of the reason, ErrConflict when
// it was changed meanwhile.
func (s *Store) VerifyByHand(ctx context.Context, by models.Access, seen models.Callback, reason string) (released int, err error) {
	reason = strings.TrimSpace(reason)
	if err := models.CheckMarkReason(reason).Err(); err != nil {
		return 0, err
	}
	_, err = s.alter(ctx, alteration{by, seen.PublicID, "callback.verify_by_hand", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		switch {
		case !c.Kind.Traits().Verified:
			return models.ErrNotFound
		case !c.Unverified():
			return errAsItIs
		case c.Version != seen.Version:
			return models.ErrConflict
		}
		c.VerifiedAt, c.MarkedBy, c.MarkReason = s.now(), by.Actor.Name, reason
		n, err := s.release(tx, *c, models.HeldUnverified)
		released = n
		return err
	}})
	if err != nil {
		return 0, err
	}
	return released, nil
}

// Waiting counts the deliveries of a callback that wait for an attempt, and
// those of them that are held.
func (s *Store) Waiting(ctx context.Context, in models.Scope, callback models.ID) (waiting, held int, err error) {
	tx := s.db.WithContext(ctx)
	c, err := s.oneCallback(within(tx.Where("id = ? AND deleted_at = 0", callback), in))
	if err != nil {
		return 0, 0, err
	}
	var counted struct{ Waiting, Held int }
	err = stillWaiting(tx, c).Select("COUNT(*) AS waiting, COUNT(CASE WHEN hold_reason <> '' THEN 1 END) AS held").Scan(&counted).Error
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

// cancellation says why, by whom and when deliveries are cancelled.
type cancellation struct {
	reason models.Reason
	by     string
	at     models.Millis
}

// cancel stops all that waits for an attempt of a callback.
func cancel(tx *gorm.DB, c models.Callback, why cancellation) error {
	err := stillWaiting(tx, c).Updates(map[string]any{
		"status": models.Cancelled, "reason": why.reason, "reason_detail": why.by,
		"hold_reason": "", "due_at": 0, "finished_at": why.at,
	}).Error
	if err != nil {
		return fmt.Errorf("cancel what waits for callback %s: %w", c.PublicID, err)
	}
	return nil
}

// hold keeps back what waits for a callback and is not held already.
func hold(tx *gorm.DB, c models.Callback, why models.Hold) error {
	err := stillWaiting(tx, c).Where("hold_reason = ''").Updates(map[string]any{"hold_reason": why, "due_at": 0}).Error
	if err != nil {
		return fmt.Errorf("hold what waits for callback %s: %w", c.PublicID, err)
	}
	return nil
}

// release lets go what was held for a reason, and returns how many. It comes
// due now; where c gives another reason to hold it, it is held for that.
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

// reasonLimit is the longest reason that a callback keeps, in characters.
const reasonLimit = 500

func shortened(text string) string {
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), reasonLimit)])
}
