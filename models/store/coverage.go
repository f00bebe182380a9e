package store

import (
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// checkCoverage returns Problems when c covers a location that does not belong to
// its company, or replaces a callback that it cannot replace.
func checkCoverage(tx *gorm.DB, c models.Callback) error {
	var problems models.Problems
	if listed := c.Settings.Coverage.Locations; len(listed) > 0 {
		var n int64
		err := tx.Model(&models.Location{}).Where("company_id = ? AND deleted_at = 0 AND id IN ?", c.CompanyID, listed).Count(&n).Error
		if err != nil {
			return fmt.Errorf("read the locations that a callback covers: %w", err)
		}
		if int(n) < len(listed) {
			problems.Note("coverage", models.NotListed, "Select locations of this company")
		}
	}
	if c.Settings.Replaces != 0 {
		var others []models.Callback
		err := tx.Where("id = ? AND company_id = ? AND location_id = 0 AND deleted_at = 0", c.Settings.Replaces, c.CompanyID).Find(&others).Error
		if err != nil {
			return fmt.Errorf("read the callback that another replaces: %w", err)
		}
		if len(others) == 0 || !others[0].Kind.Traits().Wide {
			problems.Note("replaces", models.NotListed, "Select a callback of the company")
		}
	}
	return problems.Err()
}
