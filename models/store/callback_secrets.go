package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// Where the secrets of a callback are kept.
const (
	callbackTable = "callbacks"
	sealedColumn  = "sealed"
)

// sealCallback puts the secrets of c away, over those that are sealed already:
// what was not given stays, what has no use any more goes. Problems when a
// secret that c needs was never given.
func (s *Store) sealCallback(c *models.Callback) error {
	next := c.Secrets.Over(s.known(*c).Secrets, c.Settings)
	if err := next.Lack(c.Settings).Err(); err != nil {
		return err
	}
	c.EncryptedSecrets, c.Secrets = nil, models.Secrets{}
	if next.Empty() {
		return nil
	}
	plain, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("seal secrets of callback %s: %w", c.PublicID, err)
	}
	c.EncryptedSecrets = s.key.Encrypt(secrets.Column{Table: callbackTable, Column: sealedColumn, ID: c.ID}, plain)
	return nil
}

// known returns c with its secrets, with none of them when they cannot be
// opened: then those that it needs must be given again.
func (s *Store) known(c models.Callback) models.Callback {
	if s.openCallback(&c) != nil {
		c.Secrets = models.Secrets{}
	}
	return c
}

// openCallback opens the secrets of c. Only the engine needs them.
func (s *Store) openCallback(c *models.Callback) error {
	c.Secrets = models.Secrets{}
	if len(c.EncryptedSecrets) == 0 {
		return nil
	}
	plain, err := s.key.Decrypt(secrets.Column{Table: callbackTable, Column: sealedColumn, ID: c.ID}, c.EncryptedSecrets)
	if err == nil {
		err = json.Unmarshal(plain, &c.Secrets)
	}
	if err != nil {
		return fmt.Errorf("open secrets of callback %s: %w", c.PublicID, err)
	}
	return nil
}

// openedCallbacks returns callbacks with their secrets. One whose secrets
// cannot be opened says so: it must not stop the others.
func (s *Store) openedCallbacks(query *gorm.DB) ([]models.Callback, error) {
	found, err := s.loadCallbacks(query)
	for i := range found {
		if err := errors.Join(s.openCallback(&found[i]), s.openSigning(&found[i])); err != nil {
			found[i].SecretsLost = true
			slog.ErrorContext(query.Statement.Context, "a callback's secrets cannot be opened", "callback", found[i].PublicID, "error", err)
		}
	}
	return found, err
}

// CallbackWithSecrets returns a callback with its secrets, for a request to its receiver.
// Problems when secrets that it needs cannot be opened: the callback comes
// without them, and they must be given again.
func (s *Store) CallbackWithSecrets(ctx context.Context, in models.Scope, publicID string) (models.Callback, error) {
	c, err := s.Callback(ctx, in, publicID)
	if err != nil {
		return c, err
	}
	c = s.known(c)
	return c, c.Secrets.Lack(c.Settings).Err()
}
