package store

import (
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// bumpCallbacksVersion counts a change of what decides which callbacks an event
// of the company concerns. It comes first in every transaction that changes the
// company, its locations, databases or callbacks, so that those follow one
// another, on the nodes of a cluster too: what is read afterwards cannot change
// until the commit. ErrNotFound when there is no such company.
func bumpCallbacksVersion(tx *gorm.DB, company models.ID) error {
	counted := tx.Model(&models.Company{}).Where("id = ? AND deleted_at = 0", company).
		UpdateColumn("callbacks_version", gorm.Expr("callbacks_version + 1"))
	switch {
	case counted.Error != nil:
		return fmt.Errorf("count a change of company %s: %w", company, counted.Error)
	case counted.RowsAffected == 0:
		return models.ErrNotFound
	}
	return nil
}
