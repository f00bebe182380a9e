package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// PauseCallback holds the deliveries of a callback back. One that is paused
// stays as it is. EndedError when it has ended.
func (s *Store) PauseCallback(ctx context.Context, by models.Access, publicID, reason string) (models.Callback, error) {
	return s.alter(ctx, alteration{by, publicID, "callback.pause", func(tx *gorm.DB, c *models.Callback) error {
		switch {
		case c.Ended(s.now()):
			return models.EndedError{PublicID: c.PublicID}
		case c.Paused():
			return errAsItIs
		}
		c.PausedAt, c.PauseReason = s.now(), models.Shorten(strings.TrimSpace(reason), models.PauseReasonLimit)
		return hold(tx, *c, models.HeldPaused)
	}})
}

// ResumeCallback lets held deliveries go, and returns how many. An ended
// callback can be resumed: what was kept waiting is sent then.
func (s *Store) ResumeCallback(ctx context.Context, by models.Access, publicID string) (released int, err error) {
	_, err = s.alter(ctx, alteration{by, publicID, "callback.resume", func(tx *gorm.DB, c *models.Callback) error {
		released = 0
		if !c.Paused() {
			return errAsItIs
		}
		c.PausedAt, c.PauseReason = 0, ""
		n, err := s.release(tx, *c, models.HeldPaused)
		released = n
		return err
	}})
	if err != nil {
		return 0, err
	}
	return released, nil
}
