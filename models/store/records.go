package store

import (
	"context"

	"callboard/models"
)

// Record returns one living record by its public id.
func (s *Store) RecordByID(ctx context.Context, in models.Scope, resource, publicID string) (models.Record, error) {
	return models.Record{}, errNotBuilt
}

// Summary is what the overview and the pages of a company, location or
// callback say about the last 24 hours, tests left out.
type Summary struct {
	Delivered, Failed, NotSent int
	Waiting, Retrying          int
	OldestDue                  models.Millis // of what waits and is not held; zero: nothing
	LastDelivered              models.Millis
}

// Summary counts what belongs to o (zero: everything), or to one callback.
func (s *Store) Summary(ctx context.Context, in models.Scope, o models.Owner, callback models.ID) (Summary, error) {
	return Summary{}, errNotBuilt
}
