package store

import (
	"context"

	"callboard/models"
)

// Record returns one living record by its public id.
func (s *Store) RecordByID(ctx context.Context, in models.Scope, resource, publicID string) (models.Record, error) {
	return models.Record{}, errNotBuilt
}

// Summary counts what belongs to o (zero: everything), or to one callback.
func (s *Store) Summary(ctx context.Context, in models.Scope, o models.Owner, callback models.ID) (models.Summary, error) {
	return models.Summary{}, errNotBuilt
}
