package sqldb

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
)

// rightsEvery is how often connections are opened anew because of missing rights.
const rightsEvery = time.Second

// rights tells connections that were opened before the last refusal for want of
// rights. What a user may do in a database is what it was when the connection was
// opened: a right that is given meanwhile does not reach it.
type rights struct {
	refusals atomic.Int64
	at       atomic.Int64 // Unix milliseconds of the last one that counted
}

// note takes an error of the server.
func (r *rights) note(err error) {
	my, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok || my.Number != 1044 && my.Number != 1142 && my.Number != 1143 && my.Number != 1227 {
		return
	}
	now, last := time.Now().UnixMilli(), r.at.Load()
	if now-last >= rightsEvery.Milliseconds() && r.at.CompareAndSwap(last, now) {
		r.refusals.Add(1)
	}
}

// fullConn is what the driver's connection can do.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	driver.NamedValueChecker
}

// rightfulConn is not used again after a refusal that came since it was opened.
type rightfulConn struct {
	fullConn
	rights *rights
	opened int64 // how many refusals there had been
}

// ResetSession is asked before the connection is used again.
func (c rightfulConn) ResetSession(ctx context.Context) error {
	if c.rights.refusals.Load() != c.opened {
		return driver.ErrBadConn
	}
	return c.fullConn.ResetSession(ctx)
}
