package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// PauseCallback pauses a callback, so that its deliveries are held. One that is
// paused stays as it is. EndedError when it has ended.
func (s *Store) PauseCallback(ctx context.Context, by models.Access, publicID, reason string) (models.Callback, error) {
	return s.alter(ctx, by, publicID, "callback.pause", func(tx *gorm.DB, c *models.Callback) error {
		switch {
		case c.Ended(s.now()):
			return models.EndedError{PublicID: c.PublicID}
		case c.Paused():
			return errNoChange
		}
		c.PausedAt, c.PauseReason = s.now(), models.Shorten(strings.TrimSpace(reason), models.PauseReasonLimit)
		return hold(tx, *c, models.HeldPaused)
	})
}

// ResumeCallback makes the deliveries due that were held by a pause, and returns how
// many. An ended callback can be resumed: what it still had to send is sent then.
func (s *Store) ResumeCallback(ctx context.Context, by models.Access, publicID string) (released int, err error) {
	_, err = s.alter(ctx, by, publicID, "callback.resume", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		if !c.Paused() {
			return errNoChange
		}
		c.PausedAt, c.PauseReason = 0, ""
		n, err := s.release(tx, *c, models.HeldPaused)
		released = n
		return err
	})
	if err != nil {
		return 0, err
	}
	return released, nil
}
