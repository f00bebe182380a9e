package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/logbook"
)

// PageSize is the number of rows of one page of the log.
const PageSize = logbook.PageSize

// Deliveries returns one page of the log. A filter that names what does not
// exist within the scope shows nothing.
func (s *Store) Deliveries(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Page, error) {
	return s.log(in).Page(ctx, f)
}

// DeliveryCounts counts the deliveries of a filter by status, leaving the
// filter's own status out, so that each can be chosen.
func (s *Store) DeliveryCounts(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Counts, error) {
	return s.log(in).Counts(ctx, f)
}

// Delivery returns one delivery.
func (s *Store) Delivery(ctx context.Context, in models.Scope, id models.ID) (deliverylog.Row, error) {
	return s.log(in).Row(ctx, id)
}

// Attempts returns all attempts of a delivery, newest first.
func (s *Store) Attempts(ctx context.Context, in models.Scope, delivery models.ID) ([]models.Attempt, error) {
	return s.log(in).Attempts(ctx, delivery)
}

func (s *Store) log(in models.Scope) logbook.Log {
	return logbook.Log{DB: s.db, Scope: in, Now: s.Now}
}

// Event returns one event of a company by its public id.
func (s *Store) Event(ctx context.Context, in models.Scope, company models.ID, publicID string) (models.Event, error) {
	if !models.MayBePublicID(publicID) {
		return models.Event{}, models.ErrNotFound
	}
	return oneEvent(s.db.WithContext(ctx).Where("company_id = ? AND public_id = ?", company, publicID), in)
}

// EventByID returns one event by its row id.
func (s *Store) EventByID(ctx context.Context, in models.Scope, id models.ID) (models.Event, error) {
	return oneEvent(s.db.WithContext(ctx).Where("id = ?", id), in)
}

func oneEvent(q *gorm.DB, in models.Scope) (models.Event, error) {
	var e models.Event
	if err := within(q, in).Take(&e).Error; err != nil {
		return models.Event{}, one(err)
	}
	return e, nil
}
