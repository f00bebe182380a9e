package sqldb

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net"

	"github.com/glebarez/go-sqlite"
	gormsqlite "github.com/glebarez/sqlite"
	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"

	"callboard/models"
)

// The dialects of GORM, telling besides that a database is away. GORM shows
// them every error, that of a commit too.
type (
	sqliteDialect struct{ *gormsqlite.Dialector }
	mysqlDialect  struct{ *gormmysql.Dialector }
)

// Translate puts an error of SQLite into the terms of GORM and of the models.
func (d sqliteDialect) Translate(err error) error { return unlessAway(err, d.Dialector.Translate) }

// Translate puts an error of MySQL into the terms of GORM and of the models.
func (d mysqlDialect) Translate(err error) error { return unlessAway(err, d.Dialector.Translate) }

func unlessAway(err error, translate func(error) error) error {
	switch {
	case errors.Is(err, models.ErrAway):
		return err
	case away(err):
		return fmt.Errorf("%w: %w", models.ErrAway, err)
	}
	return translate(err)
}

// away says that err is no fault of the statement: the database cannot be
// reached or has no room just now, and the same may well succeed later.
func away(err error) bool {
	if RolledBack(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) {
		return true
	}
	if _, network := errors.AsType[net.Error](err); network {
		return true
	}
	if my, ok := errors.AsType[*mysql.MySQLError](err); ok {
		switch my.Number {
		case 1040, 1203, // too many connections
			1047,       // a node of a cluster that is not ready
			1053, 1077, // the server shuts down
			1180,       // error during commit
			1290, 1836, // a server that only reads, while another takes over
			1927,             // the connection was killed
			1021, 1041, 1114: // no room on the disk, in memory, in a table
			return true
		}
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqliteReadOnly, sqliteIO, sqliteFull, sqliteCannotOpen:
			return true
		}
	}
	return false
}
