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
	"callboard/models/store/secrets"
)

// SignIn returns the user with this e-mail and password. ErrSignIn when they
// do not match, TooManyError after five failures within 15 minutes.
func (s *Store) SignIn(ctx context.Context, email, password, address string) (u models.User, err error) {
	email = models.NormalEmail(email)
	try := signInTryOf(email, address)
	// One at a time, so that many guesses at once count each other.
	waited := s.hashing.do(ctx, func() {
		if err = s.checkThrottle(ctx, try); err != nil {
			return
		}
		if u, err = s.check(ctx, email, password); errors.Is(err, models.ErrSignIn) {
			err = cmp.Or(s.noteWrongSignIn(ctx, try), err)
		}
	})
	if err := cmp.Or(waited, err); err != nil {
		return models.User{}, err
	}
	u.LastSignInAt = s.now()
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		if err := forgetWrongSignIns(tx, try); err != nil {
			return err
		}
		return tx.Model(&models.User{}).Where("id = ?", u.ID).Update("last_sign_in_at", u.LastSignInAt).Error
	})
}

// check returns the user whom e-mail and password name, or ErrSignIn.
func (s *Store) check(ctx context.Context, email, password string) (models.User, error) {
	u, err := user(s.db.WithContext(ctx), "email = ?", email)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.User{}, fmt.Errorf("sign in: %w", err)
	}
	// The hash of an e-mail that nobody has is empty: that matches nothing
	// and takes as long. So it is for those who may not sign in.
	if u.DisabledAt > 0 {
		u.PasswordHash = ""
	}
	if !secrets.PasswordMatches(u.PasswordHash, password) {
		return models.User{}, models.ErrSignIn
	}
	return u, nil
}

// After so many wrong passwords within the window, for one e-mail or from one
// address, the next try must wait.
const (
	wrongMost   = 5
	wrongWindow = 15 * time.Minute
	wrongWait   = time.Minute
)

// signInTry is somebody's attempt to sign in.
type signInTry struct{ email, address []byte }

// signInTryOf returns the try with an e-mail, which nobody may have, from an address.
func signInTryOf(email, address string) signInTry {
	return signInTry{email: digest("email:" + email), address: digest("address:" + network(address))}
}

// signInFailure is a try that was wrong. What was typed is kept hashed: it may have
// been a password.
type signInFailure struct {
	ID          models.ID `gorm:"primaryKey;autoIncrement:false"`
	EmailHash   []byte
	AddressHash []byte
	At          models.Millis
}

// TableName is the name of the table.
func (signInFailure) TableName() string { return "sign_in_failures" }

// checkThrottle returns models.TooManyError when too many tries with the same e-mail
// or from the same address were wrong.
func (s *Store) checkThrottle(ctx context.Context, try signInTry) error {
	var longest time.Duration
	for column, hash := range map[string][]byte{"email_hash": try.email, "address_hash": try.address} {
		var at []models.Millis
		err := s.db.WithContext(ctx).Model(&signInFailure{}).Where(column+" = ? AND at >= ?", hash, s.throttledSince()).
			Order("at DESC").Limit(wrongMost).Pluck("at", &at).Error
		if err != nil {
			return fmt.Errorf("count wrong sign-ins: %w", err)
		}
		if len(at) == wrongMost {
			longest = max(longest, at[0].Time().Add(wrongWait).Sub(s.Now()))
		}
	}
	if longest > 0 {
		return models.TooManyError{Wait: longest}
	}
	return nil
}

// noteWrongSignIn stores that a try was wrong.
func (s *Store) noteWrongSignIn(ctx context.Context, try signInTry) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Where("at < ?", s.throttledSince()).Delete(&signInFailure{}).Error; err != nil {
			return err
		}
		return tx.Create(&signInFailure{s.NewID(), try.email, try.address, s.now()}).Error
	})
	if err != nil {
		return fmt.Errorf("note a wrong sign-in: %w", err)
	}
	return nil
}

// forgetWrongSignIns forgets, in tx, what was wrong with the e-mail of a try.
func forgetWrongSignIns(tx *gorm.DB, try signInTry) error {
	return tx.Where("email_hash = ?", try.email).Delete(&signInFailure{}).Error
}

func (s *Store) throttledSince() models.Millis { return models.At(s.Now().Add(-wrongWindow)) }

func digest(text string) []byte {
	sum := sha256.Sum256([]byte(text))
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
