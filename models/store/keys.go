package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/once"
	"callboard/models/seal"
	"callboard/models/signing"
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

// Keys lists the living API keys of a company, those of its locations too,
// oldest first. Zero lists those of the whole system.
func (s *Store) Keys(ctx context.Context, in models.Scope, company models.ID) ([]models.APIKey, error) {
	var keys []models.APIKey
	q := within(s.db.WithContext(ctx), in).Where("company_id = ? AND revoked_at = 0", company)
	if err := q.Order("id").Find(&keys).Error; err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return keys, nil
}

// RevokeKey shuts an API key out from now on. ErrNotFound when there is no
// living one within the scope.
func (s *Store) RevokeKey(ctx context.Context, by models.Access, id models.ID) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var before models.APIKey
		if err := within(tx, by.Scope).Where("id = ? AND revoked_at = 0", id).Take(&before).Error; err != nil {
			return one(err)
		}
		after := before
		after.RevokedAt = s.now()
		done := tx.Model(&models.APIKey{}).Where("id = ? AND revoked_at = 0", id).Update("revoked_at", after.RevokedAt)
		if err := changed(done); err != nil {
			return fmt.Errorf("revoke a key: %w", err)
		}
		return s.audit(tx, by, change{
			Action: "key.revoke", Company: after.CompanyID, Kind: "key", ID: id, Name: after.Name, Before: before, After: after,
		})
	})
}

// Once is the book of calls that name themselves.
func (s *Store) Once() once.Book { return once.Book{DB: s.db, Key: s.key, Now: s.Now} }

// Call is a call that names itself, Answer what it was answered.
type (
	Call   = once.Call
	Answer = once.Answer
)

var (
	// ErrKeyUsed says that the name of a call belongs to another one.
	ErrKeyUsed = once.ErrUsed
	// ErrKeyBusy says that a call is still being answered.
	ErrKeyBusy = once.ErrBusy
)

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

// Rotation is the change of a signing secret.
type Rotation struct {
	Secret  string        // the new one; "" makes one
	Overlap time.Duration // how long the former one signs too, 0 to signing.MaxOverlap
}

// RotateSecret gives a callback a new signing secret, or its first one, and
// returns the callback with it in Keys, for the only time. EndedError when it
// has ended, Problems when the rotation cannot be.
func (s *Store) RotateSecret(ctx context.Context, by models.Access, publicID string, r Rotation) (models.Callback, error) {
	var found models.Problems
	if r.Secret != "" && !signing.Fits(r.Secret) {
		found.Note("secret", models.Malformed, "Secret must be whsec_ and the base64 of 24 to 64 bytes")
	}
	if r.Overlap < 0 || r.Overlap > signing.MaxOverlap {
		found.Note("overlap", models.OutOfRange, "Overlap must be between 0 hours and 7 days")
	}
	if err := found.Err(); err != nil {
		return models.Callback{}, err
	}
	made := cmp.Or(r.Secret, signing.New())
	rotated, err := s.alter(ctx, alteration{by, publicID, "callback.secret", func(_ *gorm.DB, c *models.Callback) error {
		if c.Ended(s.now()) {
			return models.EndedError{PublicID: c.PublicID}
		}
		if err := s.openSigning(c); err != nil {
			return err
		}
		c.Keys.Former, c.FormerUntil = "", 0
		if c.Keys.Current != "" && r.Overlap > 0 {
			c.Keys.Former, c.FormerUntil = c.Keys.Current, models.At(s.Now().Add(r.Overlap))
		}
		c.Keys.Current, c.SignedAt = made, s.now()
		return s.sealSigning(c)
	}})
	if err != nil {
		return models.Callback{}, err
	}
	rotated.Keys = signing.Keys{Current: made}
	return rotated, nil
}

// RemoveSecret stops signing the requests of a callback. Problems when its
// kind is always signed, EndedError when it has ended.
func (s *Store) RemoveSecret(ctx context.Context, by models.Access, publicID string) (models.Callback, error) {
	return s.alter(ctx, alteration{by, publicID, "callback.secret", func(_ *gorm.DB, c *models.Callback) error {
		switch {
		case c.Ended(s.now()):
			return models.EndedError{PublicID: c.PublicID}
		case c.Kind.Traits().Signed:
			return models.Problems{{Field: "secret", Code: models.Fixed, Text: "A signed callback always has a secret"}}
		case c.SignedAt == 0:
			return errAsItIs
		}
		c.Signing, c.SignedAt, c.FormerUntil = nil, 0, 0
		return nil
	}})
}

// signFresh gives a new callback the secret that it was given, or the one
// that its kind always has.
func (s *Store) signFresh(c *models.Callback) error {
	if c.Keys.Current == "" && c.Kind.Traits().Signed {
		c.Keys.Current = signing.New()
	}
	c.Keys.Former = ""
	if c.Keys.Current == "" {
		return nil
	}
	c.SignedAt = c.CreatedAt
	return s.sealSigning(c)
}

// signingColumn is where the signing secrets of a callback are kept.
const signingColumn = "signing"

// sealSigning puts the signing secrets of c away.
func (s *Store) sealSigning(c *models.Callback) error {
	plain, err := json.Marshal(c.Keys)
	if err != nil {
		return fmt.Errorf("seal signing secrets of callback %s: %w", c.PublicID, err)
	}
	c.Signing = s.key.Seal(seal.Place{Table: callbackTable, Column: signingColumn, ID: c.ID}, plain)
	return nil
}

// openSigning opens the signing secrets of c.
func (s *Store) openSigning(c *models.Callback) error {
	if len(c.Signing) == 0 {
		return nil
	}
	plain, err := s.key.Open(seal.Place{Table: callbackTable, Column: signingColumn, ID: c.ID}, c.Signing)
	if err == nil {
		err = json.Unmarshal(plain, &c.Keys)
	}
	if err != nil {
		return fmt.Errorf("open signing secrets of callback %s: %w", c.PublicID, err)
	}
	return nil
}
