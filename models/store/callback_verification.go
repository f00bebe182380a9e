package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// Verifier tries whether receivers answer. The engine has one.
type Verifier interface {
	// Try makes one request to the URL of a callback, which has its secrets
	// and need not be stored. Nothing is kept. The attempt has no Cause when it
	// was answered 2xx.
	Try(ctx context.Context, c models.Callback) models.Attempt
	// Verify tries all addresses of a stored callback. When all answer 2xx it
	// is verified, and what was held for that goes.
	Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error)
}

// RecordVerification keeps the requests that tried the addresses of a callback, as it
// was read then. When all were answered 2xx it is verified, and what was held
// for that goes; released is how much. ErrConflict when it was changed
// meanwhile.
func (s *Store) RecordVerification(ctx context.Context, by models.Access, c models.Callback, made []models.Attempt) (released int, err error) {
	for i := range made {
		made[i].ID, made[i].CompanyID, made[i].DeliveryID, made[i].CallbackVersion = s.NewID(), c.CompanyID, c.ID, c.Version
		made[i].LeaseToken = made[i].ID
	}
	if err := s.tx(ctx, func(tx *gorm.DB) error { return tx.Create(&made).Error }); err != nil {
		return 0, fmt.Errorf("keep the check of callback %s: %w", c.PublicID, err)
	}
	if slices.ContainsFunc(made, func(a models.Attempt) bool { return a.Cause != "" }) || !c.Kind.Traits().Verified {
		return 0, nil
	}
	_, err = s.alter(ctx, alteration{by, c.PublicID, "callback.verify", func(tx *gorm.DB, now *models.Callback) error {
		if moved(c, *now) || string(c.EncryptedSecrets) != string(now.EncryptedSecrets) {
			return models.ErrConflict
		}
		now.VerifiedAt, now.MarkedBy, now.MarkReason = s.now(), "", ""
		released, err = s.release(tx, *now, models.HeldUnverified)
		return err
	}})
	return released, err
}

// Verifications returns the requests that tried the addresses of a callback, the
// newest first, at most 20.
func (s *Store) Verifications(ctx context.Context, in models.Scope, publicID string) ([]models.Attempt, error) {
	c, err := s.Callback(ctx, in, publicID)
	if err != nil {
		return nil, err
	}
	var made []models.Attempt
	if err := s.db.WithContext(ctx).Where("delivery_id = ?", c.ID).Order("id DESC").Limit(20).Find(&made).Error; err != nil {
		return nil, fmt.Errorf("read the checks of callback %s: %w", publicID, err)
	}
	return made, nil
}

// VerifyByHand marks a callback as verified, as somebody saw it, whose receiver
// cannot answer a check. What was held for that goes; released is how much.
// One that is verified stays as it is. Problems of the reason, ErrConflict when
// it was changed meanwhile.
func (s *Store) VerifyByHand(ctx context.Context, by models.Access, seen models.Callback, reason string) (released int, err error) {
	reason = strings.TrimSpace(reason)
	if err := models.CheckMarkReason(reason).Err(); err != nil {
		return 0, err
	}
	_, err = s.alter(ctx, alteration{by, seen.PublicID, "callback.verify_by_hand", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		switch {
		case !c.Kind.Traits().Verified:
			return models.ErrNotFound
		case !c.Unverified():
			return errAsItIs
		case c.Version != seen.Version:
			return models.ErrConflict
		}
		c.VerifiedAt, c.MarkedBy, c.MarkReason = s.now(), by.Actor.Name, reason
		n, err := s.release(tx, *c, models.HeldUnverified)
		released = n
		return err
	}})
	if err != nil {
		return 0, err
	}
	return released, nil
}
