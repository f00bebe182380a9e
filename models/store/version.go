package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models/store/sqldb"
)

// noteVersion keeps the version of the program that has opened the database, for an
// older one that is started on it later. "" keeps nothing.
func noteVersion(ctx context.Context, db *sqldb.DB, version string) error {
	if version == "" {
		return nil
	}
	kept := setting{sqldb.VersionSetting, version}
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"})}).
			Create(&kept).Error
	})
	if err != nil {
		return fmt.Errorf("note the version of the program: %w", err)
	}
	return nil
}
