package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// ownerTable reads and changes the rows of companies, locations, databases or
// collections, T being one of the four.
type ownerTable[T any] struct {
	kind        string // of the object, in the audit log
	newPublicID func() string
	within      func(q *gorm.DB, in models.Scope) *gorm.DB // keeps the rows that a scope reaches
	fields      func(row *T) ownerFields
}

// ownerFields point to the fields that the four have in common.
type ownerFields struct {
	id, companyID                   *models.ID
	publicID, name, folded          *string
	version                         *int64
	createdAt, updatedAt, deletedAt *models.Millis
	code                            string // what it is searched by besides its name
}

// byPublicID returns the row with this public id; ErrNotFound unless it lives
// within in.
func (t ownerTable[T]) byPublicID(db *gorm.DB, in models.Scope, publicID string) (row T, err error) {
	if !models.MayBePublicID(publicID) {
		return row, models.ErrNotFound
	}
	err = t.within(db, in).Where("deleted_at = 0 AND public_id = ?", publicID).Take(&row).Error
	return row, orNotFound(err)
}

// byID returns the row with this id, as byPublicID does.
func (t ownerTable[T]) byID(db *gorm.DB, in models.Scope, id models.ID) (row T, err error) {
	err = t.within(db, in).Where("deleted_at = 0 AND id = ?", id).Take(&row).Error
	return row, orNotFound(err)
}

// create stores a new row and its audit entry. What it belongs to is locked
// first, in the same transaction. With an ID given, the same call again returns
// the row that the first one made.
func (t ownerTable[T]) create(ctx context.Context, s *Store, by models.Access, row *T, lock func(tx *gorm.DB) error) error {
	f := t.fields(row)
	*f.id, *f.publicID, *f.version = cmp.Or(*f.id, s.NewID()), t.newPublicID(), 1
	*f.createdAt, *f.updatedAt, *f.deletedAt = s.now(), s.now(), 0
	*f.folded = foldedOf(*f.name, f.code)
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := lock(tx); err != nil {
			return err
		}
		if err := tx.Create(row).Error; err != nil {
			return fmt.Errorf("store a %s: %w", t.kind, err)
		}
		return s.audit(tx, by, t.change("create", nil, row))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		*row, err = t.byID(s.db.WithContext(ctx), by.Scope, *f.id)
	}
	return err
}

// update stores the columns in which after differs from before, as the version
// that follows the one of row, and puts the result in row. ErrConflict when
// before is not at that version any more.
func (t ownerTable[T]) update(ctx context.Context, s *Store, by models.Access, row *T, before, after T, columns ...string) error {
	f := t.fields(&after)
	*f.version, *f.updatedAt = *t.fields(row).version+1, s.now()
	*f.folded = foldedOf(*f.name, f.code)
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, *f.companyID); err != nil {
			return err
		}
		return t.storeVersion(tx, s, by, t.change("update", before, &after), &after, append(columns, "folded"))
	})
	if err == nil {
		*row = after
	}
	return err
}

// deleteUnused takes a database or collection away that is still at the version
// of row. Problems while something belongs to it.
func (t ownerTable[T]) deleteUnused(ctx context.Context, s *Store, by models.Access, row, before T) error {
	after := before
	f := t.fields(&after)
	*f.version, *f.updatedAt, *f.deletedAt = *t.fields(&row).version+1, s.now(), s.now()
	return s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, *f.companyID); err != nil {
			return err
		}
		if err := t.storeVersion(tx, s, by, t.change("delete", before, &after), &after, []string{"deleted_at"}); err != nil {
			return err
		}
		return requireUnused(tx, *f.id)
	})
}

// storeVersion writes columns of after over the version before it, with the
// audit entry. ErrConflict unless the row is at that version.
func (t ownerTable[T]) storeVersion(tx *gorm.DB, s *Store, by models.Access, entry change, after *T, columns []string) error {
	written := tx.Model(after).Where("id = ? AND version = ? AND deleted_at = 0", entry.ID, entry.Version-1).
		Select(append([]string{"version", "updated_at"}, columns...)).Updates(after)
	if err := requireChanged(written); err != nil {
		return fmt.Errorf("store a newer version (%s): %w", entry.Action, err)
	}
	return s.audit(tx, by, entry)
}

// change describes a change for the audit log; before is nil for a new row.
func (t ownerTable[T]) change(verb string, before any, after *T) change {
	f := t.fields(after)
	return change{
		Action: t.kind + "." + verb, Company: *f.companyID, Kind: t.kind, ID: *f.id, Name: *f.name, Version: *f.version,
		Before: before, After: *after,
	}
}

// requireChanged returns ErrConflict when an update that names a version met none.
func requireChanged(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}
