package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// UpdateCallback stores c over the version it was read at. Problems,
// OverlapError, EndedError, or ErrConflict when somebody was faster. An empty
// c.Secrets keeps the stored secrets, unless c sends to another host, port or
// scheme (models.Callback.Moved); a zero c.StartAt keeps the stored start. Kind
// and owner never change; pausing and ending have methods of their own.
func (s *Store) UpdateCallback(ctx context.Context, by models.Access, c *models.Callback) error {
	return s.update(ctx, by, c, nothingFirst)
}

// update stores c over an older version. It calls first before that, in the same
// transaction.
func (s *Store) update(ctx context.Context, by models.Access, c *models.Callback, first step) error {
	old, err := s.Callback(ctx, by.Scope, c.PublicID)
	if err != nil {
		return err
	}
	if old.Ended(s.now()) { // before its dates are looked at: they may be one minute
		return models.EndedError{PublicID: old.PublicID, Name: old.Name}
	}
	if c.Version != old.Version { // what it has moved from, and what is to be mended, was another version
		return models.ErrConflict
	}
	next := withEdits(s.withSecrets(old), *c)
	if err := s.CheckCallback(ctx, next, old); err != nil {
		return err
	}
	if err := s.encryptSecrets(&next); err != nil {
		return err
	}
	saved, err := s.alter(ctx, by, old.PublicID, "callback.update", func(tx *gorm.DB, now *models.Callback) error {
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
		return s.replace(tx, by, old, next)
	})
	if err == nil {
		*c = saved
	}
	return err
}

// withEdits returns old, which has its secrets, with all that an edit may change
// taken from c.
func withEdits(old, c models.Callback) models.Callback {
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
	if destinationChanged(old, next) {
		next.VerifiedAt, next.MarkedBy, next.MarkReason = 0, "", ""
	}
	if next.Moved(old) { // to where the stored secrets must not go
		next.EncryptedSecrets = nil
	}
	setTypeOwner(&next)
	return next
}

// replace changes what of a new version is stored outside its row: its types, and
// the deliveries that wait.
func (s *Store) replace(tx *gorm.DB, by models.Access, old, next models.Callback) error {
	if err := checkCoverage(tx, by, old, next); err != nil {
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
	if err := tx.CreateInBatches(&c.Types, callbacksPerQuery).Error; err != nil {
		return fmt.Errorf("store types of callback %s: %w", c.ID, err)
	}
	return nil
}
