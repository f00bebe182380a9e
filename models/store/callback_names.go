package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// CallbackNamed returns a callback of a kind whose names are unique within a company
// by its name.
func (s *Store) CallbackNamed(ctx context.Context, in models.Scope, name Name) (models.Callback, error) {
	return s.oneCallback(within(s.db.WithContext(ctx).Where("name_key = ? AND deleted_at = 0", name.key()), in))
}

// Name is a name within a company.
type Name struct {
	Company models.ID
	Text    string
}

// key is the value of the column whose index keeps names unique.
func (n Name) key() string { return n.Company.String() + ":" + models.SameName(n.Text) }

// takeNames sets the keys that make the name and the URL of c unique within its
// company, where its kind needs that. Problems when another callback has one of them.
func (s *Store) takeNames(tx *gorm.DB, c *models.Callback) error {
	if !c.Kind.Traits().Verified {
		return nil
	}
	hash := sha256.Sum256([]byte(c.URL))
	name, url := Name{c.CompanyID, c.Name}.key(), c.CompanyID.String()+":"+hex.EncodeToString(hash[:])
	taken := func() *gorm.DB { return tx.Where("id <> ? AND (name_key = ? OR url_key = ?)", c.ID, name, url) }
	if err := s.freeNames(taken()); err != nil {
		return err
	}
	var others []models.Callback
	if err := taken().Select("id, name, name_key, url_key").Find(&others).Error; err != nil {
		return fmt.Errorf("look for callbacks of the same name or URL: %w", err)
	}
	var problems models.Problems
	for _, other := range others {
		if *other.NameKey == name {
			problems.Note("name", models.Taken, "A callback called ‘"+c.Name+"’ already exists. Use another name")
		}
		if *other.URLKey == url {
			problems.Note("url", models.Taken, "This URL is already used by ‘"+other.Name+"’")
		}
	}
	c.NameKey, c.URLKey = &name, &url
	return problems.Err()
}

// freeNames frees the names and URLs of those callbacks whose end has passed. When
// somebody ends a callback that is done at once. One that subscriptions use keeps
// them, because subscriptions name their callback, and must not seem to be those of
// another one.
func (s *Store) freeNames(callbacks *gorm.DB) error {
	over := callbacks.Model(&models.Callback{}).Where("end_at <> 0 AND end_at <= ?", s.now()).
		Where("NOT EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.company_id = callbacks.company_id AND s.callback_id = callbacks.id AND s.deleted_at = 0)")
	if err := over.Updates(map[string]any{"name_key": nil, "url_key": nil}).Error; err != nil {
		return fmt.Errorf("free the name and URL of ended callbacks: %w", err)
	}
	return nil
}

// destinationChanged says whether next sends to another address than old, or with
// another sign-in, so that a verification of old does not hold for it. Both have
// their secrets; an empty password of next stands for that of old.
func destinationChanged(old, next models.Callback) bool {
	was, is := old.Settings, next.Settings
	return old.URL != next.URL || was.BackupURL != is.BackupURL || was.User != is.User ||
		was.EmptyUser != is.EmptyUser || was.EmptyPassword != is.EmptyPassword ||
		next.Secrets.Password != "" && next.Secrets.Password != old.Secrets.Password
}
