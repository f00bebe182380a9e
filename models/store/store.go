// Package store is the door to the database: every record is read and written
// here, on SQLite and on MySQL alike, and nowhere else.
package store

import (
	"context"
	"errors"
	"time"

	"callboard/models"
)

// Options say how a Store is opened.
type Options struct {
	Database   string // "" for SQLite in Dir, or mysql://user:password@host:3306/name
	Dir        string // data folder: SQLite file, lock, instance number, secret key
	SecretFile string // default: Dir/secret.key
	Now        func() time.Time
	// Blocked says whether a URL points to an address that must not be
	// reached. Asked before a callback is stored; nil allows everything.
	Blocked func(ctx context.Context, url string) bool
}

// Store keeps every record.
type Store struct{}

var errNotBuilt = errors.New("not built yet")

// Open opens the database, brings its tables up to date and leases an
// instance number.
func Open(ctx context.Context, o Options) (*Store, error) { return nil, errNotBuilt }

// Close gives the instance number back and closes the database.
func (s *Store) Close() error { return errNotBuilt }

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error { return errNotBuilt }

// NewID returns the next ID of this instance.
func (s *Store) NewID() models.ID { return 0 }

// Now returns the present moment of the store's clock.
func (s *Store) Now() time.Time { return time.Now() }
