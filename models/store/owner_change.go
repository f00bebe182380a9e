package store

import (
	"context"
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

// revision is a newer version of a company, location, database or collection.
type revision struct {
	row     any      // points to it as it shall be
	columns []string // that differ, beside its version and when it was changed
	entry   change   // for the audit log
}

// revise stores a newer version of a row with its audit entry. ErrConflict
// unless the row is still at the version before.
func (s *Store) revise(tx *gorm.DB, by models.Access, r revision) error {
	done := tx.Model(r.row).Where("id = ? AND version = ? AND deleted_at = 0", r.entry.ID, r.entry.Version-1).
		Select(append([]string{"version", "updated_at"}, r.columns...)).Updates(r.row)
	if err := changed(done); err != nil {
		return fmt.Errorf("store a newer version (%s): %w", r.entry.Action, err)
	}
	return s.audit(tx, by, r.entry)
}

// changed returns ErrConflict when an update that names a version met none.
func changed(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

// owner returns o with the company of its location filled in; ErrNotFound
// unless both exist, belong together and lie within in.
func (s *Store) owner(ctx context.Context, in models.Scope, o models.Owner) (models.Owner, error) {
	if o == (models.Owner{}) {
		if !in.All {
			return o, models.ErrNotFound
		}
		return o, nil
	}
	if o.LocationID == 0 {
		_, err := s.CompanyByID(ctx, in, o.CompanyID)
		return o, err
	}
	l, err := s.LocationByID(ctx, in, o.LocationID)
	if err == nil && o.CompanyID != 0 && o.CompanyID != l.CompanyID {
		err = models.ErrNotFound
	}
	return l.Owner(), err
}
