package delivery

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
)

func TestInFlightKnowsWhoseLeaseMayHaveEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, now := newInFlight(), time.Now().Add(-time.Hour) // the store's clock is another one
		task := func(id models.ID, lease time.Duration, others ...models.ID) store.Task {
			made := store.Task{Delivery: models.Delivery{ID: id, DueAt: models.At(now.Add(lease))}}
			for _, other := range others {
				made.Others = append(made.Others, store.TaskMember{Delivery: models.Delivery{ID: other}})
			}
			return made
		}
		short, long := task(1, time.Minute, 2, 3), task(4, time.Hour)
		f.begin(short, now)
		f.begin(long, now)
		if got := f.overdue(); len(got) != 0 {
			t.Errorf("at once: %v", got)
		}
		time.Sleep(time.Minute)
		got := f.overdue()
		if slices.Sort(got); !slices.Equal(got, []models.ID{1, 2, 3}) {
			t.Errorf("after a minute: %v", got)
		}
		f.end(short)
		time.Sleep(time.Hour)
		if got := f.overdue(); !slices.Equal(got, []models.ID{4}) {
			t.Errorf("after an hour: %v", got)
		}
	})
}

// An engine that stood still for longer than a lease, or seems to have, does not send
// what it is sending.
func TestLeaseThatEndsBeforeItsDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(contacts(1, models.Settings{Condition: "for (;;);"}))
		still := &fakeConditions{waits: time.Hour, says: map[string]condition.Result{"for (;;);": {True: true}}}
		e, stop := asks(t, fake, serve(t, answers(200)), still)
		publish(t, e, contactCreated())
		time.Sleep(2 * time.Hour)
		stop()
		deliveries, attempts := fake.all()
		if still.count() != 1 || len(attempts) != 1 || deliveries[0].Status != models.Delivered {
			t.Errorf("begun %d times, sent %d times, %s", still.count(), len(attempts), deliveries[0].Status)
		}
	})
}
