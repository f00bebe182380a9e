package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"

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
	// and takes as long.
	if !secrets.PasswordMatches(u.PasswordHash, password) {
		return models.User{}, models.ErrSignIn
	}
	return u, nil
}
