package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// Resend gives a delivery a fresh plan that starts now; attempt numbers go
// on. What was planned is replaced by it. ErrConflict while a request is in
// flight, and when the callback was deleted; one that has ended may be resent
// to. While the callback holds deliveries back, this one waits as well.
func (s *Store) Resend(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.resend", func(d models.Delivery, c models.Callback) (models.Delivery, error) {
		if d.Status == models.Sending || c.DeletedAt != 0 {
			return d, models.ErrConflict
		}
		d.Status, d.PlanPos, d.PlanLen, d.Resent = models.Queued, 0, len(c.Plan()), d.Resent+1
		d.Reason, d.ReasonDetail, d.Cause, d.CauseDetail, d.FinishedAt = "", "", "", "", 0
		d.BatchID = 0 // the next batch takes it along
		d.HoldReason, d.DueAt = heldBy(c), s.now()
		if d.HoldReason != "" {
			d.DueAt = 0
		}
		return d, nil
	}})
}

// CancelDelivery stops what is still planned. ErrConflict when nothing is, or
// while a request is in flight.
func (s *Store) CancelDelivery(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.cancel", func(d models.Delivery, _ models.Callback) (models.Delivery, error) {
		if d.Status != models.Queued && d.Status != models.Retrying {
			return d, models.ErrConflict
		}
		d.Status, d.Reason, d.ReasonDetail = models.Cancelled, models.CancelledByPerson, shortened(by.Actor.Name)
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

// redirected lists the columns that a redirection may change.
var redirected = []string{
	"Status", "HoldReason", "Reason", "ReasonDetail", "Cause", "CauseDetail", "PlanPos", "PlanLen", "DueAt", "Resent", "FinishedAt", "BatchID",
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
		same := "id = ? AND status = ? AND attempts = ? AND resent = ? AND due_at = ?"
		done := tx.Model(&models.Delivery{}).
			Where(same, before.ID, before.Status, before.Attempts, before.Resent, before.DueAt).
			Select(redirected).Updates(after)
		switch {
		case done.Error != nil:
			return fmt.Errorf("store delivery %s: %w", r.id, done.Error)
		case done.RowsAffected == 0:
			return models.ErrConflict
		}
		return s.audit(tx, by, change{
			Action: r.action, Company: after.CompanyID, Kind: "delivery", ID: after.ID, Name: after.ID.String(),
			Before: before, After: after,
		})
	})
}
