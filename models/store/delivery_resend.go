package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/resend"
)

// redirected lists the columns that change when somebody sends a delivery
// again, or stops it.
var redirected = []string{
	"Status", "HoldReason", "Reason", "ReasonDetail", "Cause", "CauseDetail", "PlanPos", "PlanLen", "DueAt", "Resent", "FinishedAt", "BatchID",
}

// redirectDelivery changes the course of one delivery: models.ErrConflict when it is
// no longer as it was. What it was is noted for the runs that sent it again.
func redirectDelivery(tx *gorm.DB, before, after models.Delivery) error {
	changed, err := redirectRow(tx, before, after)
	if err != nil {
		return err
	}
	if !changed {
		return models.ErrConflict
	}
	if after.Resent == before.Resent {
		return nil // stopped: the delivery itself says what came of it
	}
	return noteRedirect(tx, before, 0)
}

// redirectRow changes one delivery, unless it is no longer as it was.
func redirectRow(tx *gorm.DB, before, after models.Delivery) (changed bool, err error) {
	same := "id = ? AND status = ? AND attempts = ? AND resent = ? AND due_at = ?"
	done := tx.Model(&models.Delivery{}).
		Where(same, before.ID, before.Status, before.Attempts, before.Resent, before.DueAt).
		Select(redirected).Updates(after)
	if done.Error != nil {
		return false, fmt.Errorf("store delivery %s: %w", before.ID, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// noteRedirect keeps for the runs that sent a delivery again what came of it, before
// it is sent once more: by a run, or by somebody alone (zero).
func noteRedirect(tx *gorm.DB, before models.Delivery, by models.ID) error {
	if before.Resent == 0 {
		return nil // no run ever did
	}
	err := tx.Model(&resend.Member{}).
		Where("delivery_id = ? AND run_id <> ? AND state = ? AND outcome = 0", before.ID, by, resend.Resent).
		Updates(map[string]any{"outcome": before.Status, "cause": before.Cause}).Error
	if err != nil {
		return fmt.Errorf("note what came of delivery %s: %w", before.ID, err)
	}
	return nil
}

// Resend gives a delivery a fresh plan that starts now: see runs.Again.
func (s *Store) Resend(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.resend", func(d models.Delivery, c models.Callback) (models.Delivery, error) {
		return resend.Again(d, c, s.now())
	}})
}

// CancelDelivery stops what is still planned. ErrConflict when nothing is, or
// while a request is in flight.
func (s *Store) CancelDelivery(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.cancel", func(d models.Delivery, _ models.Callback) (models.Delivery, error) {
		if d.Status != models.Queued && d.Status != models.Retrying {
			return d, models.ErrConflict
		}
		d.Status, d.Reason, d.ReasonDetail = models.Cancelled, models.CancelledByPerson, models.Shorten(by.Actor.Name, models.DetailLimit)
		d.HoldReason, d.DueAt, d.FinishedAt = "", 0, s.now()
		return d, nil
	}})
}

// redirection is what an operator decides about one delivery.
type redirection struct {
	id     models.ID
	action string // for the audit log
	decide func(d models.Delivery, c models.Callback) (models.Delivery, error)
}

// redirect changes one delivery, and records it. The engine finds the row by
// itself. The callback is locked while it is judged, so that it cannot be
// paused between.
func (s *Store) redirect(ctx context.Context, by models.Access, r redirection) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var before models.Delivery
		found := within(tx.Where("id = ?", r.id), by.Scope)
		if err := found.Take(&before).Error; err != nil {
			return one(err)
		}
		callback, err := s.oneCallback(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id = ?", before.CallbackID))
		if err != nil {
			return err
		}
		after, err := r.decide(before, callback)
		if err != nil {
			return err
		}
		if err := redirectDelivery(tx, before, after); err != nil {
			return err
		}
		return s.audit(tx, by, change{
			Action: r.action, Company: after.CompanyID, Kind: "delivery", ID: after.ID, Name: after.ID.String(),
			Before: before, After: after,
		})
	})
}
