package store_test

import (
	"errors"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// eachWithClock runs fn on both databases with a clock as that of MySQL is, which stands
// at noon and was read.
func eachWithClock(t *testing.T, fn func(t *testing.T, a fixture, c *store.ClockForTests)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		c := &store.ClockForTests{Wall: noon, Database: noon}
		s := storetest.Open(t, database, (&clock{now: noon}).At)
		s.SetClock(c)
		readClock(t, s, false)
		fn(t, newFixture(t, s), c)
	})
}

// readClock reads the database's clock, and compares whether it has jumped.
func readClock(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	if jumped, err := s.ReadClock(t.Context()); err != nil || jumped != want {
		t.Errorf("the clock has jumped: %v, %v, want %v", jumped, err, want)
	}
}

// dueIn returns how long a delivery has to wait by the clock of the store.
func dueIn(t *testing.T, a fixture, id models.ID) time.Duration {
	t.Helper()
	for _, d := range rowsOf[models.Delivery](t, a) {
		if d.ID == id {
			return d.DueAt.Time().Sub(a.s.Now())
		}
	}
	t.Fatalf("there is no delivery %s", id)
	return 0
}

func TestClockOfTheDatabaseCounts(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, a fixture, c *store.ClockForTests) {
		c.Wall = noon.Add(-15 * time.Minute)
		readClock(t, a.s, false)
		c.Pass(10 * time.Second)
		if got := a.s.Now(); !got.Equal(noon.Add(10*time.Second)) || a.s.Skew() != 15*time.Minute {
			t.Errorf("it is %s, the skew %s", got, a.s.Skew())
		}
		c.Wall = c.Wall.Add(time.Hour) // somebody sets it, wrong once more
		if got := a.s.Now(); !got.Equal(noon.Add(10 * time.Second)) {
			t.Errorf("it is %s", got)
		}
		c.Wall = c.Database.Add(time.Second)
		if err := a.s.Beat(t.Context()); err != nil || a.s.Skew() != 0 {
			t.Errorf("a second apart is a skew of %s, %v", a.s.Skew(), err)
		}
	})
}

// A clock that is set back by an hour must not make what waits for seconds wait for an
// hour. Two instances see it, and one of them moves what waits.
func TestClockThatIsSetBack(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, a fixture, c *store.ClockForTests) {
		callback := a.addCallback(t, a.eventCallback())
		sending := a.publish(t, callback, 1)[0]
		lease := a.claim(t, 1)[0].Delivery.DueAt.Time().Sub(noon)
		waiting := a.newDelivery(a.newEvent("later"), callback)
		waiting.DueAt += 10_000
		a.accept(t, []models.Event{{ID: waiting.EventID, PublicID: "later", CompanyID: a.company.ID, Type: "person_added", Data: []byte("{}")}}, []models.Delivery{waiting})
		if err := a.s.Beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		other, another := *c, a
		another.s = a.s.AnotherInstance()
		another.s.SetClock(&other)
		readClock(t, another.s, false)
		c.Database = noon.Add(-time.Hour)
		if tasks := a.claim(t, 10); len(tasks) != 0 { // the clock is read again after a second
			t.Errorf("claimed %+v", tasks)
		}
		readClock(t, a.s, true)
		if got := dueIn(t, a, waiting.ID); got != 10*time.Second {
			t.Errorf("what waited for 10s waits for %s", got)
		}
		if got := dueIn(t, a, sending.ID); got != lease {
			t.Errorf("a lease of %s ends in %s", lease, got)
		}
		other.Database = c.Database
		readClock(t, another.s, true)
		if got := dueIn(t, another, waiting.ID); got != 10*time.Second {
			t.Errorf("seen by two, it waits for %s", got)
		}
	})
}

func TestClockThatWasSetBackWhileNothingRan(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, a fixture, c *store.ClockForTests) {
		d := a.publish(t, a.addCallback(t, a.eventCallback()), 1)[0]
		if err := a.s.Beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		later := &store.ClockForTests{Wall: noon.Add(-time.Hour), Database: noon.Add(-time.Hour)}
		a.s.SetClock(later)
		readClock(t, a.s, false)
		if got := dueIn(t, a, d.ID); got != 0 {
			t.Errorf("what was due is due in %s", got)
		}
	})
}

// A clock that is set forward must not end the leases of requests in flight; what waits
// is due when its time has come.
func TestClockThatIsSetForward(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, a fixture, c *store.ClockForTests) {
		callback := a.addCallback(t, a.eventCallback())
		sending := a.publish(t, callback, 1)[0]
		lease := a.claim(t, 1)[0].Delivery.DueAt.Time().Sub(noon)
		waiting := a.publish(t, callback, 1)[0]
		if err := a.s.Beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.Pass(2 * time.Second)
		c.Database = c.Database.Add(time.Hour)
		if tasks := a.claim(t, 10); len(tasks) != 0 {
			t.Errorf("claimed while the clock jumped: %+v", tasks)
		}
		if got := dueIn(t, a, sending.ID); got != lease-2*time.Second {
			t.Errorf("a lease of %s ends in %s", lease, got)
		}
		if tasks := a.claim(t, 10); len(tasks) != 1 || tasks[0].Delivery.ID != waiting.ID {
			t.Errorf("claimed afterwards: %+v", tasks)
		}
	})
}

// An answer that takes long says little about the time; without a better one nothing is
// claimed once the margin of a lease is over.
func TestClockThatIsToldSlowly(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, a fixture, c *store.ClockForTests) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 1)
		c.Slow = 3 * time.Second
		c.Pass(2 * time.Second)
		if tasks := a.claim(t, 10); len(tasks) != 1 || !a.s.Now().Equal(noon.Add(5*time.Second)) {
			t.Errorf("claimed %d at %s", len(tasks), a.s.Now())
		}
		c.Pass(20 * time.Second)
		if tasks, err := a.s.Claim(t.Context(), 10, plenty); err == nil || len(tasks) != 0 {
			t.Errorf("claimed %d with a clock of long ago: %v", len(tasks), err)
		}
		c.Slow, c.Away = 0, models.ErrAway
		if _, err := a.s.Claim(t.Context(), 10, plenty); !errors.Is(err, models.ErrAway) {
			t.Errorf("claimed without a clock: %v", err)
		}
	})
}
