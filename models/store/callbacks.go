package store

import (
	"context"

	"callboard/models"
)

// CallbackFilter says which callbacks a list shows. Zero fields do not filter.
type CallbackFilter struct {
	Kind     models.Kind
	Company  models.ID
	Location models.ID // of this location alone
	OnlyWide bool      // those of the company as a whole alone
	Live     bool      // leave out those that have ended
}

// Callbacks lists callbacks, oldest first, with their types.
func (s *Store) Callbacks(ctx context.Context, in models.Scope, f CallbackFilter) ([]models.Callback, error) {
	return nil, errNotBuilt
}

// Callback returns one callback with its types by its public id, ended ones
// too, deleted ones not.
func (s *Store) Callback(ctx context.Context, in models.Scope, publicID string) (models.Callback, error) {
	return models.Callback{}, errNotBuilt
}

// CreateCallback checks and stores c; it makes its ids. Problems when it
// cannot be stored, OverlapError when its range is taken.
func (s *Store) CreateCallback(ctx context.Context, by models.Access, c *models.Callback) error {
	return errNotBuilt
}

// UpdateCallback stores c over the version it was read at. Problems,
// OverlapError, EndedError, or ErrConflict when somebody was faster. An empty
// c.Secrets keeps the stored secrets.
func (s *Store) UpdateCallback(ctx context.Context, by models.Access, c *models.Callback) error {
	return errNotBuilt
}

// EndCallback closes the range of a callback now and cancels what waits,
// unless keepWaiting. A callback that has ended stays as it is.
func (s *Store) EndCallback(ctx context.Context, by models.Access, publicID string, keepWaiting bool) (models.Callback, error) {
	return models.Callback{}, errNotBuilt
}

// DeleteCallback takes a callback away for good and cancels what waits. The
// log keeps its name.
func (s *Store) DeleteCallback(ctx context.Context, by models.Access, publicID string) error {
	return errNotBuilt
}

// PauseCallback holds the deliveries of a callback back. EndedError when it
// has ended.
func (s *Store) PauseCallback(ctx context.Context, by models.Access, publicID, reason string) (models.Callback, error) {
	return models.Callback{}, errNotBuilt
}

// ResumeCallback lets held deliveries go, and returns how many.
func (s *Store) ResumeCallback(ctx context.Context, by models.Access, publicID string) (released int, err error) {
	return 0, errNotBuilt
}

// Waiting counts the deliveries of a callback that are not settled, and those
// of them that are held.
func (s *Store) Waiting(ctx context.Context, in models.Scope, callback models.ID) (waiting, held int, err error) {
	return 0, 0, errNotBuilt
}
