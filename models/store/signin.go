package store

import (
	"cmp"
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

// signInFailure is a sign-in that was wrong. What was typed is kept hashed: it
// may have been a password.
type signInFailure struct {
	ID          models.ID `gorm:"primaryKey;autoIncrement:false"`
	EmailHash   []byte
	AddressHash []byte
	At          models.Millis
}

// SignIn returns the user with this e-mail and password. ErrSignIn when they
// do not match, TooManyError after five failures within 15 minutes.
func (s *Store) SignIn(ctx context.Context, email, password, address string) (u models.User, err error) {
	email = models.NormalEmail(email)
	try := signInFailure{EmailHash: digest("email", email), AddressHash: digest("address", network(address))}
	// One at a time, so that many guesses at once count each other.
	waited := s.hashing.do(ctx, func() { u, err = s.check(ctx, try, email, password) })
	if err := cmp.Or(waited, err); err != nil {
		return models.User{}, err
	}
	u.LastSignInAt = s.now()
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("email_hash = ?", try.EmailHash).Delete(&signInFailure{}).Error; err != nil {
			return err
		}
		return tx.Model(&models.User{}).Where("id = ?", u.ID).Update("last_sign_in_at", u.LastSignInAt).Error
	})
}

// check returns the user whom e-mail and password name, and notes a try that
// is wrong.
func (s *Store) check(ctx context.Context, try signInFailure, email, password string) (models.User, error) {
	if err := s.throttle(ctx, try); err != nil {
		return models.User{}, err
	}
	u, err := user(s.db.WithContext(ctx), "email = ?", email)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.User{}, fmt.Errorf("sign in: %w", err)
	}
	// The hash of an e-mail that nobody has is empty: that matches nothing
	// and takes as long.
	if seal.PasswordMatches(u.PasswordHash, password) {
		return u, nil
	}
	try.ID, try.At = s.NewID(), s.now()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("at < ?", s.ago(wrongWindow)).Delete(&signInFailure{}).Error; err != nil {
			return err
		}
		return tx.Create(&try).Error
	})
	if err != nil {
		return models.User{}, fmt.Errorf("note a wrong sign-in: %w", err)
	}
	return models.User{}, models.ErrSignIn
}

// throttle returns TooManyError when there were too many wrong tries for the
// e-mail or from the address.
func (s *Store) throttle(ctx context.Context, try signInFailure) error {
	wait := time.Duration(0)
	for column, hash := range map[string][]byte{"email_hash": try.EmailHash, "address_hash": try.AddressHash} {
		var at []models.Millis
		err := s.db.WithContext(ctx).Model(&signInFailure{}).Where(column+" = ? AND at >= ?", hash, s.ago(wrongWindow)).
			Order("at DESC").Limit(wrongMost).Pluck("at", &at).Error
		if err != nil {
			return fmt.Errorf("count wrong sign-ins: %w", err)
		}
		if len(at) == wrongMost {
			wait = max(wait, at[0].Time().Add(wrongWait).Sub(s.Now()))
		}
	}
	if wait > 0 {
		return models.TooManyError{Wait: wait}
	}
	return nil
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
