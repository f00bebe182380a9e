package sqldb

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

//go:embed migrations/mysql/*.sql migrations/sqlite/*.sql
var migrationFiles embed.FS

// Migrate runs the migrations that db has not had yet: the files of its
// dialect, in the order of their names. It refuses a database that has had
// migrations this program does not know. Only one program at a time may call
// it on a database: see Open, which holds the lock.
func Migrate(db *gorm.DB) error { return migrate(db, migrationFiles) }

func migrate(db *gorm.DB, from fs.FS) error {
	files, err := fs.Glob(from, "migrations/"+db.Name()+"/*.sql")
	if err != nil {
		return err
	}
	if err := db.Exec("CREATE TABLE IF NOT EXISTS migrations (id VARCHAR(100) PRIMARY KEY)").Error; err != nil {
		return fmt.Errorf("make the table of migrations: %w", err)
	}
	var done []string
	if err := db.Table("migrations").Order("id").Pluck("id", &done).Error; err != nil {
		return fmt.Errorf("read which migrations were run: %w", err)
	}
	for _, id := range done {
		if !slices.Contains(files, "migrations/"+db.Name()+"/"+id+".sql") {
			return newerThan(db, done, files)
		}
	}
	for _, file := range files {
		id := strings.TrimSuffix(path.Base(file), ".sql")
		if slices.Contains(done, id) {
			continue
		}
		text, err := fs.ReadFile(from, file)
		if err == nil {
			err = db.Transaction(func(tx *gorm.DB) error { return runMigration(tx, id, string(text)) })
		}
		if err != nil {
			return fmt.Errorf("run the migration %s: %w", id, err)
		}
	}
	return nil
}

// NewerError says that a newer Callboard has brought the database up to date.
type NewerError struct {
	Version string // of the program that opened it last, "" where it noted none
	Own     string // the version of this program
	Step    string // the last migration that the database has had
	Known   string // the last one that this program knows
}

func (e NewerError) Error() string {
	return fmt.Sprintf("its tables are those of a newer Callboard (version %s, migration %s) than this one (version %s, migration %s): "+
		"start the newer program, or put the backup from before the upgrade in its place",
		cmp.Or(e.Version, "unknown"), e.Step, cmp.Or(e.Own, "unknown"), e.Known)
}

// newerThan returns the error of a database that has had a migration which is not
// among files.
func newerThan(db *gorm.DB, done, files []string) error {
	e := NewerError{Step: done[len(done)-1], Known: strings.TrimSuffix(path.Base(files[len(files)-1]), ".sql")}
	var versions []string
	if db.Table("settings").Where("name = ?", VersionSetting).Pluck("value", &versions).Error == nil && len(versions) > 0 {
		e.Version = versions[0]
	}
	return e
}

// VersionSetting is the setting that holds the version of the program that has opened
// the database last: an older one does not get that far.
const VersionSetting = "version"

// runMigration executes the statements of a migration and notes its id. SQLite
// takes all of that or nothing. MySQL commits at each statement that changes a
// table: a migration that was cut off there is run again from its beginning,
// and what it finds done is passed over.
func runMigration(tx *gorm.DB, id, text string) error {
	for statement := range strings.SplitSeq(text, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if err := tx.Exec(statement).Error; err != nil && !isDone(statement, err) {
			return err
		}
	}
	return tx.Exec("INSERT INTO migrations (id) VALUES (?)", id).Error
}

// isDone says that MySQL refused a statement because it has executed it before:
// what it adds is there, or what it renames or drops is gone.
func isDone(statement string, err error) bool {
	refused, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return false
	}
	switch refused.Number {
	case 1060, 1061: // the column, the index is there
		return true
	case 1054, 1091: // no such column; nothing to drop
		return strings.Contains(statement, "RENAME COLUMN") || strings.Contains(statement, "DROP ")
	case 1050, 1146: // there is such a table; no such table
		return strings.Contains(statement, "RENAME TO")
	}
	return false
}
