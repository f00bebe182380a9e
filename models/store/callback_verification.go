package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// Verifier checks whether receivers answer. The engine has one.
type Verifier interface {
	// Try makes one request to the URL of a callback, which has its secrets
	// and need not be stored; a handshake may go before it. Nothing is kept. The attempt has no Cause when it
	// was answered 2xx.
	Try(ctx context.Context, c models.Callback) models.Attempt
	// Verify makes a request to all addresses of a stored callback. When all
	// answer 2xx it is verified, and the deliveries held for that come due.
	Verify(ctx context.Context, by models.Access, publicID string) (models.Verification, error)
}

// RecordVerification stores the attempts that checked the addresses of a callback,
// as it was read for them, each behind its handshake. When all were answered 2xx the callback is verified, and
// the deliveries held for that come due; released is how many. ErrConflict when it
// was changed meanwhile.
func (s *Store) RecordVerification(ctx context.Context, by models.Access, c models.Callback, attempts []models.Attempt) (released int, err error) {
	made := make([]models.Attempt, 0, len(attempts)+1)
	for _, a := range attempts {
		if a.Handshake != nil {
			made = append(made, *a.Handshake)
		}
		made = append(made, a)
	}
	for i := range made {
		a := &made[i]
		a.ID, a.CompanyID, a.DeliveryID, a.CallbackVersion = s.NewID(), c.CompanyID, c.ID, c.Version
		a.LeaseToken = a.ID
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(&made).Error; err != nil {
			return err
		}
		return s.auditCheck(tx, by, c)
	})
	if err != nil {
		return 0, fmt.Errorf("keep the check of callback %s: %w", c.PublicID, err)
	}
	if slices.ContainsFunc(attempts, func(a models.Attempt) bool { return a.Cause != "" }) || !c.Kind.Traits().Verified {
		return 0, nil
	}
	_, err = s.alter(ctx, by, c.PublicID, "callback.verify", func(tx *gorm.DB, now *models.Callback) error {
		if destinationChanged(c, *now) || string(c.EncryptedSecrets) != string(now.EncryptedSecrets) {
			return models.ErrConflict
		}
		now.VerifiedAt, now.MarkedBy, now.MarkReason = s.now(), "", ""
		released, err = s.release(tx, *now, models.HeldUnverified)
		return err
	})
	return released, err
}

// RecordCheck writes the audit entry of a check of a callback that need not be
// stored. It comes before the request: none leaves that nobody can be asked about.
func (s *Store) RecordCheck(ctx context.Context, by models.Access, c models.Callback) error {
	return s.tx(ctx, func(tx *gorm.DB) error { return s.auditCheck(tx, by, c) })
}

// auditCheck writes who had the addresses of a callback tried, and what it was like
// then.
func (s *Store) auditCheck(tx *gorm.DB, by models.Access, c models.Callback) error {
	return s.audit(tx, by, change{
		Action: "callback.check", Company: c.CompanyID, Kind: "callback", ID: c.ID, Name: c.Title(), Version: c.Version, After: shown(c),
	})
}

// Verifications returns the attempts that checked the addresses of a callback, the
// newest first, at most 20.
func (s *Store) Verifications(ctx context.Context, in models.Scope, publicID string) ([]models.Attempt, error) {
	c, err := s.Callback(ctx, in, publicID)
	if err != nil {
		return nil, err
	}
	var attempts []models.Attempt
	if err := s.db.WithContext(ctx).Where("delivery_id = ?", c.ID).Order("id DESC").Limit(20).Find(&attempts).Error; err != nil {
		return nil, fmt.Errorf("read the checks of callback %s: %w", publicID, err)
	}
	return attempts, nil
}

// VerifyByHand marks a callback as verified, as somebody saw it, whose receiver
// cannot answer a check. The deliveries held for that come due; released is how
// many. One that is verified stays as it is. Problems of the reason, ErrConflict
// when it was changed meanwhile.
func (s *Store) VerifyByHand(ctx context.Context, by models.Access, seen models.Callback, reason string) (released int, err error) {
	reason = strings.TrimSpace(reason)
	if err := models.CheckMarkReason(reason).Err(); err != nil {
		return 0, err
	}
	_, err = s.alter(ctx, by, seen.PublicID, "callback.verify_by_hand", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		switch {
		case !c.Kind.Traits().Verified:
			return models.ErrNotFound
		case !c.Unverified():
			return errNoChange
		case c.Version != seen.Version:
			return models.ErrConflict
		}
		c.VerifiedAt, c.MarkedBy, c.MarkReason = s.now(), by.Actor.Name, reason
		n, err := s.release(tx, *c, models.HeldUnverified)
		released = n
		return err
	})
	if err != nil {
		return 0, err
	}
	return released, nil
}
