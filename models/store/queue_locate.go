package store

import (
	"context"
	"fmt"

	"callboard/models"
)

// addLocations fills in the locations of tasks whose condition is still to be run.
func (s *Store) addLocations(ctx context.Context, tasks []Task) error {
	var ids []models.ID
	runsCondition := func(t Task) bool {
		return t.Delivery.ConditionState == models.ConditionPending && t.Delivery.LocationID != 0
	}
	for _, t := range tasks {
		if runsCondition(t) {
			ids = append(ids, t.Delivery.LocationID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []models.Location
	if err := s.db.WithContext(ctx).Where("id IN ?", sortedUnique(ids)).Find(&rows).Error; err != nil {
		return fmt.Errorf("read locations of claimed deliveries: %w", err)
	}
	locations := mapByID(rows, func(l models.Location) models.ID { return l.ID })
	for i, t := range tasks {
		if runsCondition(t) {
			tasks[i].Location = locations[t.Delivery.LocationID]
		}
	}
	return nil
}
