package store

import (
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
)

// addBatchOwners notes on the attempts of batches whose deliveries they carried: of
// those of other locations the asker may see nothing. What is no longer in the
// log counts as the company's.
func addBatchOwners(db *gorm.DB, attempts []models.Attempt, batches []models.ID) error {
	if len(batches) == 0 {
		return nil
	}
	var formed []models.Batch
	if err := db.Where("id IN ?", batches).Find(&formed).Error; err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	var found []struct {
		BatchID, LocationID models.ID
		N                   int
	}
	err := db.Table("batch_members AS m").Joins("JOIN deliveries AS d ON d.id = m.delivery_id").Where("m.batch_id IN ?", batches).
		Select("m.batch_id, d.location_id, COUNT(*) AS n").Group("m.batch_id, d.location_id").Scan(&found).Error
	if err != nil {
		return fmt.Errorf("read whose deliveries were in batches: %w", err)
	}
	for _, batch := range formed {
		left, owners := batch.Size, []models.Owner{}
		for _, one := range found {
			if one.BatchID == batch.ID {
				left -= one.N
				owners = append(owners, models.Owner{CompanyID: batch.CompanyID, LocationID: one.LocationID})
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
