package store

import (
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// addBatchOwners sets on the attempts of batches the owners of the deliveries that
// they carried, because somebody may not see those of other locations. A delivery
// that is no longer in the log counts as the company's.
func addBatchOwners(db *gorm.DB, attempts []models.Attempt, batches []models.ID) error {
	if len(batches) == 0 {
		return nil
	}
	var rows []models.Batch
	if err := db.Where("id IN ?", batches).Find(&rows).Error; err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	var counts []struct {
		BatchID, LocationID models.ID
		N                   int
	}
	err := db.Table("batch_members AS m").Joins("JOIN deliveries AS d ON d.id = m.delivery_id").Where("m.batch_id IN ?", batches).
		Select("m.batch_id, d.location_id, COUNT(*) AS n").Group("m.batch_id, d.location_id").Scan(&counts).Error
	if err != nil {
		return fmt.Errorf("read whose deliveries were in batches: %w", err)
	}
	for _, batch := range rows {
		left, owners := batch.Size, []models.Owner{}
		for _, count := range counts {
			if count.BatchID == batch.ID {
				left -= count.N
				owners = append(owners, models.Owner{CompanyID: batch.CompanyID, LocationID: count.LocationID})
			}
		}
		if left > 0 {
			owners = append(owners, models.Owner{CompanyID: batch.CompanyID})
		}
		for i := range attempts {
			if attempts[i].DeliveryID == batch.ID {
				attempts[i].Owners = owners
			}
		}
	}
	return nil
}
