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
	secretsColumn = "sealed"
)

// encryptSecrets encrypts the secrets of c, over those that are stored already:
// what was not given stays, what has no use any more goes. Problems when a
// secret that c needs was never given.
func (s *Store) encryptSecrets(c *models.Callback) error {
	next := c.Secrets.Over(s.withSecrets(*c).Secrets, c.Settings)
	if err := next.Lack(c.Settings).Err(); err != nil {
		return err
	}
	c.EncryptedSecrets, c.Secrets = nil, models.Secrets{}
	if next.Empty() {
		return nil
	}
	plain, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("encrypt the secrets of callback %s: %w", c.PublicID, err)
	}
	c.EncryptedSecrets = s.key.Encrypt(secrets.Column{Table: callbackTable, Column: secretsColumn, ID: c.ID}, plain)
	return nil
}

// withSecrets returns c with its secrets, with none of them when they cannot be
// decrypted: then those that it needs must be given again.
func (s *Store) withSecrets(c models.Callback) models.Callback {
	if s.decryptSecrets(&c) != nil {
		c.Secrets = models.Secrets{}
	}
	return c
}

// decryptSecrets reads the secrets of c. Only requests to its receiver need
// them.
func (s *Store) decryptSecrets(c *models.Callback) error {
	c.Secrets = models.Secrets{}
	if len(c.EncryptedSecrets) == 0 {
		return nil
	}
	plain, err := s.key.Decrypt(secrets.Column{Table: callbackTable, Column: secretsColumn, ID: c.ID}, c.EncryptedSecrets)
	if err == nil {
		err = json.Unmarshal(plain, &c.Secrets)
	}
	if err != nil {
		return fmt.Errorf("decrypt the secrets of callback %s: %w", c.PublicID, err)
	}
	return nil
}

// callbacksWithSecrets returns callbacks with their secrets. One whose secrets
// cannot be decrypted says so: it must not stop the others.
func (s *Store) callbacksWithSecrets(query *gorm.DB) ([]models.Callback, error) {
	callbacks, err := s.loadCallbacks(query)
	for i := range callbacks {
		if err := errors.Join(s.decryptSecrets(&callbacks[i]), s.decryptSigningKeys(&callbacks[i])); err != nil {
			callbacks[i].SecretsLost = true
			slog.ErrorContext(query.Statement.Context, "a callback's secrets cannot be decrypted", "callback", callbacks[i].PublicID, "error", err)
		}
	}
	return callbacks, err
}

// CallbackWithSecrets returns a callback with its secrets, for a request to its receiver.
// Problems when secrets that it needs cannot be decrypted: the callback comes
// without them, and they must be given again.
func (s *Store) CallbackWithSecrets(ctx context.Context, in models.Scope, publicID string) (models.Callback, error) {
	c, err := s.Callback(ctx, in, publicID)
	if err != nil {
		return c, err
	}
	c = s.withSecrets(c)
	return c, c.Secrets.Lack(c.Settings).Err()
}
