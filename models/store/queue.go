package store

import (
	"context"
	"time"

	"callboard/models"
)

// Interested returns the callbacks of a company that an event may concern:
// all that are not deleted and have not ended more than 7 days ago; with
// them the company's and locations' states.
func (s *Store) Interested(ctx context.Context, company models.ID) (models.Audience, error) {
	return models.Audience{}, errNotBuilt
}

// Accept commits a change (nil for none), events and their deliveries in one
// transaction, or nothing of them.
func (s *Store) Accept(ctx context.Context, change *models.Change, events []models.Event, deliveries []models.Delivery) error {
	return errNotBuilt
}

// Task is a claimed delivery with all that sending it needs.
type Task struct {
	Delivery models.Delivery
	Event    models.Event
	Callback models.Callback // as it is now, with its secrets
	Company  models.Company
}

// Claim leases up to limit due deliveries to this instance, at most free(cb)
// of each callback. A lease lasts the callback's timeout and a margin.
func (s *Store) Claim(ctx context.Context, limit int, free func(callback models.ID) int) ([]Task, error) {
	return nil, errNotBuilt
}

// NextDue returns when the next delivery comes due; zero when none waits.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) { return time.Time{}, errNotBuilt }

// Result is the outcome of one leased delivery: its new state, and the
// attempt, nil when no request was made.
type Result struct {
	Delivery models.Delivery
	Attempt  *models.Attempt
	Pause    string // not "": pause the callback for this reason
}

// Record writes outcomes while their leases hold. A result whose lease is
// gone is dropped and counted in lost.
func (s *Store) Record(ctx context.Context, results []Result) (lost int, err error) {
	return 0, errNotBuilt
}

// Release gives leases back unused, so that others can take them at once.
func (s *Store) Release(ctx context.Context, ids []models.ID) error { return errNotBuilt }

// TakeOver ends this instance's leases from before a restart, so that their
// deliveries come due now.
func (s *Store) TakeOver(ctx context.Context) (int, error) { return 0, errNotBuilt }
