package store

import (
	"fmt"

	"gorm.io/gorm"

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
