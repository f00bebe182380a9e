package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// CallbackNamed returns the callback of a company by the name that no other
// one of it has.
func (s *Store) CallbackNamed(ctx context.Context, in models.Scope, name Name) (models.Callback, error) {
	return s.oneCallback(within(s.db.WithContext(ctx).Where("name_key = ? AND deleted_at = 0", name.key()), in))
}

// Name is a name within a company.
type Name struct {
	Company models.ID
	Text    string
}

// key is what the column of unique names holds.
func (n Name) key() string { return n.Company.String() + ":" + n.Text }

// takeNames gives c its name and URL, where its kind wants them for itself
// alone. Problems when another callback of the company has one of them.
func (s *Store) takeNames(tx *gorm.DB, c *models.Callback) error {
	if !c.Kind.Traits().Verified {
		return nil
	}
	hash := sha256.Sum256([]byte(c.URL))
	name, url := Name{c.CompanyID, c.Name}.key(), Name{c.CompanyID, hex.EncodeToString(hash[:])}.key()
	taken := func() *gorm.DB { return tx.Where("id <> ? AND (name_key = ? OR url_key = ?)", c.ID, name, url) }
	if err := s.freeNames(taken()); err != nil {
		return err
	}
	var others []models.Callback
	if err := taken().Select("id, name, name_key, url_key").Find(&others).Error; err != nil {
		return fmt.Errorf("look for callbacks of the same name or URL: %w", err)
	}
	var found models.Problems
	for _, other := range others {
		if *other.NameKey == name {
			found.Note("name", models.Taken, "A callback called ‘"+c.Name+"’ already exists. Use another name")
		}
		if *other.URLKey == url {
			found.Note("url", models.Taken, "This URL is already used by ‘"+other.Name+"’")
		}
	}
	c.NameKey, c.URLKey = &name, &url
	return found.Err()
}

// freeNames lets those of some callbacks whose end has passed give up their name
// and URL. Nobody ended them, which would have done so. One that subscriptions
// use keeps them, as it would when somebody ended it: they name it, and must
// not seem to be those of another one.
func (s *Store) freeNames(some *gorm.DB) error {
	over := some.Model(&models.Callback{}).Where("end_at <> 0 AND end_at <= ?", s.now()).
		Where("NOT EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.company_id = callbacks.company_id AND s.callback_id = callbacks.id AND s.deleted_at = 0)")
	if err := over.Updates(map[string]any{"name_key": nil, "url_key": nil}).Error; err != nil {
		return fmt.Errorf("free the name and URL of ended callbacks: %w", err)
	}
	return nil
}

// moved says whether next sends to another address than old, or signs in
// otherwise, so that what was verified says nothing about it. Both have their
// secrets; a password that is not given is that of old.
func moved(old, next models.Callback) bool {
	return old.URL != next.URL || old.Settings.BackupURL != next.Settings.BackupURL || old.Settings.User != next.Settings.User ||
		next.Secrets.Password != "" && next.Secrets.Password != old.Secrets.Password
}
