package sqldb

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/glebarez/go-sqlite"
	gormsqlite "github.com/glebarez/sqlite"
	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"

	"callboard/models"
)

// The dialects of GORM, telling besides that a database is away. GORM shows
// them every error, that of a commit too.
type (
	sqliteDialect struct {
		*gormsqlite.Dialector
		outage *outage
	}
	mysqlDialect struct {
		*gormmysql.Dialector
		outage *outage
		rights *rights
	}
)

// Translate puts an error of SQLite into the terms of GORM and of the models.
func (d sqliteDialect) Translate(err error) error {
	return d.outage.unlessAway(err, d.Dialector.Translate)
}

// Translate puts an error of MySQL into the terms of GORM and of the models.
func (d mysqlDialect) Translate(err error) error {
	d.rights.note(err)
	return d.outage.unlessAway(err, d.Dialector.Translate)
}

// unlessAway translates an error unless it says that the database is away. That is
// noted, but for a transaction that gave way to another: it is repeated first.
func (o *outage) unlessAway(err error, translate func(error) error) error {
	isAway := errors.Is(err, models.ErrAway)
	switch {
	case tooLong(err):
		return fmt.Errorf("%w: %w", models.ErrTooLong, err)
	case !isAway && !away(err):
		return translate(err)
	case !isAway:
		err = fmt.Errorf("%w: %w", models.ErrAway, err)
	}
	if !RolledBack(err) {
		o.note(err)
	}
	return err
}

// tooLong says that a value was longer than the server's max_allowed_packet. The number
// of that error stands for others too.
func tooLong(err error) bool {
	my, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && (my.Number == 1153 || strings.Contains(my.Message, "max_allowed_packet")) || errors.Is(err, mysql.ErrPktTooLarge)
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
		case 1040, 1203, 1226, // too many connections, or calls of a user
			1044, 1045, 1049, 1129, 1130, 1142, 1143, 1227, 1698, // who we are, and what we may, is being changed
			1251, 1820, 1862, 3118, 3159, 4151, // our password has expired, our account is locked, or is for TLS alone
			1047,             // a node of a cluster that is not ready
			1053, 1077, 1079, // the server shuts down
			1152, 1158, 1159, 1160, 1161, // the connection broke
			1180,             // error during commit
			1290, 1792, 1836, // a server that only reads, while another takes over
			1317, 1927, 1969, 3024, // the statement or the connection was killed, by hand or for its time
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
