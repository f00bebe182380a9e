package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
)

// ErrURL says that an address of a database cannot be read. It does not
// repeat the address, which may hold a password.
var ErrURL = errors.New("the database must be given as mysql://user:password@host:3306/name")

// The longest times to wait for a server. Reading is above the time after
// which a cluster expels a dead node.
const (
	dialTimeout = 5 * time.Second
	readTimeout = 30 * time.Second
)

// ParseURL reads mysql://user:password@host:3306/name. The port may be left
// out; ?socket=/path names a Unix socket in place of host and port.
func ParseURL(text string) (*mysql.Config, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "mysql" || u.User == nil {
		return nil, ErrURL
	}
	name := strings.TrimPrefix(u.Path, "/")
	if name == "" || strings.Contains(name, "/") {
		return nil, ErrURL
	}
	c := mysql.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = name
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" {
		c.Addr = u.Host + ":3306"
	}
	if socket := u.Query().Get("socket"); socket != "" {
		c.Net, c.Addr = "unix", socket
	} else if u.Hostname() == "" {
		return nil, ErrURL
	}
	c.Logger = &mysql.NopLogger{} // errors are returned, and logged where they stop
	c.ClientFoundRows = true
	c.InterpolateParams = true
	c.MaxAllowedPacket = 0 // ask the server: a longer statement sends its values by themselves
	c.Timeout, c.ReadTimeout, c.WriteTimeout = dialTimeout, readTimeout, readTimeout
	c.Params = map[string]string{"sql_mode": "CONCAT(@@sql_mode,',STRICT_ALL_TABLES')"}
	if err := c.Apply(mysql.Charset("utf8mb4", "utf8mb4_unicode_ci")); err != nil {
		return nil, err
	}
	return c, nil
}

// session is a connector whose connections read what others have committed.
// The statement is understood by MySQL and MariaDB alike, unlike the system
// variable, which has two names.
type session struct{ driver.Connector }

// Connect opens one connection.
func (s session) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := s.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	exec, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(errors.New("the driver cannot execute"), conn.Close())
	}
	_, err = exec.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("set isolation level: %w", err), conn.Close())
	}
	return conn, nil
}

func openMySQL(address string) (*DB, error) {
	config, err := ParseURL(address)
	if err != nil {
		return nil, err
	}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(session{connector})
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxLifetime(time.Hour)
	db, err := open(pool, mysqlDialect{&gormmysql.Dialector{Config: &gormmysql.Config{Conn: pool, DisableWithReturning: true}}})
	if err != nil {
		return nil, err
	}
	return &DB{DB: db}, nil
}
