package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
)

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
		return models.Event{}, orNotFound(err)
	}
	return e, nil
}
