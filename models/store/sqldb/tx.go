package sqldb

import (
	"context"
	"errors"
	"time"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"callboard/models"
)

// The bounds of repeating a transaction that the database rolled back.
const (
	tries   = 12
	tryTime = 30 * time.Second
)

// Tx runs fn in a transaction, and repeats the whole of it, after a random
// pause, when the database rolled it back for the sake of another one. fn may
// run several times: it must change nothing but the database.
func (db *DB) Tx(ctx context.Context, fn func(tx *gorm.DB) error) error {
	start, backoff := time.Now(), models.Backoff{First: 10 * time.Millisecond, Most: 80 * time.Millisecond}
	for try := 1; ; try++ {
		err := db.once(ctx, fn)
		if err == nil {
			db.outage.succeeded()
		}
		if !RolledBack(err) {
			return err
		}
		if try == tries || time.Since(start) > tryTime {
			db.outage.note(err)
			return err
		}
		if backoff.Wait(ctx) != nil {
			return err
		}
	}
}

// once runs fn in one transaction, on SQLite when those that came before have
// ended.
func (db *DB) once(ctx context.Context, fn func(tx *gorm.DB) error) error {
	if db.writing != nil {
		select {
		case db.writing <- struct{}{}:
			defer func() { <-db.writing }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return db.WithContext(ctx).Transaction(fn)
}

// SQLite's primary result codes: another connection holds the database, its disk
// does not take it, or what is there is none.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIO         = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCannotOpen = 14
	sqliteNoDatabase = 26
)

// RolledBack says that err means: nothing was changed, because another
// transaction was in the way, and the same may well succeed now.
func RolledBack(err error) bool {
	if my, ok := errors.AsType[*mysql.MySQLError](err); ok {
		switch my.Number {
		case 1213, // deadlock, or a cluster's certification failure
			1205,                         // lock wait timeout
			8002, 8005, 8022, 8028, 9007: // TiDB's conflicts
			return true
		}
		return false
	}
	if lite, ok := errors.AsType[*gosqlite.Error](err); ok {
		code := lite.Code() & 0xff
		return code == sqliteBusy || code == sqliteLocked
	}
	return false
}
