package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/seal"
)

// keyPrefix begins every API key, so that one is known on sight.
const keyPrefix = "cb_"

// keyLength is the length of an API key: the prefix and a token.
const keyLength = len(keyPrefix) + 43

// CreateKey makes an API key and returns it in clear, for the only time.
// Problems when it cannot be; ErrNotFound when its owner lies outside the
// scope.
func (s *Store) CreateKey(ctx context.Context, by models.Access, k *models.APIKey) (clear string, err error) {
	owner, err := s.owner(ctx, by.Scope, k.Owner())
	if err != nil {
		return "", err
	}
	k.CompanyID, k.Name = owner.CompanyID, strings.TrimSpace(k.Name)
	found := k.Check()
	if k.Role.Known() && !by.Actor.Gives(k.Role, owner) {
		found.Add("role", "You cannot give more than you hold")
	}
	if err := found.Err(); err != nil {
		return "", err
	}
	clear = keyPrefix + seal.Token()
	k.ID, k.Hash, k.CreatedAt = s.NewID(), seal.TokenHash(clear), s.now()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(k).Error; err != nil {
			return fmt.Errorf("store a key: %w", err)
		}
		return s.audit(tx, by, change{Action: "key.create", Company: k.CompanyID, Kind: "key", ID: k.ID, Name: k.Name, After: *k})
	})
	return clear, err
}

// KeyByToken returns the live key and notes its use; ErrNotFound otherwise.
func (s *Store) KeyByToken(ctx context.Context, clear, address string) (models.APIKey, error) {
	var k models.APIKey
	if len(clear) != keyLength || !strings.HasPrefix(clear, keyPrefix) {
		return k, models.ErrNotFound
	}
	err := s.db.WithContext(ctx).Where("hash = ? AND revoked_at = 0", seal.TokenHash(clear)).Take(&k).Error
	if err != nil {
		return k, one(err)
	}
	if k.LastUsedAt > s.ago(noteAge) {
		return k, nil
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.APIKey{}).Where("id = ? AND last_used_at = ?", k.ID, k.LastUsedAt).
			Updates(map[string]any{"last_used_at": s.now(), "last_used_from": clip(address, 64)}).Error
	})
	if err != nil {
		return k, fmt.Errorf("note the use of a key: %w", err)
	}
	return k, nil
}
