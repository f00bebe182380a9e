package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// errNoChange is returned by the apply of alter when there is nothing to do.
var errNoChange = errors.New("nothing to change")

// alter changes a callback: apply does it, within the transaction, on the callback
// as it is by then. alter stores it as the next version, writes the audit entry of
// action, and returns it. The callback is locked before its deliveries are changed:
// a transaction that records a retry of it, and has locked it first, is waited for,
// so that the retry is held or cancelled too.
func (s *Store) alter(ctx context.Context, by models.Access, publicID, action string, apply func(tx *gorm.DB, c *models.Callback) error) (models.Callback, error) {
	seen, err := s.Callback(ctx, by.Scope, publicID)
	if err != nil {
		return models.Callback{}, err
	}
	var after models.Callback
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, seen.CompanyID); err != nil {
			return err
		}
		before, err := s.oneCallback(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where("id = ? AND deleted_at = 0", seen.ID))
		if err != nil {
			return err
		}
		after = before
		if err := apply(tx, &after); err != nil {
			return err
		}
		after.Version, after.UpdatedAt = before.Version+1, s.now()
		if err := storeCallback(tx, after); err != nil {
			return err
		}
		return s.auditCallback(tx, by, action, &before, after)
	})
	if err != nil && !errors.Is(err, errNoChange) {
		return models.Callback{}, err
	}
	return after, nil
}

// storeCallback writes the row of a new version over that of the one before.
func storeCallback(tx *gorm.DB, c models.Callback) error {
	written := tx.Model(&models.Callback{}).Where("id = ? AND version = ?", c.ID, c.Version-1).Select("*").Updates(c)
	switch {
	case written.Error != nil:
		return fmt.Errorf("store callback %s: %w", c.PublicID, written.Error)
	case written.RowsAffected == 0:
		return models.ErrConflict
	}
	return nil
}

// auditCallback writes the audit entry of a change: the versions before and after
// it. before is nil for a new callback.
func (s *Store) auditCallback(tx *gorm.DB, by models.Access, action string, before *models.Callback, after models.Callback) error {
	entry := change{
		Action: action, Company: after.CompanyID, Kind: "callback", ID: after.ID,
		Name: after.Title(), Version: after.Version, After: shown(after),
	}
	if before != nil {
		entry.Before = shown(*before)
	}
	return s.audit(tx, by, entry)
}

// shown returns c as the audit log may show it: with a mask where it has
// secrets.
func shown(c models.Callback) models.Callback {
	secrets := models.Secrets{Password: masked, Headers: map[string]string{}}
	for _, h := range c.Settings.Headers {
		secrets.Headers[strings.ToLower(h.Name)] = masked
	}
	c.Secrets = secrets.Over(models.Secrets{}, c.Settings)
	return c
}

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
