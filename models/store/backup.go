package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"callboard/models/store/sqldb"
)

// ErrBackUpMySQL says how a database is backed up that is not SQLite's.
var ErrBackUpMySQL = errors.New("this copies SQLite only; back MySQL and MariaDB up with their own tools, " +
	"such as mysqldump --single-transaction or mariadb-backup")

// Backup copies the SQLite database that o names to file, while it is used, and
// returns how many bytes that has. What was accepted before is in it. The tables are
// copied as they are, not brought up to date first: so a newer program can back up
// what an older one has left.
func Backup(ctx context.Context, o Options, file string) (bytes int64, err error) {
	if o.Database != "" {
		return 0, ErrBackUpMySQL
	}
	if err := sqldb.Backup(ctx, o.Dir, file); err != nil {
		return 0, err
	}
	written, err := os.Stat(file)
	if err != nil {
		return 0, fmt.Errorf("look at the backup: %w", err)
	}
	return written.Size(), nil
}
