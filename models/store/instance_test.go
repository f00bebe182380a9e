package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"callboard/models/store"
	"callboard/models/store/sqldb"
	"callboard/models/store/storetest"
)

// instanceClock is a clock that the test moves.
type instanceClock struct {
	mu  sync.Mutex
	now time.Time
}

func newInstanceClock() *instanceClock {
	return &instanceClock{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
}

func (c *instanceClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *instanceClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func eachInstanceDatabase(t *testing.T, fn func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		db, err := sqldb.Open(t.Context(), address, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		fn(t, db)
	})
}

func take(t *testing.T, db *sqldb.DB, c *instanceClock, file string) *store.InstanceLease {
	t.Helper()
	l, err := store.TakeInstance(t.Context(), db, c.Now, file)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTakeByManyAtOnce(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c := newInstanceClock()
		takeTwelve(t, db, c)        // new numbers
		c.Advance(30 * time.Minute) // the same numbers again
		takeTwelve(t, db, c)
	})
}

// takeTwelve leases twelve numbers at once.
func takeTwelve(t *testing.T, db *sqldb.DB, c *instanceClock) {
	t.Helper()
	var (
		mu    sync.Mutex
		wait  sync.WaitGroup
		taken = map[int]bool{}
	)
	for range 12 {
		wait.Go(func() {
			l, err := store.TakeInstance(t.Context(), db, c.Now, "")
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if taken[l.Number()] {
				t.Errorf("number %d is leased twice", l.Number())
			}
			taken[l.Number()] = true
		})
	}
	wait.Wait()
	for number := range taken {
		if number >= 12 {
			t.Errorf("number %d is leased, though lower ones are free", number)
		}
	}
}

func TestServerKeepsItsNumber(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c, file := newInstanceClock(), filepath.Join(t.TempDir(), "instance")
		take(t, db, c, "")
		first := take(t, db, c, file)
		if err := first.Return(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.Advance(24 * time.Hour)
		if again := take(t, db, c, file); again.Number() != first.Number() {
			t.Errorf("number %d became %d", first.Number(), again.Number())
		}
	})
}

func TestServerWhoseNumberWasTaken(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c, dir := newInstanceClock(), t.TempDir()
		slow := take(t, db, c, filepath.Join(dir, "slow"))
		c.Advance(8 * 24 * time.Hour)
		quick := take(t, db, c, filepath.Join(dir, "quick"))
		if quick.Number() != slow.Number() {
			t.Fatalf("number %d is not used again", slow.Number())
		}
		if err := slow.Beat(t.Context()); !errors.Is(err, store.ErrLost) {
			t.Errorf("slow beats with a number that is not its own: %v", err)
		}
		if again := take(t, db, c, filepath.Join(dir, "slow")); again.Number() == quick.Number() {
			t.Error("slow takes the number back")
		}
	})
}

// A data folder that was copied holds the number of the program it was copied from,
// which may be at work.
func TestCopiedFolderTakesANumberOfItsOwn(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c, file, other := newInstanceClock(), filepath.Join(t.TempDir(), "instance"), filepath.Join(t.TempDir(), "instance")
		first := take(t, db, c, file)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(other, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if second := take(t, db, c, other); second.Number() == first.Number() || !second.Copied() || first.Copied() {
			t.Errorf("the copy has number %d, as the first, and copied is %v and %v", second.Number(), first.Copied(), second.Copied())
		}
		if err := first.Beat(t.Context()); err != nil {
			t.Errorf("the first program: %v", err)
		}
		if again := take(t, db, c, other); again.Copied() {
			t.Error("at its second start it is still a copy")
		}
	})
}

// A second program under the same number, be it from a copy that looks like the first
// folder, ends the first: no two make the same ids.
func TestEachStartHasATokenOfItsOwn(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c, file := newInstanceClock(), filepath.Join(t.TempDir(), "instance")
		first := take(t, db, c, file)
		former, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		second := take(t, db, c, file)
		if err := first.Beat(t.Context()); !errors.Is(err, store.ErrLost) || second.Number() != first.Number() {
			t.Errorf("the first program, after a second start under %d: %v", second.Number(), err)
		}
		if err := os.WriteFile(file, former, 0o600); err != nil { // as a copy of before has it
			t.Fatal(err)
		}
		if third := take(t, db, c, file); third.Number() == second.Number() {
			t.Error("a token of an earlier start opens the number")
		}
		if err := second.Beat(t.Context()); err != nil {
			t.Errorf("the second program: %v", err)
		}
	})
}

func TestReturnedNumberRests(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c := newInstanceClock()
		first := take(t, db, c, "")
		if err := first.Return(t.Context()); err != nil {
			t.Fatal(err)
		}
		if at := take(t, db, c, ""); at.Number() == first.Number() {
			t.Error("the number is used in the same millisecond")
		}
		c.Advance(time.Minute)
		if later := take(t, db, c, ""); later.Number() != first.Number() {
			t.Errorf("the number is not used again, but %d", later.Number())
		}
	})
}

func TestIDsAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		c, file := newInstanceClock(), filepath.Join(t.TempDir(), "instance")
		last := take(t, db, c, file).Maker().Next()
		c.Advance(-time.Hour)
		if next := take(t, db, c, file).Maker().Next(); next <= last {
			t.Errorf("%s does not follow %s", next, last)
		}
	})
}

func TestUnreadableFile(t *testing.T) {
	t.Parallel()
	eachInstanceDatabase(t, func(t *testing.T, db *sqldb.DB) {
		file := filepath.Join(t.TempDir(), "instance")
		if err := os.WriteFile(file, []byte("?"), 0o600); err != nil {
			t.Fatal(err)
		}
		take(t, db, newInstanceClock(), file)
	})
}
