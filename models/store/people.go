package store

import (
	"context"

	"callboard/models"
)

// HasUsers says whether anybody can sign in yet.
func (s *Store) HasUsers(ctx context.Context) (bool, error) { return false, errNotBuilt }

// CreateFirstUser makes the first admin, and returns ErrConflict when there
// is a user already.
func (s *Store) CreateFirstUser(ctx context.Context, email, password string) (models.User, error) {
	return models.User{}, errNotBuilt
}

// CreateUser makes a user with one grant.
func (s *Store) CreateUser(ctx context.Context, by models.Access, email, password string, grant models.Grant) (models.User, error) {
	return models.User{}, errNotBuilt
}

// SignIn returns the user with this e-mail and password. ErrSignIn when they
// do not match, TooManyError after five failures within 15 minutes.
func (s *Store) SignIn(ctx context.Context, email, password, address string) (models.User, error) {
	return models.User{}, errNotBuilt
}

// Managers returns the e-mails of those who hold p for what belongs to o.
func (s *Store) Managers(ctx context.Context, o models.Owner, p models.Permission) ([]string, error) {
	return nil, errNotBuilt
}

// StartSession opens a session and returns its token.
func (s *Store) StartSession(ctx context.Context, user models.ID, address, agent string) (token string, err error) {
	return "", errNotBuilt
}

// SessionUser returns the user of a live session and notes that it was seen;
// ErrNotFound when the session is unknown, idle for 12 hours or 7 days old.
func (s *Store) SessionUser(ctx context.Context, token string) (models.User, error) {
	return models.User{}, errNotBuilt
}

// EndSession signs out.
func (s *Store) EndSession(ctx context.Context, token string) error { return errNotBuilt }

// CreateKey makes an API key and returns it in clear, for the only time.
func (s *Store) CreateKey(ctx context.Context, by models.Access, k *models.APIKey) (clear string, err error) {
	return "", errNotBuilt
}

// KeyByToken returns the live key and notes its use; ErrNotFound otherwise.
func (s *Store) KeyByToken(ctx context.Context, clear, address string) (models.APIKey, error) {
	return models.APIKey{}, errNotBuilt
}
