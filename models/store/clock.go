package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/store/sqldb"
)

const (
	// readAgain is after how long the clock is read again before a claim, and
	// trustReading how long a reading may serve where no better one comes about:
	// the margin of every lease.
	readAgain    = time.Second
	trustReading = leaseMargin
	// closeReading is the longest that an answer may take for its time to count.
	closeReading = 2 * time.Second
	// Skew is how far the clock of this machine may be from the database's before
	// somebody is told.
	Skew = 2 * time.Second
	// A clock that steps back by more than stepBack, or forward by more than
	// stepForward, takes the due times with it. Leases have room for less.
	stepBack    = 2 * time.Second
	stepForward = leaseMargin / 2
	// stepTime bounds the statement that moves them all.
	stepTime = 2 * time.Minute
)

// clockSetting is the setting that holds the latest time, in Unix milliseconds, that
// anybody has read from the clock which all instances share.
const clockSetting = "clock"

// errUnread says that the database's clock was not read closely for too long.
var errUnread = errors.New("the clock of the database cannot be read")

// clock tells the time that everything is judged by: that of the database, which all
// instances share, however wrong their own clocks are. Between two readings it goes
// on with the monotonic clock of this machine, which nobody sets. With SQLite the
// clock of the machine is the database's.
type clock struct {
	wall    func() time.Time     // the clock of this machine
	elapsed func() time.Duration // since some moment; never set
	ask     func(ctx context.Context) (time.Time, error)

	mu   sync.RWMutex
	base time.Time     // the last reading
	at   time.Duration // elapsed, then
	skew time.Duration // by how much the database was ahead of this machine
	told bool          // of the skew
}

// newClock returns the clock of a store, which is read before it is used.
func newClock(o Options, db *sqldb.DB) *clock {
	c := &clock{wall: o.Wall}
	if c.wall == nil {
		c.wall = time.Now
	}
	switch {
	case o.Now != nil:
		c.wall = o.Now
	case o.Database != "":
		c.ask = db.Now
	}
	first := c.wall()
	c.elapsed = func() time.Duration { return c.wall().Sub(first) }
	return c
}

// Now returns the present moment.
func (c *clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.base.Add(c.elapsed() - c.at)
}

// reading is what the database's clock showed when elapsed was at.
type reading struct {
	now  time.Time
	at   time.Duration
	skew time.Duration
	took time.Duration
}

// read asks the database for its time.
func (c *clock) read(ctx context.Context) (reading, error) {
	before := c.elapsed()
	if c.ask == nil {
		return reading{now: c.wall().Round(0), at: before}, nil
	}
	now, err := c.ask(ctx)
	if err != nil {
		return reading{}, fmt.Errorf("read the clock of the database: %w", err)
	}
	took := c.elapsed() - before
	own := c.wall().Round(0).Add(-took / 2)
	return reading{now: now, at: before + took/2, skew: now.Sub(own), took: took}, nil
}

// adopt goes by a reading from now on.
func (c *clock) adopt(r reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.at, c.skew = r.now, r.at, r.skew
	wrong := r.skew.Abs() > Skew
	if wrong && !c.told {
		slog.Warn("the clock of this machine is wrong, or the database's: that of the database counts", "took", r.skew.Round(time.Millisecond))
	}
	c.told = wrong
}

// step returns by how much the clock has jumped when it shows r: none before the first
// reading.
func (c *clock) step(r reading) time.Duration {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.base.IsZero() {
		return 0
	}
	step := r.now.Sub(c.base.Add(r.at - c.at))
	if step > -stepBack && step < stepForward {
		return 0
	}
	return step
}

// age returns how long ago the clock was last read.
func (c *clock) age() time.Duration {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.elapsed() - c.at
}

// readClock reads the clock of the database, and takes the due times with it when it
// has jumped. An answer that took too long is not used as long as the last good one
// can be trusted.
func (s *Store) readClock(ctx context.Context) (jumped bool, err error) {
	r, err := s.clock.read(ctx)
	if err != nil {
		return false, err
	}
	first := s.clock.unread()
	if r.took > closeReading && !first {
		if s.clock.age() > trustReading {
			return false, fmt.Errorf("%w: its answers take %s", errUnread, r.took.Round(time.Millisecond))
		}
		return false, nil
	}
	step := s.clock.step(r)
	if step != 0 || first {
		if err := s.followClock(ctx, r, step); err != nil {
			return false, err
		}
	}
	s.clock.adopt(r)
	return step != 0, nil
}

// unread says that the clock was never read.
func (c *clock) unread() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.base.IsZero()
}

// followClock moves what waits for a time along with a clock that has jumped by step,
// unless another instance has. When the clock went back, everything would wait for as
// long again; when it went forward, the leases of requests in flight would seem to
// have ended. A program that starts cannot tell a clock that went forward from the
// time for which nothing ran.
func (s *Store) followClock(ctx context.Context, r reading, step time.Duration) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), stepTime)
	defer stop()
	err := s.tx(ctx, func(tx *gorm.DB) error {
		last, err := lockClock(tx)
		if err != nil {
			return err
		}
		since := r.now.Sub(last)
		if last.IsZero() {
			since = 0
		}
		if step == 0 && since < -stepBack {
			step = since
		}
		switch now := models.At(r.now); {
		case step < 0 && since < -stepBack:
			err = moveDue(tx, tx.Where("due_at > ?", now), step)
		case step > 0 && since > stepForward:
			err = moveDue(tx, tx.Where("status = ? AND due_at > 0", models.Sending), step)
		}
		if err != nil {
			return err
		}
		return noteClock(tx, r.now)
	})
	if err != nil {
		return fmt.Errorf("follow the clock, which has jumped by %s: %w", step.Round(time.Millisecond), err)
	}
	return nil
}

// moveDue moves the due times of some deliveries, and with the clock that went back
// those of resends.
func moveDue(tx, which *gorm.DB, step time.Duration) error {
	ms := step.Milliseconds()
	slog.Warn("the clock has jumped; due times go with it", "took", step.Round(time.Millisecond))
	moved := tx.Model(&models.Delivery{}).Where(which).Update("due_at", gorm.Expr("due_at + ?", ms))
	if moved.Error != nil || step > 0 {
		return moved.Error
	}
	return tx.Exec("UPDATE resends SET next_at = next_at + ?, lease_until = 0 WHERE settled_at = 0", ms).Error
}

// lockClock returns the latest time that anybody has read, zero for none, and holds
// back others who follow the clock.
func lockClock(tx *gorm.DB) (time.Time, error) {
	var rows []setting
	err := tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where("name = ?", clockSetting).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	ms, err := strconv.ParseInt(rows[0].Value, 10, 64)
	return time.UnixMilli(ms), err
}

// noteClock keeps a time that was read.
func noteClock(tx *gorm.DB, now time.Time) error {
	return keepSetting(tx, setting{clockSetting, strconv.FormatInt(now.UnixMilli(), 10)})
}

// Skew returns by how much the database's clock is ahead of this machine's: zero when
// that is too little to matter.
func (s *Store) Skew() time.Duration {
	s.clock.mu.RLock()
	defer s.clock.mu.RUnlock()
	if s.clock.skew.Abs() <= Skew {
		return 0
	}
	return s.clock.skew
}
