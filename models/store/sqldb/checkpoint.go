package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// WALSize is how many bytes the log that SQLite writes ahead may have before
// Checkpoint empties it. SQLite empties it by itself as long as it finds a moment
// in which nobody reads the old pages; a long question, a backup above all, lets it
// grow.
const WALSize = 16 << 20

// checkpointPatience is how long those who write are held up at most by the end of a
// checkpoint that waits for somebody who reads.
const checkpointPatience = 100 * time.Millisecond

// Checkpoint empties SQLite's log when it has grown above WALSize: most of it is
// written to the database while others write on, and only the rest holds them up.
// It says whether the log is small now; false means that somebody still reads the
// old pages, and it shall be tried again. On MySQL there is nothing to do.
func (db *DB) Checkpoint(ctx context.Context) (small bool, err error) {
	if db.writing == nil {
		return true, nil
	}
	wal, err := os.Stat(db.path + "-wal")
	if errors.Is(err, fs.ErrNotExist) || err == nil && wal.Size() <= WALSize {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at the log of the database: %w", err)
	}
	pool, err := db.DB.DB()
	if err != nil {
		return false, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("empty the log of the database: %w", err)
	}
	small, err = db.checkpointWith(ctx, conn)
	return small, errors.Join(err, conn.Close())
}

// checkpointWith is Checkpoint of a log that has grown.
func (db *DB) checkpointWith(ctx context.Context, conn *sql.Conn) (small bool, err error) {
	if _, err := checkpoint(ctx, conn, "PASSIVE"); err != nil {
		return false, err
	}
	select {
	case db.writing <- struct{}{}:
		defer func() { <-db.writing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if err := busyTimeout(ctx, conn, checkpointPatience); err != nil {
		return false, err
	}
	small, err = checkpoint(ctx, conn, "TRUNCATE")
	return small, errors.Join(err, busyTimeout(context.WithoutCancel(ctx), conn, writerPatience))
}

// checkpoint makes one, and says whether it was whole.
func checkpoint(ctx context.Context, conn *sql.Conn, mode string) (whole bool, err error) {
	var busy, frames, written int
	err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &written)
	if err != nil {
		return false, fmt.Errorf("empty the log of the database: %w", err)
	}
	return busy == 0, nil
}

// busyTimeout sets how long a connection waits for others.
func busyTimeout(ctx context.Context, conn *sql.Conn, d time.Duration) error {
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout(%d)", d.Milliseconds())); err != nil {
		return fmt.Errorf("set how long to wait for the database: %w", err)
	}
	return nil
}
