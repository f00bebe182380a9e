package store

import (
	"context"

	"callboard/models"
)

// checkCondition notes what keeps the condition of c from being one. One that
// old had already was looked at before.
func (s *Store) checkCondition(ctx context.Context, c, old models.Callback, found *models.Problems) {
	text := c.Settings.Condition
	if text == "" || text == old.Settings.Condition || found.On("condition") != "" || s.o.Condition == nil {
		return
	}
	if err := s.o.Condition(ctx, text); err != nil {
		found.Note("condition", models.Malformed, err.Error())
	}
}
