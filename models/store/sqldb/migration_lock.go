package sqldb

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// migrateTime is the longest that one step of a migration may take.
const migrateTime = 6 * time.Hour

// How long a program may stay silent before another one takes over the
// migration, and how often it says that it lives.
const (
	migrateLease = 30 * time.Second
	migrateRenew = 5 * time.Second
)

// The lock is a row and not GET_LOCK, because each node of a cluster has
// locks of its own. Its clock is the database's.
const (
	lockTable = `CREATE TABLE IF NOT EXISTS migration_lock (
  id TINYINT NOT NULL, holder VARCHAR(32) NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (id)) ENGINE=InnoDB`
	lockRow  = "INSERT IGNORE INTO migration_lock (id, holder, until) VALUES (1, '', 0)"
	lockTake = `UPDATE migration_lock SET holder = ?, until = UNIX_TIMESTAMP() + ?
  WHERE id = 1 AND (holder IN ('', ?) OR until < UNIX_TIMESTAMP())`
	lockFree = "UPDATE migration_lock SET holder = '', until = 0 WHERE id = 1 AND holder = ?"
)

// migrateMySQL makes the pending steps while it holds the lock row.
func migrateMySQL(ctx context.Context, db *DB) (err error) {
	for _, statement := range []string{lockTable, lockRow} {
		if err := exec(ctx, db, statement); err != nil {
			return fmt.Errorf("make the migration lock: %w", err)
		}
	}
	holder := rand.Text()
	if err := takeLock(ctx, db.WithContext(ctx), holder); err != nil {
		return err
	}
	renewal, stop := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		renewLock(renewal, db.DB, holder)
	}()
	err = Migrate(db.WithContext(ctx))
	stop()
	<-renewed
	return errors.Join(err, exec(ctx, db, lockFree, holder))
}

// exec executes a statement, again when it had to give way to another.
func exec(ctx context.Context, db *DB, statement string, values ...any) error {
	return db.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(statement, values...).Error })
}

// takeLock waits until the lock row is free, and takes it.
func takeLock(ctx context.Context, db *gorm.DB, holder string) error {
	for {
		done := db.Exec(lockTake, holder, int(migrateLease.Seconds()), holder)
		if done.Error != nil && !RolledBack(done.Error) {
			return fmt.Errorf("take the migration lock: %w", done.Error)
		}
		if done.Error == nil && done.RowsAffected == 1 {
			return nil
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return fmt.Errorf("wait for another program's migration: %w", err)
		}
	}
}

// renewLock keeps the lock row until ctx ends. A renewal that fails is made
// up for by the next one.
func renewLock(ctx context.Context, db *gorm.DB, holder string) {
	for pause(ctx, migrateRenew) == nil {
		db.WithContext(ctx).Exec(lockTake, holder, int(migrateLease.Seconds()), holder)
	}
}

// pause waits for d, or returns why ctx ended before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
