package delivery

import (
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

func TestOutcomesWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		away  time.Duration
		calls int64
	}{
		"back before the lease ends": {away: 20 * time.Second, calls: 1},
		"back after the lease ended": {away: 2 * time.Minute, calls: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				fake := newFakeStore(people(1, models.Settings{}))
				e, stop := start(t, fake, serve(t, func(http.ResponseWriter, *http.Request) {
					if calls.Add(1) == 1 {
						fake.set(func() { fake.down = true })
					}
				}))
				publish(t, e, personAdded())
				time.Sleep(test.away)
				fake.set(func() { fake.down = false })
				time.Sleep(time.Minute)
				stop()
				deliveries, attempts := fake.all()
				if deliveries[0].Status != models.Delivered || len(attempts) != 1 || calls.Load() != test.calls {
					t.Errorf("%s, %d attempts recorded, %d sent", deliveries[0].Status, len(attempts), calls.Load())
				}
			})
		})
	}
}

func TestOutcomeThatCannotBeWrittenSpoilsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(contacts(1, models.Settings{}), contacts(2, models.Settings{}))
		fake.refuse = 1
		e, stop := start(t, fake, serve(t, answers(200)))
		for range 2 {
			publish(t, e, contactCreated()) // the next ones do not wait behind it either
			time.Sleep(time.Second)
		}
		deliveries, _ := fake.all()
		if deliveries[1].Status != models.Delivered || deliveries[3].Status != models.Delivered {
			t.Errorf("the other deliveries are %s and %s", deliveries[1].Status, deliveries[3].Status)
		}
		fake.set(func() { fake.refuse = 0 })
		stop()
	})
}

func TestOutcomeThatIsNeverTakenIsNotSentForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		fake := newFakeStore(people(1, models.Settings{}))
		fake.refuseBody = "bad"
		e, stop := start(t, fake, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			_, _ = w.Write([]byte("bad"))
		}))
		publish(t, e, personAdded())
		time.Sleep(time.Hour)
		stop()
		deliveries, attempts := fake.all()
		if deliveries[0].Status != models.Delivered || len(attempts) != 1 || attempts[0].Code != 200 || calls.Load() != 1 {
			t.Errorf("%s, %d attempts, %d calls", deliveries[0].Status, len(attempts), calls.Load())
		}
	})
}
