package sqldb

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/go-gormigrate/gormigrate/v2"
	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

//go:embed migrations/mysql/*.sql migrations/sqlite/*.sql
var migrationFiles embed.FS

// migrate makes the steps that db has not had yet. It refuses a database that has
// had steps this program does not know. Only one program at a time may call
// it on a database: see package database, which holds the lock.
func Migrate(db *gorm.DB) error {
	steps, err := migrationSteps(migrationFiles, db.Name())
	if err != nil {
		return err
	}
	// MySQL commits by itself at each statement of a step, SQLite takes a step
	// as a whole or not at all.
	options := gormigrate.Options{
		TableName: "migrations", IDColumnName: "id", IDColumnSize: 100,
		UseTransaction: db.Name() == "sqlite", ValidateUnknownMigrations: true,
	}
	if err := gormigrate.New(db, &options, steps).Migrate(); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// migrationSteps returns one migration per file of the dialect, in their order.
func migrationSteps(from fs.FS, dialect string) ([]*gormigrate.Migration, error) {
	names, err := fs.Glob(from, "migrations/"+dialect+"/*.sql")
	if err != nil {
		return nil, err
	}
	var all []*gormigrate.Migration
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		id := strings.TrimSuffix(path.Base(name), ".sql")
		all = append(all, &gormigrate.Migration{ID: id, Migrate: runMigration(string(text))})
	}
	return all, nil
}

// runMigration executes the statements of a step one by one.
func runMigration(text string) gormigrate.MigrateFunc {
	return func(tx *gorm.DB) error {
		for statement := range strings.SplitSeq(text, ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if err := tx.Exec(statement).Error; err != nil && !isAlreadyThere(err) {
				return err
			}
		}
		return nil
	}
}

// isAlreadyThere says that a column or an index is there already: a program that
// was killed in the middle of a step had added it. Neither database has words
// for adding a column only where it is missing, nor MySQL for an index.
func isAlreadyThere(err error) bool {
	const column, key = 1060, 1061
	if duplicate, is := errors.AsType[*mysql.MySQLError](err); is {
		return duplicate.Number == column || duplicate.Number == key
	}
	return strings.Contains(err.Error(), "duplicate column name")
}
