package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/seal"
)

// The throttle: after so many wrong passwords within the window, for one
// e-mail or from one address, the next try must wait.
const (
	wrongMost   = 5
	wrongWindow = 15 * time.Minute
	wrongWait   = time.Minute
)

// signInFailure is a sign-in that was wrong, or that is being checked. What
// was typed is kept hashed: it may have been a password.
type signInFailure struct {
	ID          models.ID `gorm:"primaryKey;autoIncrement:false"`
	EmailHash   []byte
	AddressHash []byte
	At          models.Millis
}

// SignIn returns the user with this e-mail and password. ErrSignIn when they
// do not match, TooManyError after five failures within 15 minutes.
func (s *Store) SignIn(ctx context.Context, email, password, address string) (models.User, error) {
	email = models.NormalEmail(email)
	try := signInFailure{ID: s.NewID(), EmailHash: digest("email", email), AddressHash: digest("address", network(address)), At: s.now()}
	if err := s.admit(ctx, try); err != nil {
		return models.User{}, err
	}
	u, err := user(s.db.WithContext(ctx), "email = ?", email)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.User{}, fmt.Errorf("sign in: %w", err)
	}
	// The hash of an e-mail that nobody has is empty: that matches nothing
	// and takes as long.
	var right bool
	if err := s.hash(ctx, func() { right = seal.PasswordMatches(u.PasswordHash, password) }); err != nil {
		return models.User{}, err
	}
	if !right {
		return models.User{}, models.ErrSignIn
	}
	u.LastSignInAt = s.now()
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("email_hash = ?", try.EmailHash).Delete(&signInFailure{}).Error; err != nil {
			return err
		}
		return tx.Model(&models.User{}).Where("id = ?", u.ID).Update("last_sign_in_at", u.LastSignInAt).Error
	})
}

// admit notes a try as wrong before it is checked, so that many at once
// count each other, and refuses it when there were too many.
func (s *Store) admit(ctx context.Context, try signInFailure) error {
	since := models.At(s.Now().Add(-wrongWindow))
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("at < ?", since).Delete(&signInFailure{}).Error; err != nil {
			return err
		}
		return tx.Create(&try).Error
	})
	if err != nil {
		return fmt.Errorf("note a sign-in: %w", err)
	}
	wait := time.Duration(0)
	for column, hash := range map[string][]byte{"email_hash": try.EmailHash, "address_hash": try.AddressHash} {
		var at []models.Millis
		err := s.db.WithContext(ctx).Model(&signInFailure{}).Where(column+" = ? AND id < ? AND at >= ?", hash, try.ID, since).
			Order("at DESC").Limit(wrongMost).Pluck("at", &at).Error
		if err != nil {
			return fmt.Errorf("count sign-ins: %w", err)
		}
		if len(at) == wrongMost {
			wait = max(wait, at[0].Time().Add(wrongWait).Sub(s.Now()))
		}
	}
	if wait <= 0 {
		return nil
	}
	err = s.tx(ctx, func(tx *gorm.DB) error { return tx.Delete(&try).Error })
	if err != nil {
		return fmt.Errorf("forget a refused sign-in: %w", err)
	}
	return models.TooManyError{Wait: wait}
}

func digest(kind, text string) []byte {
	sum := sha256.Sum256([]byte(kind + ":" + text))
	return sum[:]
}

// network returns what counts as one address: of IPv6 the /64 that one
// customer gets, of anything else the text itself.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
