package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// step is a part of the transaction that stores a callback.
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

// create stores c. It calls first before that, in the same transaction.
func (s *Store) create(ctx context.Context, by models.Access, c *models.Callback, first step) error {
	made := s.newCallback(*c)
	if !by.Scope.Covers(made.Owner()) {
		return models.ErrNotFound
	}
	if err := s.CheckCallback(ctx, made, models.Callback{}); err != nil {
		return err
	}
	if err := s.encryptSecrets(&made); err != nil {
		return err
	}
	if err := s.makeSigningKeys(&made); err != nil {
		return err
	}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, made.CompanyID); err != nil {
			return err
		}
		stored, err := s.oneCallback(tx.Where("id = ? AND company_id = ? AND location_id = ?", made.ID, made.CompanyID, made.LocationID))
		if err == nil {
			made = stored
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
	if err := requireDatabaseOf(tx, made); err != nil {
		return err
	}
	if err := checkCoverage(tx, by, models.Callback{}, made); err != nil {
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
	return s.auditCallback(tx, by, "callback.create", nil, made)
}

// newCallback returns c as a new callback, with ids of its own and no history.
func (s *Store) newCallback(c models.Callback) models.Callback {
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
	c.EncryptedSecrets, c.NameKey, c.URLKey = nil, nil, nil
	c.EncryptedKeys, c.SignedAt, c.FormerUntil, c.MarkedBy, c.MarkReason = nil, 0, 0, "", ""
	c.VerifiedAt, c.EndedAt, c.DeletedAt, c.KeepWaiting = 0, 0, 0, false
	c.CreatedAt, c.UpdatedAt = now, now
	setTypeOwner(&c)
	return c
}

// setTypeOwner sets the callback and the company of the types of c.
func setTypeOwner(c *models.Callback) {
	for i := range c.Types {
		c.Types[i].CallbackID, c.Types[i].CompanyID = c.ID, c.CompanyID
	}
}
