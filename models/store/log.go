package store

import (
	"context"

	"callboard/models"
)

// PageSize is the number of rows of one page of the log.
const PageSize = 50

// Deliveries returns one page of the log.
func (s *Store) Deliveries(ctx context.Context, in models.Scope, f models.DeliveryFilter) (models.DeliveryPage, error) {
	return models.DeliveryPage{}, errNotBuilt
}

// DeliveryCounts counts the deliveries of a filter by status, leaving the
// filter's own status out, so that each can be chosen.
func (s *Store) DeliveryCounts(ctx context.Context, in models.Scope, f models.DeliveryFilter) (models.Counts, error) {
	return models.Counts{}, errNotBuilt
}

// Delivery returns one delivery.
func (s *Store) Delivery(ctx context.Context, in models.Scope, id models.ID) (models.DeliveryRow, error) {
	return models.DeliveryRow{}, errNotBuilt
}

// Attempts returns all attempts of a delivery, newest first.
func (s *Store) Attempts(ctx context.Context, in models.Scope, delivery models.ID) ([]models.Attempt, error) {
	return nil, errNotBuilt
}

// Event returns one event of a company by its public id.
func (s *Store) Event(ctx context.Context, in models.Scope, company models.ID, publicID string) (models.Event, error) {
	return models.Event{}, errNotBuilt
}

// EventByID returns one event by its row id.
func (s *Store) EventByID(ctx context.Context, in models.Scope, id models.ID) (models.Event, error) {
	return models.Event{}, errNotBuilt
}

// Resend gives a delivery a fresh plan that starts now; attempt numbers go
// on. ErrConflict while a request is in flight, EndedError never: an ended
// callback may be resent to.
func (s *Store) Resend(ctx context.Context, by models.Access, id models.ID) error {
	return errNotBuilt
}

// CancelDelivery stops what is still planned. ErrConflict when nothing is.
func (s *Store) CancelDelivery(ctx context.Context, by models.Access, id models.ID) error {
	return errNotBuilt
}
