package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
)

// EndCallback ends a callback now and cancels its deliveries that wait for an
// attempt, unless keepWaiting. A callback that has ended stays as it is.
func (s *Store) EndCallback(ctx context.Context, by models.Access, publicID string, keepWaiting bool) (models.Callback, error) {
	return s.alter(ctx, by, publicID, "callback.end", func(tx *gorm.DB, c *models.Callback) error {
		now := s.now()
		if c.Ended(now) {
			return errNoChange
		}
		if err := requireUnsubscribed(tx, *c); err != nil {
			return err
		}
		c.EndAt, c.EndedAt, c.KeepWaiting = models.Minute(now), now, keepWaiting
		c.StartAt = min(c.StartAt, c.EndAt)
		c.NameKey, c.URLKey = nil, nil
		if keepWaiting {
			return nil
		}
		return cancel(tx, *c, models.CancelledByEnd, by.Actor.Name, now)
	})
}

// DeleteCallback deletes a callback and cancels its deliveries that wait for an
// attempt. The log keeps its name.
func (s *Store) DeleteCallback(ctx context.Context, by models.Access, publicID string) error {
	_, err := s.alter(ctx, by, publicID, "callback.delete", func(tx *gorm.DB, c *models.Callback) error {
		if err := requireUnsubscribed(tx, *c); err != nil {
			return err
		}
		c.DeletedAt = s.now()
		c.NameKey, c.URLKey = nil, nil
		return cancel(tx, *c, models.CancelledByDelete, by.Actor.Name, c.DeletedAt)
	})
	return err
}
