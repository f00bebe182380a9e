package store

import (
	"context"
	"fmt"

	"callboard/models"
)

// addLocations fills in the locations of tasks whose condition is still to be asked.
func (s *Store) addLocations(ctx context.Context, tasks []Task) error {
	var ids []models.ID
	asks := func(t Task) bool {
		return t.Delivery.ConditionState == models.ConditionPending && t.Delivery.LocationID != 0
	}
	for _, t := range tasks {
		if asks(t) {
			ids = append(ids, t.Delivery.LocationID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var found []models.Location
	if err := s.db.WithContext(ctx).Where("id IN ?", sortedUnique(ids)).Find(&found).Error; err != nil {
		return fmt.Errorf("read locations of claimed deliveries: %w", err)
	}
	locations := mapByID(found, func(l models.Location) models.ID { return l.ID })
	for i, t := range tasks {
		if asks(t) {
			tasks[i].Location = locations[t.Delivery.LocationID]
		}
	}
	return nil
}
