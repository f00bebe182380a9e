package store

import (
	"context"
	"fmt"

	"callboard/models"
)

// Subscribers returns the callbacks of a company that an event may concern:
// all that are not deleted and have not ended more than 7 days ago; with
// them the company's and locations' states.
func (s *Store) Subscribers(ctx context.Context, company models.ID) (models.Subscribers, error) {
	db := s.db.WithContext(ctx)
	var a models.Subscribers
	if err := db.Where("id = ? AND deleted_at = 0", company).Take(&a.Company).Error; err != nil {
		return models.Subscribers{}, fmt.Errorf("read company %s: %w", company, orNotFound(err))
	}
	var locations []models.Location
	if err := db.Where("company_id = ? AND deleted_at = 0", company).Find(&locations).Error; err != nil {
		return models.Subscribers{}, fmt.Errorf("read locations of company %s: %w", company, err)
	}
	a.Locations = make(map[models.ID]models.Location, len(locations))
	for _, l := range locations {
		a.Locations[l.ID] = l
	}
	callbacks, err := s.loadCallbacks(db.Where("company_id = ? AND deleted_at = 0", company).
		Where("(end_at = 0 OR end_at > ?)", s.now()-models.LoggedAfterEnd).Order("id"))
	if err != nil {
		return models.Subscribers{}, fmt.Errorf("read callbacks of company %s: %w", company, err)
	}
	a.Callbacks = callbacks
	return a, nil
}
