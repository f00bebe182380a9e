package sqldb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"

	"callboard/models"
)

// A server that is frozen, or whose machine is gone, keeps its connections and says
// nothing: whoever waits for an answer must learn of it long before readTimeout, which
// is for statements that take their time. So a wait is looked into after frozenAfter:
// somebody else tries to sign in, for probeTime at most, and not more often than every
// probeEvery for all who wait. All in all a call fails within five seconds.
const (
	frozenAfter = time.Second
	probeTime   = 2 * time.Second
	probeEvery  = time.Second
)

// errFrozen says that a server neither answers a statement nor lets anybody sign in.
var errFrozen = errors.New("the database server does not answer")

// watch tells a server that takes its time from one that is frozen. It is safe for use
// by many at once.
type watch struct {
	signIn func(ctx context.Context) error
	mu     sync.Mutex
	at     time.Time // when somebody last tried
	err    error     // what became of that
}

// newWatch returns the watch over the server of config.
func newWatch(config *mysql.Config) (*watch, error) {
	own := config.Clone()
	own.Timeout, own.ReadTimeout, own.WriteTimeout = probeTime, probeTime, probeTime
	connector, err := mysql.NewConnector(own)
	if err != nil {
		return nil, err
	}
	return &watch{signIn: func(ctx context.Context) error {
		conn, err := connector.Connect(ctx)
		if err == nil {
			err = conn.Close()
		}
		return err
	}}, nil
}

// look returns errFrozen unless the server has lately let somebody sign in, or given a
// reason not to.
func (w *watch) look() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.at) < probeEvery {
		return w.err
	}
	ctx, stop := context.WithTimeout(context.Background(), probeTime)
	defer stop()
	err := w.signIn(ctx)
	if _, answered := errors.AsType[*mysql.MySQLError](err); answered {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", models.ErrAway, errFrozen)
	}
	w.at, w.err = time.Now(), err
	return err
}

// lookIfFrozen spares those who come while the server is frozen the wait.
func (w *watch) lookIfFrozen() error {
	w.mu.Lock()
	frozen := w.err != nil
	w.mu.Unlock()
	if !frozen {
		return nil
	}
	return w.look()
}

// dial opens a connection that is watched.
func (w *watch) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &watchedConn{Conn: conn, watch: w}, nil
}

// watchedConn looks into each wait that is long.
type watchedConn struct {
	net.Conn
	watch                 *watch
	readUntil, writeUntil time.Time // as the driver wants it
}

// SetReadDeadline says until when Read may wait for a server that lives.
func (c *watchedConn) SetReadDeadline(t time.Time) error {
	c.readUntil = t
	return c.Conn.SetReadDeadline(t)
}

// SetWriteDeadline says until when Write may wait for a server that lives.
func (c *watchedConn) SetWriteDeadline(t time.Time) error {
	c.writeUntil = t
	return c.Conn.SetWriteDeadline(t)
}

// Read waits for a server that lives.
func (c *watchedConn) Read(b []byte) (n int, err error) {
	for {
		if err := c.Conn.SetReadDeadline(nextLook(c.readUntil)); err != nil {
			return 0, err
		}
		n, err = c.Conn.Read(b)
		if n > 0 || !c.goesOn(err, c.readUntil) {
			return n, err
		}
		if err := c.watch.look(); err != nil {
			return 0, err
		}
	}
}

// Write waits for a server that lives.
func (c *watchedConn) Write(b []byte) (written int, err error) {
	for {
		if err := c.Conn.SetWriteDeadline(nextLook(c.writeUntil)); err != nil {
			return written, err
		}
		n, err := c.Conn.Write(b[written:])
		written += n
		if !c.goesOn(err, c.writeUntil) {
			return written, err
		}
		if n > 0 {
			continue
		}
		if err := c.watch.look(); err != nil {
			return written, err
		}
	}
}

// goesOn says that err is only the end of one wait.
func (c *watchedConn) goesOn(err error, until time.Time) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) && (until.IsZero() || time.Now().Before(until))
}

// nextLook returns when a wait that begins now is looked into.
func nextLook(until time.Time) time.Time {
	next := time.Now().Add(frozenAfter)
	if !until.IsZero() && until.Before(next) {
		return until
	}
	return next
}

// SyscallConn lets the driver see whether a connection that lay idle was closed.
func (c *watchedConn) SyscallConn() (syscall.RawConn, error) {
	conn, ok := c.Conn.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return conn.SyscallConn()
}
