// Package sqldb opens the SQL databases that Callboard runs on, SQLite and MySQL,
// keeps their differences from everybody else, and brings their tables up to date.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/glebarez/sqlite"
	"github.com/gofrs/flock"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// DB is an open database.
type DB struct {
	*gorm.DB
	// writing is held by the transaction that runs on SQLite, which takes one at
	// a time; nil on MySQL. SQLite itself would let those who wait sleep for a
	// while each time, with a connection in their hands that a reader could use.
	writing chan struct{}
	path    string // of the SQLite file
	outage  *outage
}

// DatabaseFile is the name of the SQLite file in the data folder.
const DatabaseFile = "callboard.db"

// writerPatience is how long a statement of SQLite waits for another connection.
const writerPatience = 10 * time.Second

// Open opens the database at address, which ParseURL reads, or the SQLite
// file of the folder dir when address is "", and brings its tables up to date. The
// error is a sentence for whoever starts the program. Several programs may do so at once.
func Open(ctx context.Context, address, dir string) (*DB, error) {
	if address == "" {
		return openUpToDate(ctx, dir)
	}
	config, err := ParseURL(address)
	if err != nil {
		return nil, err
	}
	patient := config.Clone() // a table of many rows takes its time to change
	patient.ReadTimeout = migrateTime
	db, err := openMySQL(patient)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(migrateMySQL(ctx, db), db.Close()); err != nil {
		return nil, explain(err, config)
	}
	return openMySQL(config)
}

// openUpToDate opens the SQLite file of dir, holding back other programs that
// open it until its tables are there.
func openUpToDate(ctx context.Context, dir string) (*DB, error) {
	lock := flock.New(filepath.Join(dir, "migrate.lock"), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	path := filepath.Join(dir, DatabaseFile)
	if err := private(path, 0); err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	db, err := openSQLite(path)
	if err != nil {
		return nil, errors.Join(explainFile(err, path), lock.Unlock())
	}
	if err := errors.Join(explainFile(Migrate(db.WithContext(ctx)), path), lock.Unlock()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close closes all connections.
func (db *DB) Close() error {
	pool, err := db.DB.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// openSQLite opens a file. Transactions begin as writers, so that none of
// them reads what another changes before it writes; every commit is on disk.
func openSQLite(path string) (*DB, error) {
	file, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	options := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", writerPatience.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(OFF)",
		fmt.Sprintf("journal_size_limit(%d)", WALSize),
	}}
	address := url.URL{Scheme: "file", Path: file, RawQuery: options.Encode()}
	pool, err := sql.Open(sqlite.DriverName, address.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(8)
	pool.SetMaxIdleConns(8)
	outage := &outage{}
	db, err := open(pool, sqliteDialect{&sqlite.Dialector{Conn: pool}, outage})
	if err != nil {
		return nil, err
	}
	return &DB{DB: db, writing: make(chan struct{}, 1), path: file, outage: outage}, nil
}

// open gives a pool to GORM. Its logger is silent, because it would write
// values; errors are returned instead.
func open(pool *sql.DB, dialect gorm.Dialector) (*gorm.DB, error) {
	config := gorm.Config{Logger: logger.Discard, TranslateError: true, SkipDefaultTransaction: true}
	db, err := gorm.Open(dialect, &config)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	if err := db.Callback().Row().After("gorm:row").Register("row errors", showRowError); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// showRowError shows the dialect the error of a raw question, as GORM does
// with all others.
func showRowError(db *gorm.DB) {
	err := db.Error
	db.Error = nil
	_ = db.AddError(err)
}
