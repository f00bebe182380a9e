package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
)

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
