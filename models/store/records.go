package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// RecordByID returns one living record by its public id; of any resource when
// that is "".
func (s *Store) RecordByID(ctx context.Context, in models.Scope, resource, publicID string) (models.Record, error) {
	if !models.MayBePublicID(publicID) {
		return models.Record{}, models.ErrNotFound
	}
	var record models.Record
	q := s.db.WithContext(ctx).Where("public_id = ? AND deleted_at = 0", publicID)
	if resource != "" {
		q = q.Where("resource = ?", resource)
	}
	if err := within(q, in).Take(&record).Error; err != nil {
		return models.Record{}, orNotFound(err)
	}
	return record, nil
}

// RecordFilter says which records a list shows. Zero fields do not filter.
type RecordFilter struct {
	Resource      string
	DatabaseRefID models.ID    // of this database or collection alone
	Parent        models.ID    // of this profile alone
	Owner         models.Owner // of this company or location alone
	ID            models.ID    // this one alone
	PublicID      string       // likewise
	Before        models.ID    // keyset: those made before this one
	Limit         int
	Start         int  // leave out so many of the first
	Oldest        bool // the oldest first
}

// Records lists living records, newest first.
func (s *Store) Records(ctx context.Context, in models.Scope, f RecordFilter) ([]models.Record, error) {
	order := "id DESC"
	if f.Oldest {
		order = "id"
	}
	var records []models.Record
	if err := s.records(ctx, in, f).Order(order).Limit(f.Limit).Offset(f.Start).Find(&records).Error; err != nil {
		return nil, fmt.Errorf("list records: %w", err)
	}
	return records, nil
}

// CountRecords counts the living records that a filter lets through.
func (s *Store) CountRecords(ctx context.Context, in models.Scope, f RecordFilter) (int, error) {
	var n int64
	if err := s.records(ctx, in, f).Model(&models.Record{}).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count records: %w", err)
	}
	return int(n), nil
}

// records selects the living records that a filter lets through.
func (s *Store) records(ctx context.Context, in models.Scope, f RecordFilter) *gorm.DB {
	q := within(s.db.WithContext(ctx).Where("deleted_at = 0"), in)
	if f.Resource != "" {
		q = q.Where("resource = ?", f.Resource)
	}
	for column, id := range map[string]models.ID{
		"company_id": f.Owner.CompanyID, "location_id": f.Owner.LocationID, "database_ref_id": f.DatabaseRefID, "parent_id": f.Parent, "id": f.ID,
	} {
		if id != 0 {
			q = q.Where(column+" = ? AND "+column+" <> 0", id) // some indexes of SQLite hold no zeros, and are used only for those who want none
		}
	}
	if f.PublicID != "" && !models.MayBePublicID(f.PublicID) {
		q = q.Where("1 = 0")
	} else if f.PublicID != "" {
		q = q.Where("public_id = ?", f.PublicID)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	return q
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

// recordEvents is how many events of a record are shown.
const recordEvents = 50

// EventsOf returns the latest events that a record has caused, newest first,
// without what they carry.
func (s *Store) EventsOf(ctx context.Context, in models.Scope, r models.Record) ([]models.Event, error) {
	var events []models.Event
	q := within(s.db.WithContext(ctx), in).Select("id, public_id, company_id, type, action, accepted_at").
		Where("record_id = ? AND company_id = ? AND type LIKE ? AND test = ?", r.PublicID, r.CompanyID, r.Resource+".%", false)
	if err := q.Order("id DESC").Limit(recordEvents).Find(&events).Error; err != nil {
		return nil, fmt.Errorf("read the events of %s %s: %w", r.Resource, r.PublicID, err)
	}
	return events, nil
}

// applyChange makes a change of a record within the transaction that accepts
// its event: the record itself, which it returns as it is then, a line of its
// history, and an audit entry. ErrConflict when the record is no longer at the
// version it was read at.
func (s *Store) applyChange(tx *gorm.DB, c models.Change) (models.Record, error) {
	made, err := s.storeRecord(tx, c)
	if err != nil {
		return made, err
	}
	if err := noteInterests(tx, made, c.Before); err != nil {
		return made, err
	}
	if err := noteContactID(tx, made, c.Before); err != nil {
		return made, err
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
		return made, fmt.Errorf("store history of %s %s: %w", made.Resource, made.PublicID, err)
	}
	return made, s.audit(tx, c.Access, entry)
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
		if err := requireNoSubprofiles(tx, r); err != nil {
			return r, err
		}
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
	if err := requireDatabase(tx, r); err != nil {
		return r, err
	}
	now := s.now()
	r.Version, r.CreatedAt, r.UpdatedAt, r.DeletedAt = 1, now, now, 0
	err := tx.Create(&r).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return r, models.ErrConflict // a form that was sent twice
	}
	if err != nil {
		return r, fmt.Errorf("store %s %s: %w", r.Resource, r.PublicID, err)
	}
	return r, nil
}
