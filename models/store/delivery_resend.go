package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/resend"
)

// resendColumns lists the columns that change when a delivery is resent or
// cancelled.
var resendColumns = []string{
	"Status", "HoldReason", "Reason", "ReasonDetail", "Cause", "CauseDetail", "PlanPos", "PlanLen", "DueAt", "Resent", "FinishedAt", "BatchID",
}

// storeRedirect stores a delivery that is resent or cancelled: models.ErrConflict
// when it is no longer as it was. Resend runs that sent it before keep its outcome.
func storeRedirect(tx *gorm.DB, before, after models.Delivery) error {
	changed, err := storeRedirectRow(tx, before, after)
	if err != nil {
		return err
	}
	if !changed {
		return models.ErrConflict
	}
	if after.Resent == before.Resent {
		return nil // cancelled: the delivery itself says so
	}
	return noteResendOutcome(tx, before, 0)
}

// storeRedirectRow stores a delivery, unless it is no longer as it was before.
func storeRedirectRow(tx *gorm.DB, before, after models.Delivery) (changed bool, err error) {
	same := "id = ? AND status = ? AND attempts = ? AND resent = ? AND due_at = ?"
	done := tx.Model(&models.Delivery{}).
		Where(same, before.ID, before.Status, before.Attempts, before.Resent, before.DueAt).
		Select(resendColumns).Updates(after)
	if done.Error != nil {
		return false, fmt.Errorf("store delivery %s: %w", before.ID, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// noteResendOutcome stores, with the resend runs that sent a delivery before, its
// outcome, before it is resent once more: by a resend run, or by hand (zero).
func noteResendOutcome(tx *gorm.DB, before models.Delivery, by models.ID) error {
	if before.Resent == 0 {
		return nil // no resend run ever did
	}
	err := tx.Model(&resend.Member{}).
		Where("delivery_id = ? AND run_id <> ? AND state = ? AND outcome = 0", before.ID, by, resend.Resent).
		Updates(map[string]any{"outcome": before.Status, "cause": before.Cause}).Error
	if err != nil {
		return fmt.Errorf("note what came of delivery %s: %w", before.ID, err)
	}
	return nil
}

// Resend gives a delivery a fresh retry plan that starts now: see resend.Again.
func (s *Store) Resend(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, id, "delivery.resend", func(d models.Delivery, c models.Callback) (models.Delivery, error) {
		return resend.Again(d, c, s.now())
	})
}

// CancelDelivery cancels a delivery that waits for an attempt. ErrConflict when it
// does not, or while a request is in flight.
func (s *Store) CancelDelivery(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, id, "delivery.cancel", func(d models.Delivery, _ models.Callback) (models.Delivery, error) {
		if d.Status != models.Queued && d.Status != models.Retrying {
			return d, models.ErrConflict
		}
		d.Status, d.Reason, d.ReasonDetail = models.Cancelled, models.CancelledByPerson, models.Shorten(by.Actor.Name, models.DetailLimit)
		d.HoldReason, d.DueAt, d.FinishedAt = "", 0, s.now()
		return d, nil
	})
}

// redirect changes one delivery as decide says, and writes the audit entry of
// action. The callback is locked meanwhile, so that it cannot be paused between.
func (s *Store) redirect(
	ctx context.Context, by models.Access, id models.ID, action string,
	decide func(d models.Delivery, c models.Callback) (models.Delivery, error),
) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var before models.Delivery
		if err := within(tx.Where("id = ?", id), by.Scope).Take(&before).Error; err != nil {
			return orNotFound(err)
		}
		callback, err := s.oneCallback(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id = ?", before.CallbackID))
		if err != nil {
			return err
		}
		after, err := decide(before, callback)
		if err != nil {
			return err
		}
		if err := storeRedirect(tx, before, after); err != nil {
			return err
		}
		return s.audit(tx, by, change{
			Action: action, Company: after.CompanyID, Kind: "delivery", ID: after.ID, Name: after.ID.String(),
			Before: before, After: after,
		})
	})
}
