package store

import (
	"context"

	"gorm.io/gorm"

	"callboard/models"
)

// ReplaceCallback stores c, new or changed, as CreateCallback and UpdateCallback do,
// and ends the other callback when c starts, so that the two do not overlap: both,
// or nothing. Another callback that c does not compete with stays as it is.
func (s *Store) ReplaceCallback(ctx context.Context, by models.Access, c *models.Callback, other string) error {
	if c.Version == 0 {
		return s.create(ctx, by, c, s.endOther(by, other))
	}
	return s.update(ctx, by, c, s.endOther(by, other))
}

// endOther returns the step that ends another callback when the next one starts.
func (s *Store) endOther(by models.Access, other string) step {
	return func(tx *gorm.DB, next models.Callback) error {
		before, err := s.oneCallback(within(tx.Where("public_id = ? AND deleted_at = 0", other), by.Scope))
		if err != nil {
			return err
		}
		if !competes(before, next) || before.StartAt >= next.StartAt {
			return nil
		}
		after := before
		after.EndAt, after.Version, after.UpdatedAt = next.StartAt, before.Version+1, s.now()
		if err := storeCallback(tx, after); err != nil {
			return err
		}
		return s.auditCallback(tx, by, "callback.update", &before, after)
	}
}

// competes says that two callbacks may not be active at the same time.
func competes(a, b models.Callback) bool {
	return a.Kind.Traits().Exclusive && a.Kind == b.Kind && a.ID != b.ID && a.Owner() == b.Owner() &&
		a.Trigger().Type == b.Trigger().Type && a.Trigger().FilterValue == b.Trigger().FilterValue && a.Overlaps(b)
}
