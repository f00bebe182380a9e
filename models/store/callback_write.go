package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// step is a part of a transaction that stores a callback.
type step func(tx *gorm.DB, next models.Callback) error

func nothingFirst(*gorm.DB, models.Callback) error { return nil }

// CreateCallback checks and stores c; it makes its ids. A c.ID that was given
// out before names one filling in of a form: sent twice, the second finds what
// the first stored. A company callback without a start starts now, to the
// minute. Problems when it cannot be stored, OverlapError when its range is
// taken, ErrNotFound when there is no such company or location. A signed
// callback comes back with its secret in c.Keys, for the only time.
func (s *Store) CreateCallback(ctx context.Context, by models.Access, c *models.Callback) error {
	return s.create(ctx, by, c, nothingFirst)
}

// create stores c. What first does comes ahead of it, in the same transaction.
func (s *Store) create(ctx context.Context, by models.Access, c *models.Callback, first step) error {
	made := s.fresh(*c)
	if !by.Scope.Covers(made.Owner()) {
		return models.ErrNotFound
	}
	if err := s.CheckCallback(ctx, made, models.Callback{}); err != nil {
		return err
	}
	if err := s.sealCallback(&made); err != nil {
		return err
	}
	if err := s.signFresh(&made); err != nil {
		return err
	}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.countChange(tx, made.CompanyID); err != nil {
			return err
		}
		twin, err := s.oneCallback(tx.Where("id = ? AND company_id = ? AND location_id = ?", made.ID, made.CompanyID, made.LocationID))
		if err == nil {
			made = twin
			return nil
		}
		if !errors.Is(err, models.ErrNotFound) {
			return err
		}
		if err := first(tx, made); err != nil {
			return err
		}
		return s.insert(tx, by, made)
	})
	if err == nil {
		*c = made
	}
	return err
}

// insert stores a new callback that was checked.
func (s *Store) insert(tx *gorm.DB, by models.Access, made models.Callback) error {
	if err := checkLocation(tx, made); err != nil {
		return err
	}
	if err := livingOwner(tx, made); err != nil {
		return err
	}
	if err := checkCoverage(tx, made); err != nil {
		return err
	}
	if err := s.checkOverlap(tx, made); err != nil {
		return err
	}
	if err := s.takeNames(tx, &made); err != nil {
		return err
	}
	if err := tx.Create(&made).Error; err != nil {
		return fmt.Errorf("store callback: %w", err)
	}
	if err := storeTypes(tx, made); err != nil {
		return err
	}
	return s.auditCallback(tx, by, callbackChange{"callback.create", nil, made})
}

// fresh returns c as a new callback: its own ids, and no history.
func (s *Store) fresh(c models.Callback) models.Callback {
	now := s.now()
	if c.StartAt == 0 && c.Kind.Traits().Dated {
		c.StartAt = now
	}
	c.Clean()
	if c.ID == 0 {
		c.ID = s.NewID()
	}
	c.PublicID, c.Version = PublicIDOf(c.Kind), 1
	if c.PausedAt != 0 {
		c.PausedAt = now
	}
	c.Sealed, c.NameKey, c.URLKey = nil, nil, nil
	c.Signing, c.SignedAt, c.FormerUntil, c.MarkedBy, c.MarkReason = nil, 0, 0, "", ""
	c.VerifiedAt, c.EndedAt, c.DeletedAt, c.KeepWaiting = 0, 0, 0, false
	c.CreatedAt, c.UpdatedAt = now, now
	own(&c)
	return c
}

// own writes on the types of c that they are its.
func own(c *models.Callback) {
	for i := range c.Types {
		c.Types[i].CallbackID, c.Types[i].CompanyID = c.ID, c.CompanyID
	}
}

// UpdateCallback stores c over the version it was read at. Problems,
// OverlapError, EndedError, or ErrConflict when somebody was faster. An empty
// c.Secrets keeps the stored secrets, a zero c.StartAt the stored start. Kind
// and owner never change; pausing and ending have methods of their own.
func (s *Store) UpdateCallback(ctx context.Context, by models.Access, c *models.Callback) error {
	return s.update(ctx, by, c, nothingFirst)
}

// update stores c over an older version. What first does comes ahead of it, in
// the same transaction.
func (s *Store) update(ctx context.Context, by models.Access, c *models.Callback, first step) error {
	old, err := s.Callback(ctx, by.Scope, c.PublicID)
	if err != nil {
		return err
	}
	if old.Ended(s.now()) { // before its dates are looked at: they may be one minute
		return models.EndedError{PublicID: old.PublicID, Name: old.Name}
	}
	next := edited(s.known(old), *c)
	if err := s.CheckCallback(ctx, next, old); err != nil {
		return err
	}
	if err := s.sealCallback(&next); err != nil {
		return err
	}
	saved, err := s.alter(ctx, alteration{by, old.PublicID, "callback.update", func(tx *gorm.DB, now *models.Callback) error {
		switch {
		case now.Ended(s.now()):
			return models.EndedError{PublicID: now.PublicID, Name: now.Name}
		case now.Version != c.Version || now.Version != old.Version:
			return models.ErrConflict
		}
		*now = next
		if err := s.takeNames(tx, now); err != nil {
			return err
		}
		if err := first(tx, next); err != nil {
			return err
		}
		return s.replace(tx, old, next)
	}})
	if err == nil {
		*c = saved
	}
	return err
}

// edited returns old, opened, with all that an edit may change taken from c.
func edited(old, c models.Callback) models.Callback {
	next := old
	next.Name, next.URL, next.Settings, next.Types = c.Name, c.URL, c.Settings, c.Types
	next.EndAt, next.IsActive, next.Secrets = c.EndAt, c.IsActive, c.Secrets
	if c.StartAt != 0 {
		next.StartAt = c.StartAt
	}
	next.Clean()
	if next.Kind.Traits().Batched {
		next.Types = old.Types // they stand in subscriptions
	}
	if moved(old, next) {
		next.VerifiedAt, next.MarkedBy, next.MarkReason = 0, "", ""
	}
	own(&next)
	return next
}

// replace writes what of a new version stands outside the row itself.
func (s *Store) replace(tx *gorm.DB, old, next models.Callback) error {
	if err := checkCoverage(tx, next); err != nil {
		return err
	}
	if err := s.checkOverlap(tx, next); err != nil {
		return err
	}
	if err := tx.Where("callback_id = ?", next.ID).Delete(&models.CallbackType{}).Error; err != nil {
		return fmt.Errorf("replace types of callback %s: %w", next.PublicID, err)
	}
	if err := storeTypes(tx, next); err != nil {
		return err
	}
	if next.Unverified() && !old.Unverified() {
		return hold(tx, next, models.HeldUnverified)
	}
	switch {
	case old.IsActive && !next.IsActive:
		return hold(tx, next, models.HeldInactive)
	case !old.IsActive && next.IsActive:
		_, err := s.release(tx, next, models.HeldInactive)
		return err
	}
	return nil
}

func storeTypes(tx *gorm.DB, c models.Callback) error {
	if len(c.Types) == 0 {
		return nil
	}
	if err := tx.CreateInBatches(&c.Types, typesAtOnce).Error; err != nil {
		return fmt.Errorf("store types of callback %s: %w", c.ID, err)
	}
	return nil
}

// CheckCallback returns the Problems of c that would keep it from being stored
// in the place of old; the zero Callback is none. URLs that old did not have
// are looked up: one that leads to a private address is refused. So is another
// condition than before that cannot be read.
func (s *Store) CheckCallback(ctx context.Context, c, old models.Callback) error {
	found := c.Check()
	known := []string{"", old.URL, old.Settings.BackupURL}
	for _, one := range []struct{ field, url string }{{"url", c.URL}, {"backup_url", c.Settings.BackupURL}} {
		fresh := found.On(one.field) == "" && !slices.Contains(known, one.url)
		if fresh && s.o.Blocked != nil && s.o.Blocked(ctx, one.url) {
			found.Note(one.field, models.Private, "This address is private and not allowed")
		}
	}
	unknown, err := s.checkTypes(ctx, c, old)
	if err != nil {
		return err
	}
	found = append(found, unknown...)
	s.checkCondition(ctx, c, old, &found)
	return found.Err()
}

// countChange counts a change of a company's callbacks. It comes first in
// every such transaction, so that they follow one another, on the nodes of a
// cluster too: what is read afterwards cannot change until the commit.
func (s *Store) countChange(tx *gorm.DB, company models.ID) error {
	counted := tx.Model(&models.Company{}).Where("id = ? AND deleted_at = 0", company).
		UpdateColumn("version", gorm.Expr("version + 1"))
	switch {
	case counted.Error != nil:
		return fmt.Errorf("count change of company %s: %w", company, counted.Error)
	case counted.RowsAffected == 0:
		return models.ErrNotFound
	}
	return nil
}

// checkLocation returns ErrNotFound when the location of c is none of its
// company's.
func checkLocation(tx *gorm.DB, c models.Callback) error {
	if c.LocationID == 0 {
		return nil
	}
	var found models.Location
	err := tx.Select("id").Where("id = ? AND company_id = ? AND deleted_at = 0", c.LocationID, c.CompanyID).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrNotFound
	}
	return err
}

// checkOverlap returns an OverlapError when another callback of the same
// owner, event type and list or campaign is active in a part of c's range.
func (s *Store) checkOverlap(tx *gorm.DB, c models.Callback) error {
	if !c.Kind.Traits().Exclusive {
		return nil
	}
	trigger := c.Trigger()
	same := tx.Model(&models.CallbackType{}).Select("callback_id").
		Where("company_id = ? AND type = ? AND filter_value = ?", c.CompanyID, trigger.Type, trigger.FilterValue)
	others, err := s.loadCallbacks(tx.Where("id IN (?)", same).
		Where("company_id = ? AND location_id = ? AND kind = ?", c.CompanyID, c.LocationID, c.Kind).
		Where("deleted_at = 0 AND id <> ? AND (end_at = 0 OR end_at > ?)", c.ID, c.StartAt).Order("start_at, id"))
	if err != nil {
		return fmt.Errorf("look for overlapping callbacks: %w", err)
	}
	for _, other := range others {
		if c.Overlaps(other) {
			return models.OverlapError{EventType: trigger.Type, Other: other}
		}
	}
	return nil
}
