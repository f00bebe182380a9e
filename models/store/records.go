package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// RecordByID returns one living record by its public id.
func (s *Store) RecordByID(ctx context.Context, in models.Scope, resource, publicID string) (models.Record, error) {
	if !models.MayBePublicID(publicID) {
		return models.Record{}, models.ErrNotFound
	}
	var found models.Record
	q := s.db.WithContext(ctx).Where("public_id = ? AND resource = ? AND deleted_at = 0", publicID, resource)
	if err := within(q, in).Take(&found).Error; err != nil {
		return models.Record{}, one(err)
	}
	return found, nil
}

// RecordFilter says which records a list shows. Zero fields do not filter,
// but for the resource.
type RecordFilter struct {
	Resource string
	Owner    models.Owner // of this location alone
	ID       models.ID    // this one alone
	PublicID string       // likewise
	Before   models.ID    // keyset: those made before this one
	Limit    int
}

// Records lists living records, newest first.
func (s *Store) Records(ctx context.Context, in models.Scope, f RecordFilter) ([]models.Record, error) {
	q := within(s.db.WithContext(ctx).Where("resource = ? AND deleted_at = 0", f.Resource), in)
	if f.Owner.LocationID != 0 {
		q = q.Where("company_id = ? AND location_id = ?", f.Owner.CompanyID, f.Owner.LocationID)
	}
	if f.ID != 0 {
		q = q.Where("id = ?", f.ID)
	}
	if f.PublicID != "" {
		if !models.MayBePublicID(f.PublicID) {
			return nil, nil
		}
		q = q.Where("public_id = ?", f.PublicID)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	var found []models.Record
	if err := q.Order("id DESC").Limit(f.Limit).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	return found, nil
}

// recordHistory is how many changes of a record are shown.
const recordHistory = 50

// RecordHistory returns the latest changes of a record, newest first.
func (s *Store) RecordHistory(ctx context.Context, in models.Scope, r models.Record) ([]models.RecordChange, error) {
	if !in.Covers(models.Owner{CompanyID: r.CompanyID, LocationID: r.LocationID}) {
		return nil, models.ErrNotFound
	}
	var lines []models.RecordChange
	q := s.db.WithContext(ctx).Where("record_id = ? AND company_id = ?", r.ID, r.CompanyID)
	if err := q.Order("id DESC").Limit(recordHistory).Find(&lines).Error; err != nil {
		return nil, fmt.Errorf("read the history of %s %s: %w", r.Resource, r.PublicID, err)
	}
	return lines, nil
}

// applyChange makes a change of a record within the transaction that accepts
// its event: the record itself, a line of its history, and an audit entry.
// ErrConflict when the record is no longer at the version it was read at.
func (s *Store) applyChange(tx *gorm.DB, c models.Change) error {
	made, err := s.storeRecord(tx, c)
	if err != nil {
		return err
	}
	line := models.RecordChange{
		ID: s.NewID(), RecordID: made.ID, CompanyID: made.CompanyID, Action: c.Action,
		ActorName: c.Access.Actor.Name, Before: c.Before, After: made.Data, At: made.UpdatedAt,
	}
	entry := change{
		Action: made.Resource + "." + string(c.Action), Company: made.CompanyID,
		Kind: made.Resource, ID: made.ID, Name: made.PublicID, Version: made.Version, After: made,
	}
	if c.Action != models.Create {
		before := made
		before.Data, before.Version, before.UpdatedAt, before.DeletedAt = c.Before, c.Record.Version, c.Record.UpdatedAt, 0
		entry.Before = before
	}
	if c.Action == models.Delete {
		line.After = nil
	}
	if err := tx.Create(&line).Error; err != nil {
		return fmt.Errorf("store history of %s %s: %w", made.Resource, made.PublicID, err)
	}
	return s.audit(tx, c.Access, entry)
}

// storeRecord writes the row of a record, and returns it as it is then.
func (s *Store) storeRecord(tx *gorm.DB, c models.Change) (models.Record, error) {
	r, now := c.Record, s.now()
	if c.Action == models.Create {
		return s.newRecord(tx, c)
	}
	r.Version, r.UpdatedAt = r.Version+1, now
	set := map[string]any{"version": r.Version, "updated_at": now, "data": r.Data}
	if c.Action == models.Delete {
		r.DeletedAt = now
		set["deleted_at"] = now
	}
	q := tx.Model(&models.Record{}).Where("id = ? AND version = ? AND deleted_at = 0", r.ID, c.Record.Version)
	written := within(q, c.Access.Scope).Updates(set)
	switch {
	case written.Error != nil:
		return r, fmt.Errorf("store %s %s: %w", r.Resource, r.PublicID, written.Error)
	case written.RowsAffected == 0:
		return r, models.ErrConflict
	}
	return r, nil
}

// newRecord stores a record for the first time.
func (s *Store) newRecord(tx *gorm.DB, c models.Change) (models.Record, error) {
	r := c.Record
	if !c.Access.Scope.Covers(models.Owner{CompanyID: r.CompanyID, LocationID: r.LocationID}) {
		return r, models.ErrNotFound
	}
	if r.ID == 0 {
		r.ID = s.NewID()
	}
	r.Version, r.CreatedAt, r.UpdatedAt, r.DeletedAt = 1, s.now(), s.now(), 0
	err := tx.Create(&r).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return r, models.ErrConflict // a form that was sent twice
	}
	if err != nil {
		return r, fmt.Errorf("store %s %s: %w", r.Resource, r.PublicID, err)
	}
	return r, nil
}
