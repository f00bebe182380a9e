package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// Rotation is the change of a signing secret.
type Rotation struct {
	Secret  string         // the new one; "" makes one
	Overlap time.Duration  // how long the former one signs too, 0 to models.MaxSecretOverlap
	Of      *models.Millis // SignedAt of the one that it replaces; nil: whichever there is
}

// RotateSecret gives a callback a new signing secret, or its first one, and
// returns the callback with it in Keys, for the only time. EndedError when it
// has ended, ErrConflict when its secret is not the one that was meant,
// Problems when the rotation cannot be.
func (s *Store) RotateSecret(ctx context.Context, by models.Access, publicID string, r Rotation) (models.Callback, error) {
	var problems models.Problems
	r.Secret = models.CleanSigningSecret(r.Secret)
	if problem := models.SigningSecretProblem(r.Secret); r.Secret != "" && problem != "" {
		problems.Note("secret", models.Malformed, problem)
	}
	if r.Overlap < 0 || r.Overlap > models.MaxSecretOverlap {
		problems.Note("overlap", models.OutOfRange, "Overlap must be between 0 hours and 7 days")
	}
	if err := problems.Err(); err != nil {
		return models.Callback{}, err
	}
	secret := cmp.Or(r.Secret, models.NewSigningSecret())
	rotated, err := s.alter(ctx, by, publicID, "callback.secret", func(_ *gorm.DB, c *models.Callback) error {
		if c.Ended(s.now()) {
			return models.EndedError{PublicID: c.PublicID}
		}
		if r.Of != nil && *r.Of != c.SignedAt {
			return models.ErrConflict
		}
		if err := s.decryptSigningKeys(c); err != nil {
			return err
		}
		c.Keys.Former, c.FormerUntil = "", 0
		if c.Keys.Current != "" && r.Overlap > 0 {
			c.Keys.Former, c.FormerUntil = c.Keys.Current, models.At(s.Now().Add(r.Overlap))
		}
		c.Keys.Current, c.SignedAt = secret, max(s.now(), c.SignedAt+1) // each moment names one secret
		return s.encryptSigningKeys(c)
	})
	if err != nil {
		return models.Callback{}, err
	}
	rotated.Keys = models.SigningKeys{Current: secret}
	return rotated, nil
}

// RemoveSecret stops signing the requests of a callback. Problems when its
// kind is always signed, EndedError when it has ended.
func (s *Store) RemoveSecret(ctx context.Context, by models.Access, publicID string) (models.Callback, error) {
	return s.alter(ctx, by, publicID, "callback.secret", func(_ *gorm.DB, c *models.Callback) error {
		switch {
		case c.Ended(s.now()):
			return models.EndedError{PublicID: c.PublicID}
		case c.Kind.Traits().Signed:
			return models.Problems{{Field: "secret", Code: models.Fixed, Text: "A signed callback always has a secret"}}
		case c.SignedAt == 0:
			return errNoChange
		}
		c.EncryptedKeys, c.SignedAt, c.FormerUntil = nil, 0, 0
		return nil
	})
}

// makeSigningKeys gives a new callback the secret that it was given, or the one
// that its kind always has.
func (s *Store) makeSigningKeys(c *models.Callback) error {
	if c.Keys.Current == "" && c.Kind.Traits().Signed {
		c.Keys.Current = models.NewSigningSecret()
	}
	c.Keys.Former = ""
	if c.Keys.Current == "" {
		return nil
	}
	c.SignedAt = c.CreatedAt
	return s.encryptSigningKeys(c)
}

// signingColumn is where the signing secrets of a callback are kept.
const signingColumn = "signing"

// encryptSigningKeys encrypts the signing secrets of c.
func (s *Store) encryptSigningKeys(c *models.Callback) error {
	plain, err := json.Marshal(c.Keys)
	if err != nil {
		return fmt.Errorf("encrypt the signing secrets of callback %s: %w", c.PublicID, err)
	}
	c.EncryptedKeys = s.key.Encrypt(secrets.Column{Table: callbackTable, Column: signingColumn, ID: c.ID}, plain)
	return nil
}

// decryptSigningKeys reads the signing secrets of c.
func (s *Store) decryptSigningKeys(c *models.Callback) error {
	if len(c.EncryptedKeys) == 0 {
		return nil
	}
	plain, err := s.key.Decrypt(secrets.Column{Table: callbackTable, Column: signingColumn, ID: c.ID}, c.EncryptedKeys)
	if err == nil {
		err = json.Unmarshal(plain, &c.Keys)
	}
	if err != nil {
		return fmt.Errorf("decrypt the signing secrets of callback %s: %w", c.PublicID, err)
	}
	return nil
}
