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

// alteration is a change of one callback: apply makes it, within the
// transaction, on the callback as it is by then.
type alteration struct {
	by       models.Access
	publicID string
	action   string // for the audit log
	apply    func(tx *gorm.DB, c *models.Callback) error
}

// errAsItIs is returned by an alteration that finds nothing to do.
var errAsItIs = errors.New("nothing to change")

// alter makes an alteration as the next version of the callback, and records
// it. It returns the callback as it is then. The callback is locked before its
// deliveries are changed: whoever records a retry of it meanwhile, and has
// locked it first, is waited for, so that the retry is held or cancelled too.
func (s *Store) alter(ctx context.Context, a alteration) (models.Callback, error) {
	seen, err := s.Callback(ctx, a.by.Scope, a.publicID)
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
		if err := a.apply(tx, &after); err != nil {
			return err
		}
		after.Version, after.UpdatedAt = before.Version+1, s.now()
		if err := storeCallback(tx, after); err != nil {
			return err
		}
		return s.auditCallback(tx, a.by, callbackChange{a.action, &before, after})
	})
	if err != nil && !errors.Is(err, errAsItIs) {
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

// callbackChange is what the audit log keeps of a change: the versions before
// and after it, before nil for a new callback.
type callbackChange struct {
	action string
	before *models.Callback
	after  models.Callback
}

func (s *Store) auditCallback(tx *gorm.DB, by models.Access, c callbackChange) error {
	entry := change{
		Action: c.action, Company: c.after.CompanyID, Kind: "callback", ID: c.after.ID,
		Name: c.after.Title(), Version: c.after.Version, After: shown(c.after),
	}
	if c.before != nil {
		entry.Before = shown(*c.before)
	}
	return s.audit(tx, by, entry)
}

// shown returns c as the audit log may show it: with a mask where it has
// secrets.
func shown(c models.Callback) models.Callback {
	given := models.Secrets{Password: masked, Headers: map[string]string{}}
	for _, h := range c.Settings.Headers {
		given.Headers[strings.ToLower(h.Name)] = masked
	}
	c.Secrets = given.Over(models.Secrets{}, c.Settings)
	return c
}
