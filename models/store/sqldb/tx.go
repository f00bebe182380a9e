package sqldb

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
)

// The bounds of repeating a transaction that the database rolled back.
const (
	tries   = 12
	tryTime = 30 * time.Second
)

// Tx runs fn in a transaction, and repeats the whole of it, after a random
// pause, when the database rolled it back for the sake of another one. fn may
// run several times: it must change nothing but the database.
func Tx(ctx context.Context, db *gorm.DB, fn func(tx *gorm.DB) error) error {
	start := time.Now()
	for try := 1; ; try++ {
		err := inTurn(ctx, db, func() error { return db.WithContext(ctx).Transaction(fn) })
		if !RolledBack(err) || try == tries || time.Since(start) > tryTime {
			return err
		}
		longest := time.Duration(min(try, 6)) * 10 * time.Millisecond
		if pause(ctx, rand.N(longest)+time.Millisecond) != nil {
			return err
		}
	}
}

// turn is what a transaction on SQLite holds while it runs: there is one for
// a file. SQLite itself would let those who wait sleep for a while each time,
// with a connection in their hands that a reader could use.
type turn chan struct{}

// Name is the name under which GORM keeps it.
func (turn) Name() string { return "turn" }

// Initialize does nothing: GORM only has to keep it.
func (turn) Initialize(*gorm.DB) error { return nil }

// inTurn runs fn, on SQLite once the transactions that came before have ended.
func inTurn(ctx context.Context, db *gorm.DB, fn func() error) error {
	t, one := db.Plugins[turn(nil).Name()].(turn)
	if !one {
		return fn()
	}
	select {
	case t <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t }()
	return fn()
}

// SQLite's primary result codes: another connection holds the database, or
// its disk does not take it.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIO         = 10
	sqliteFull       = 13
	sqliteCannotOpen = 14
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
