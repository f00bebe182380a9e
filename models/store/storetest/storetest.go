// Package storetest gives tests a real, empty store, on SQLite and on a
// private MariaDB server, and the records that most of them need.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"callboard/models/store"
	"callboard/models/store/sqldb"
)

// Option changes how a test's store is opened.
type Option func(*store.Options)

// Each runs fn with an empty store on SQLite and on MariaDB, in parallel.
func Each(t *testing.T, fn func(t *testing.T, s *store.Store), options ...Option) {
	t.Helper()
	EachDatabase(t, func(t *testing.T, database string) { fn(t, Open(t, database, options...)) })
}

// EachDatabase runs fn with the addresses of an empty SQLite and an empty
// MariaDB database, for tests that call Open themselves: in a synctest
// bubble, or several times.
func EachDatabase(t *testing.T, fn func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, "")
	})
	t.Run("mariadb", func(t *testing.T) {
		t.Parallel()
		fn(t, MariaURL(t))
	})
}

// SQLite opens an empty store on a file that vanishes with the test.
func SQLite(t *testing.T, options ...Option) *store.Store {
	t.Helper()
	return Open(t, "", options...)
}

// MariaDB opens an empty store on the private MariaDB server.
func MariaDB(t *testing.T, options ...Option) *store.Store {
	t.Helper()
	return Open(t, MariaURL(t), options...)
}

// Open opens the store of a server on database, with a data folder of its
// own, and closes it with the test. Unlike MariaURL it may be called in a
// synctest bubble: its clock is that of the test, not the database's.
func Open(t *testing.T, database string, options ...Option) *store.Store {
	t.Helper()
	o := store.Options{Database: database, Dir: t.TempDir(), Server: true, Now: time.Now}
	for _, change := range options {
		change(&o)
	}
	if o.Database == "" {
		lay(t, filepath.Join(o.Dir, "callboard.db"))
	}
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// lay writes an SQLite file with empty tables where there is none yet: to make
// the tables takes ten times as long, and hundreds of tests need them.
func lay(tb testing.TB, file string) {
	tb.Helper()
	tables, err := emptyTables()
	if err != nil {
		tb.Fatalf("make empty tables: %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		return
	}
	if err := os.WriteFile(file, tables, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// emptyTables returns the SQLite file that the migrations make.
var emptyTables = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "callboard")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := sqldb.Open(context.Background(), "", dir)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "callboard.db"))
})
