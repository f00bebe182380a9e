package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"callboard/models/store/sqldb"
)

// noteVersion keeps the version of the program that has opened the database, for an
// older one that is started on it later. "" keeps nothing.
func noteVersion(ctx context.Context, db *sqldb.DB, version string) error {
	if version == "" {
		return nil
	}
	err := db.Tx(ctx, func(tx *gorm.DB) error { return keepSetting(tx, setting{sqldb.VersionSetting, version}) })
	if err != nil {
		return fmt.Errorf("note the version of the program: %w", err)
	}
	return nil
}
