package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// DB lets tests look at rows that the store shows to nobody.
func (s *Store) DB() *gorm.DB { return s.db.DB }

// DecryptSecrets decrypts the secrets of a callback as the engine does.
func (s *Store) DecryptSecrets(c *models.Callback) error { return s.decryptSecrets(c) }

// DecryptSigningKeys decrypts the signing secrets of c.
func (s *Store) DecryptSigningKeys(c *models.Callback) error { return s.decryptSigningKeys(c) }

// What tests of this package's own parts name.
type (
	// DeliveryLog is a reader of the delivery log within a scope.
	DeliveryLog = deliveryLog
	// InstanceLease is the lease of an instance number.
	InstanceLease = instanceLease
)

// LivingDatabase locks the database that a record lies in.
var LivingDatabase = requireDatabase

// TakeInstance leases an instance number.
var TakeInstance = takeInstance

// Beat notes that the program lives.
func (l *instanceLease) Beat(ctx context.Context) error { return l.db.Tx(ctx, l.beat) }

// ClockForTests is a clock that can be set, and the time that passes however it is.
type ClockForTests struct {
	Wall, Database time.Time
	Elapsed        time.Duration
	Slow           time.Duration // how long the database takes to tell
	Away           error
}

// Pass lets time pass for all clocks.
func (c *ClockForTests) Pass(d time.Duration) {
	c.Wall, c.Database, c.Elapsed = c.Wall.Add(d), c.Database.Add(d), c.Elapsed+d
}

// SetClock gives the store a clock as that of MySQL is, without a reading yet.
func (s *Store) SetClock(c *ClockForTests) {
	s.clock = &clock{
		wall: func() time.Time { return c.Wall }, elapsed: func() time.Duration { return c.Elapsed },
		ask: func(context.Context) (time.Time, error) {
			c.Pass(c.Slow)
			return c.Database.Add(-c.Slow / 2), c.Away
		},
	}
}

// ReadClock reads the clock of the database.
func (s *Store) ReadClock(ctx context.Context) (jumped bool, err error) { return s.readClock(ctx) }

// AnotherInstance returns the store as a program with another instance number has it.
func (s *Store) AnotherInstance() *Store {
	other, lease := *s, *s.instance
	lease.mine.Number++
	other.instance = &lease
	return &other
}
