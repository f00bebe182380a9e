package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// authTokenPrefix begins every auth token.
const authTokenPrefix = "cbt_"

// authTokenLength is the length of an auth token: the prefix and a token.
const authTokenLength = len(authTokenPrefix) + 43

// authTokenTime is how long an auth token is valid.
const authTokenTime = 2 * time.Hour

// authToken is a token that stands for an API key for a while, with its role and
// scope. It is kept hashed.
type authToken struct {
	ID        models.ID `gorm:"primaryKey;autoIncrement:false"`
	APIKeyID  models.ID
	TokenHash []byte
	IssuedAt  models.Millis
	ExpiresAt models.Millis
}

// TableName is the name of the table.
func (authToken) TableName() string { return "auth_tokens" }

// isAuthToken says whether text has the form of an auth token.
func isAuthToken(text string) bool {
	return len(text) == authTokenLength && strings.HasPrefix(text, authTokenPrefix)
}

// CreateAuthToken returns a token that lets in as the API key clear does, which
// bears the name, for two hours and no longer than the key does. models.ErrSignIn
// when no key is called so, models.TooManyError after five such failures within 15
// minutes.
func (s *Store) CreateAuthToken(ctx context.Context, name, clear, address string) (token string, issued models.Millis, err error) {
	try := signInTryOf("key "+name, address) // no e-mail has a blank
	if err := s.checkThrottle(ctx, try); err != nil {
		return "", 0, err
	}
	k, err := s.keyOf(ctx, name, clear, address)
	if errors.Is(err, models.ErrSignIn) {
		return "", 0, cmp.Or(s.noteWrongSignIn(ctx, try), err)
	}
	if err != nil {
		return "", 0, err
	}
	token, issued = authTokenPrefix+secrets.Token(), s.now()
	row := authToken{s.NewID(), k.ID, secrets.TokenHash(token), issued, issued + models.Millis(authTokenTime.Milliseconds())}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := forgetWrongSignIns(tx, try); err != nil {
			return err
		}
		if err := tx.Where("expires_at <= ?", issued).Delete(&authToken{}).Error; err != nil {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return "", 0, fmt.Errorf("store an auth token: %w", err)
	}
	return token, issued, nil
}

// keyOf returns the API key, which must be called name.
func (s *Store) keyOf(ctx context.Context, name, clear, address string) (models.APIKey, error) {
	if isAuthToken(clear) { // it would never end if it were good for another one
		return models.APIKey{}, models.ErrSignIn
	}
	k, err := s.APIKeyByToken(ctx, clear, address)
	if errors.Is(err, models.ErrNotFound) || err == nil && k.Name != strings.TrimSpace(name) {
		return models.APIKey{}, models.ErrSignIn
	}
	return k, err
}
