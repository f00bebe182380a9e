package delivery

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

func TestStopFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(people(1, models.Settings{}))
		e, stop := start(t, m, serve(t, func(http.ResponseWriter, *http.Request) { time.Sleep(9 * time.Second) }))
		publish(t, e, personAdded())
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began).Round(time.Second); took != 8*time.Second {
			t.Errorf("stopping took %v", took)
		}
		deliveries, _ := m.all()
		if deliveries[0].Status != models.Delivered || m.takenOver != 1 || m.beats != 2 {
			t.Errorf("delivery is %s, took over %d times, %d beats", deliveries[0].Status, m.takenOver, m.beats)
		}
		publish(t, e, personAdded())
		synctest.Wait()
		if deliveries, _ := m.all(); deliveries[1].Status != models.Queued {
			t.Errorf("after the stop a delivery is %s", deliveries[1].Status)
		}
	})
}

func TestLeasesClaimedWhileStoppingAreGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(people(1, models.Settings{}))
		e := New(m, newSender(serve(t, answers(200)).dial, nil), quiet())
		publish(t, e, personAdded(), personAdded())
		ctx, cancel := context.WithCancel(t.Context())
		m.stop = cancel
		if err := e.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if _, attempts := m.all(); len(attempts) != 0 || len(m.released) != 2 {
			t.Errorf("%d attempts, %d released", len(attempts), len(m.released))
		}
	})
}

func TestClaimThatFailedHalfwayIsGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(people(1, models.Settings{}))
		m.halfClaim = true
		e, stop := start(t, m, serve(t, answers(200)))
		publish(t, e, personAdded())
		time.Sleep(2 * time.Second) // far less than a lease
		stop()
		if deliveries, _ := m.all(); deliveries[0].Status != models.Delivered {
			t.Errorf("the delivery is %s", deliveries[0].Status)
		}
	})
}

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
				m := newMemory(people(1, models.Settings{}))
				e, stop := start(t, m, serve(t, func(http.ResponseWriter, *http.Request) {
					if calls.Add(1) == 1 {
						m.set(func() { m.away = true })
					}
				}))
				publish(t, e, personAdded())
				time.Sleep(test.away)
				m.set(func() { m.away = false })
				time.Sleep(time.Minute)
				stop()
				deliveries, attempts := m.all()
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
		m := newMemory(contacts(1, models.Settings{}), contacts(2, models.Settings{}))
		m.refuse = 1
		e, stop := start(t, m, serve(t, answers(200)))
		for range 2 {
			publish(t, e, contactCreated()) // the next ones do not wait behind it either
			time.Sleep(time.Second)
		}
		deliveries, _ := m.all()
		if deliveries[1].Status != models.Delivered || deliveries[3].Status != models.Delivered {
			t.Errorf("the other deliveries are %s and %s", deliveries[1].Status, deliveries[3].Status)
		}
		m.set(func() { m.refuse = 0 })
		stop()
	})
}

func TestOutcomeThatIsNeverTakenIsNotSentForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		m := newMemory(people(1, models.Settings{}))
		m.toxic = "bad"
		e, stop := start(t, m, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			_, _ = w.Write([]byte("bad"))
		}))
		publish(t, e, personAdded())
		time.Sleep(time.Hour)
		stop()
		deliveries, attempts := m.all()
		if deliveries[0].Status != models.Delivered || len(attempts) != 1 || attempts[0].Code != 200 || calls.Load() != 1 {
			t.Errorf("%s, %d attempts, %d calls", deliveries[0].Status, len(attempts), calls.Load())
		}
	})
}

func TestFaultOfOursEndsOneDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(contacts(1, models.Settings{}), people(2, models.Settings{}))
		e, stop := start(t, m, serve(t, answers(200)))
		e.sender.client.Transport = faulty{e.sender.client.Transport}
		broken := personAdded()
		broken.Data = []byte(`[1]`)
		publish(t, e, contactCreated(), personAdded(), broken)
		time.Sleep(time.Second)
		stop()
		deliveries, _ := m.all()
		for i, want := range []models.Status{models.Failed, models.Delivered, models.Failed} {
			if d := deliveries[i]; d.Status != want || (want == models.Failed) != (d.Cause == models.BuildError) {
				t.Errorf("delivery %d is %s, cause %q", i, d.Status, d.Cause)
			}
		}
	})
}

// faulty breaks on requests to postbacks.
type faulty struct{ http.RoundTripper }

func (f faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.Host, "pos") {
		panic("broken on purpose")
	}
	return f.RoundTripper.RoundTrip(r)
}

func (f faulty) CloseIdleConnections() { f.RoundTripper.(*http.Transport).CloseIdleConnections() }

func TestEngineNeedsNoRestartAfterTheDatabaseWasAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(people(1, models.Settings{}))
		m.away = true
		e, stop := start(t, m, serve(t, answers(200)))
		time.Sleep(time.Hour)
		if _, err := e.Publish(t.Context(), nil, []models.Event{personAdded()}); !errors.Is(err, errAway) {
			t.Errorf("publishing says %v", err)
		}
		m.set(func() { m.away = false })
		time.Sleep(2 * time.Second)
		publish(t, e, personAdded())
		time.Sleep(time.Second)
		stop()
		if deliveries, _ := m.all(); len(deliveries) != 1 || deliveries[0].Status != models.Delivered {
			t.Errorf("deliveries: %+v", deliveries)
		}
	})
}
