package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"
	gormmysql "gorm.io/driver/mysql"
)

// session is a connector whose connections read what others have committed.
// The statement is understood by MySQL and MariaDB alike, unlike the system
// variable, which has two names.
type session struct {
	driver.Connector
	watch  *watch
	rights *rights
}

// Connect opens one connection.
func (s session) Connect(ctx context.Context) (driver.Conn, error) {
	if err := s.watch.lookIfFrozen(); err != nil {
		return nil, err
	}
	opened := s.rights.refusals.Load()
	conn, err := s.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(fullConn)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connection lacks a method"), conn.Close())
	}
	_, err = full.ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("set isolation level: %w", err), conn.Close())
	}
	return rightfulConn{full, s.rights, opened}, nil
}

func openMySQL(config *mysql.Config) (*DB, error) {
	watch, err := newWatch(config)
	if err != nil {
		return nil, err
	}
	config = config.Clone()
	config.DialFunc = watch.dial
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, err
	}
	rights := &rights{}
	pool := sql.OpenDB(session{connector, watch, rights})
	pool.SetConnMaxLifetime(time.Hour)
	pool.SetConnMaxIdleTime(time.Minute)
	outage := &outage{}
	db, err := open(pool, mysqlDialect{&gormmysql.Dialector{Config: &gormmysql.Config{Conn: pool, DisableWithReturning: true}}, outage, rights})
	if err != nil {
		return nil, explain(err, config)
	}
	return &DB{DB: db, outage: outage}, nil
}

// SetConnections bounds the connections to MySQL. As many are kept open while they
// are used, so that a busy program does not sign in again and again. SQLite has its
// own number.
func (db *DB) SetConnections(n int) error {
	if db.Name() == "sqlite" {
		return nil
	}
	pool, err := db.DB.DB()
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return nil
}

// Now asks MySQL for its time.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	var us int64
	err := db.WithContext(ctx).Raw("SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)").Row().Scan(&us)
	return time.UnixMicro(us), err
}
