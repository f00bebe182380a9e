package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// keyPrefix begins every API key, so that one is known on sight.
const keyPrefix = "cb_"

// keyLength is the length of an API key: the prefix and a token.
const keyLength = len(keyPrefix) + 43

// IsKey says whether text has the form of an API key, or of an auth token.
func IsKey(text string) bool {
	return len(text) == keyLength && strings.HasPrefix(text, keyPrefix) || isAuthToken(text)
}

// CreateAPIKey makes an API key and returns it in clear, for the only time.
// Problems when it cannot be; ErrNotFound when its owner lies outside the
// scope. With an ID given, the same call again returns what the first one made,
// and returns "": the key itself is not kept.
func (s *Store) CreateAPIKey(ctx context.Context, by models.Access, k *models.APIKey) (clear string, err error) {
	owner, err := s.owner(ctx, by.Scope, k.Owner())
	if err != nil {
		return "", err
	}
	k.CompanyID, k.Name = owner.CompanyID, strings.TrimSpace(k.Name)
	problems := k.Check()
	if k.Role.Known() && !by.Actor.Gives(k.Role, owner) {
		problems.Add("role", "You cannot give more than you hold")
	}
	if err := problems.Err(); err != nil {
		return "", err
	}
	if k.ID == 0 {
		k.ID = s.NewID()
	}
	clear = keyPrefix + secrets.Token()
	k.Hash, k.CreatedAt = secrets.TokenHash(clear), s.now()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(k).Error; err != nil {
			return fmt.Errorf("store a key: %w", err)
		}
		return s.audit(tx, by, change{Action: "key.create", Company: k.CompanyID, Kind: "key", ID: k.ID, Name: k.Name, After: *k})
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		row, err := s.APIKey(ctx, by.Scope, k.ID)
		*k = row.APIKey
		return "", err
	}
	return clear, err
}

// APIKeyFilter says which API keys a list shows. Zero fields do not filter.
type APIKeyFilter struct {
	ID      models.ID // this one alone
	Company models.ID // those of this company and its locations
	Living  bool      // leave out those that are revoked
	Revoked bool      // leave out those that are not
	Before  models.ID // keyset: those made before this one
	Limit   int       // zero: all
}

// APIKeys lists API keys with the names of what they reach, newest first.
func (s *Store) APIKeys(ctx context.Context, in models.Scope, f APIKeyFilter) ([]models.APIKeyRow, error) {
	q := ownerColumns{"api_keys.company_id", "api_keys.location_id"}.within(s.db.WithContext(ctx), in).Table("api_keys").
		Select("api_keys.*, companies.name AS company_name, companies.public_id AS company_public_id, " +
			"locations.name AS location_name, locations.public_id AS location_public_id").
		Joins("LEFT JOIN companies ON companies.id = api_keys.company_id").
		Joins("LEFT JOIN locations ON locations.id = api_keys.location_id")
	if f.ID != 0 {
		q = q.Where("api_keys.id = ?", f.ID)
	}
	if f.Company != 0 {
		q = q.Where("api_keys.company_id = ?", f.Company)
	}
	if f.Living {
		q = q.Where("api_keys.revoked_at = 0")
	}
	if f.Revoked {
		q = q.Where("api_keys.revoked_at > 0")
	}
	if f.Before != 0 {
		q = q.Where("api_keys.id < ?", f.Before)
	}
	if f.Limit != 0 {
		q = q.Limit(f.Limit)
	}
	var rows []models.APIKeyRow
	if err := q.Order("api_keys.id DESC").Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return rows, nil
}

// APIKey returns one API key, a revoked one too.
func (s *Store) APIKey(ctx context.Context, in models.Scope, id models.ID) (models.APIKeyRow, error) {
	if id == 0 {
		return models.APIKeyRow{}, models.ErrNotFound
	}
	rows, err := s.APIKeys(ctx, in, APIKeyFilter{ID: id, Limit: 1})
	if err == nil && len(rows) == 0 {
		err = models.ErrNotFound
	}
	if err != nil {
		return models.APIKeyRow{}, err
	}
	return rows[0], nil
}

// APIKeyHistory lists what was done to an API key and by whom, oldest first.
func (s *Store) APIKeyHistory(ctx context.Context, in models.Scope, id models.ID) ([]models.AuditEntry, error) {
	k, err := s.APIKey(ctx, in, id)
	if err != nil {
		return nil, err
	}
	var entries []models.AuditEntry
	err = s.db.WithContext(ctx).Where("object_id = ? AND object_kind = ? AND company_id = ?", id, "key", k.CompanyID).
		Order("id").Find(&entries).Error
	if err != nil {
		return nil, fmt.Errorf("read what was done to a key: %w", err)
	}
	return entries, nil
}

// RevokeAPIKey shuts an API key out from now on. ErrNotFound when there is no
// living one within the scope, ErrHoldsMore for one that may do more than who asks.
func (s *Store) RevokeAPIKey(ctx context.Context, by models.Access, id models.ID) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var before models.APIKey
		if err := within(tx, by.Scope).Where("id = ? AND revoked_at = 0", id).Take(&before).Error; err != nil {
			return orNotFound(err)
		}
		if !by.Actor.Gives(before.Role, before.Owner()) {
			return models.ErrHoldsMore
		}
		after := before
		after.RevokedAt = s.now()
		done := tx.Model(&models.APIKey{}).Where("id = ? AND revoked_at = 0", id).Update("revoked_at", after.RevokedAt)
		if err := requireChanged(done); err != nil {
			return fmt.Errorf("revoke a key: %w", err)
		}
		return s.audit(tx, by, change{
			Action: "key.revoke", Company: after.CompanyID, Kind: "key", ID: id, Name: after.Name, Before: before, After: after,
		})
	})
}

// APIKeyByToken returns the live key that clear is, or that the auth token clear
// stands for, and notes its use; ErrNotFound otherwise.
func (s *Store) APIKeyByToken(ctx context.Context, clear, address string) (models.APIKey, error) {
	var k models.APIKey
	if !IsKey(clear) {
		return k, models.ErrNotFound
	}
	live, hash := s.db.WithContext(ctx).Where("revoked_at = 0"), secrets.TokenHash(clear)
	if isAuthToken(clear) {
		live = live.Where("id IN (?)", s.db.Model(&authToken{}).Select("api_key_id").Where("token_hash = ? AND expires_at > ?", hash, s.now()))
	} else {
		live = live.Where("hash = ?", hash)
	}
	if err := live.Take(&k).Error; err != nil {
		return k, orNotFound(err)
	}
	if k.LastUsedAt > s.ago(noteAge) {
		return k, nil
	}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Model(&models.APIKey{}).Where("id = ? AND last_used_at = ?", k.ID, k.LastUsedAt).
			Updates(map[string]any{"last_used_at": s.now(), "last_used_from": models.Shorten(address, 64)}).Error
	})
	if err != nil {
		return k, fmt.Errorf("note the use of a key: %w", err)
	}
	return k, nil
}
