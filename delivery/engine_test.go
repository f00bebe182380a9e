package delivery

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
)

const contact = `{"id":"11e66c8a943ff4b2bf1b2102","last_name":"Lue"}`

// contacts is a postback of location 7 for changes of contacts.
func contacts(id models.ID, settings models.Settings) models.Callback {
	return models.Callback{
		ID: id, PublicID: "65f0c0ffee65f0c0ffee65f0", Kind: models.KindPostback, CompanyID: 1, LocationID: 7,
		Version: 3, URL: "http://pos" + strconv.Itoa(int(id)) + ".example/receiver", Settings: settings,
		Types: []models.CallbackType{{CallbackID: id, Type: "contact.*"}},
	}
}

// people is a company callback for person_added.
func people(id models.ID, settings models.Settings) models.Callback {
	return models.Callback{
		ID: id, PublicID: "Hzh39LP3", Kind: models.KindEvent, CompanyID: 1, Version: 1,
		URL: "http://crm.example/in", Settings: settings,
		Types: []models.CallbackType{{CallbackID: id, Type: "person_added"}},
	}
}

func contactCreated() models.Event {
	return models.Event{CompanyID: 1, LocationID: 7, Type: "contact.created", Data: []byte(contact)}
}

func personAdded() models.Event {
	return models.Event{CompanyID: 1, Type: "person_added", Data: []byte(`{"person":{"id":1}}`)}
}

// start runs an engine in the bubble of a test; stop ends it and waits.
func start(t *testing.T, fake *fakeStore, net *fakeNetwork) (e *Engine, stop func()) {
	t.Helper()
	e = New(fake, newSender(net.dial, nil), quiet())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	return e, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run returned %v", err)
		}
	}
}

func publish(t *testing.T, e *Engine, events ...models.Event) {
	t.Helper()
	if _, err := e.Publish(t.Context(), nil, events); err != nil {
		t.Fatal(err)
	}
}

// answers gives the codes one after the other, the last one again and again.
func answers(codes ...int) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(codes[min(int(n.Add(1)), len(codes))-1])
	}
}

// starts lists when attempts began, in seconds after the first.
func starts(attempts []models.Attempt) (seconds []float64) {
	for _, a := range attempts {
		seconds = append(seconds, float64(a.StartedAt-attempts[0].StartedAt)/1000)
	}
	return seconds
}

func TestAttemptsStandTheirIntervalApart(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		callback models.Callback
		event    models.Event
		receiver http.HandlerFunc
		seconds  []float64
		status   models.Status
		cause    models.Cause
		paused   string
	}{
		"postback, 500, 500, 200": {
			callback: contacts(1, models.Settings{Attempts: 3, Interval: 300}), event: contactCreated(),
			receiver: answers(500, 500, 200), seconds: []float64{0, 300, 600}, status: models.Delivered,
		},
		"postback, one attempt unless it says otherwise": {
			callback: contacts(1, models.Settings{}), event: contactCreated(),
			receiver: answers(500), seconds: []float64{0}, status: models.Failed, cause: models.HTTP5xx,
		},
		"postback tries a 404 again": {
			callback: contacts(1, models.Settings{Attempts: 2, Interval: 600}), event: contactCreated(),
			receiver: answers(404), seconds: []float64{0, 600}, status: models.Failed, cause: models.HTTP404,
		},
		"postback is paused once 410 has used its attempts up": {
			callback: contacts(1, models.Settings{Attempts: 2, Interval: 300}), event: contactCreated(),
			receiver: answers(410), seconds: []float64{0, 300}, status: models.Failed, cause: models.HTTP410,
			paused: "pos1.example says this address is gone for good (410).",
		},
		"event, the plan of its kind": {
			callback: people(1, models.Settings{}), event: personAdded(),
			receiver: answers(500), seconds: []float64{0, 300, 600, 900, 1200, 1500}, status: models.Failed, cause: models.HTTP5xx,
		},
		"event, 404 is final": {
			callback: people(1, models.Settings{}), event: personAdded(),
			receiver: answers(404), seconds: []float64{0}, status: models.Failed, cause: models.HTTP404,
		},
		"event, 410 is final and pauses": {
			callback: people(1, models.Settings{}), event: personAdded(),
			receiver: answers(410), seconds: []float64{0}, status: models.Failed, cause: models.HTTP410,
			paused: "crm.example says this address is gone for good (410).",
		},
		"delays of its own": {
			callback: people(1, models.Settings{Delays: []int{10, 5, 60}}), event: personAdded(),
			receiver: answers(503, 408, 204), seconds: []float64{0, 5, 65}, status: models.Delivered,
		},
		"asked to wait, in seconds": {
			callback: people(1, models.Settings{}), event: personAdded(),
			receiver: first(429, "900", 200), seconds: []float64{0, 900}, status: models.Delivered,
		},
		"asked to wait less than planned": {
			callback: people(1, models.Settings{}), event: personAdded(),
			receiver: first(503, "7", 200), seconds: []float64{0, 300}, status: models.Delivered,
		},
		"a receiver that hangs": {
			callback: people(1, models.Settings{Delays: []int{0, 5}, Timeout: 20}), event: personAdded(),
			receiver: hang, seconds: []float64{0, 20.003}, status: models.Failed, cause: models.AnswerTimeout,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := newFakeStore(test.callback)
				e, stop := start(t, fake, serve(t, test.receiver))
				publish(t, e, test.event)
				time.Sleep(time.Hour) // of the bubble
				stop()
				deliveries, attempts := fake.all()
				if diff := cmp.Diff(test.seconds, starts(attempts)); diff != "" {
					t.Errorf("attempts (-want +got)\n%s", diff)
				}
				d := deliveries[0]
				if d.Status != test.status || d.Cause != test.cause || d.Attempts != len(attempts) || d.DueAt != 0 || d.FinishedAt == 0 {
					t.Errorf("delivery is %s, cause %q, %d attempts, due %d, finished %d", d.Status, d.Cause, d.Attempts, d.DueAt, d.FinishedAt)
				}
				for i, a := range attempts {
					if a.Number != i+1 || a.DeliveryID != d.ID || a.CallbackVersion != test.callback.Version {
						t.Errorf("attempt %d: %+v", i+1, a)
					}
				}
				if got := strings.Join(fake.pauses, " "); got != test.paused {
					t.Errorf("paused for %q, want %q", got, test.paused)
				}
			})
		})
	}
}

// first answers code with a Retry-After, and then next.
func first(code int, wait string, next int) http.HandlerFunc {
	var asked atomic.Bool
	return func(w http.ResponseWriter, _ *http.Request) {
		if asked.Swap(true) {
			w.WriteHeader(next)
			return
		}
		w.Header().Set("Retry-After", wait)
		w.WriteHeader(code)
	}
}

func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that we left
	<-r.Context().Done()
}

func TestOneBadReceiverHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		net := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Host, "pos") {
				n := now.Add(1)
				defer now.Add(-1)
				most.Store(max(n, most.Load()))
				hang(w, r)
			}
		})
		fake := newFakeStore(contacts(1, models.Settings{}), people(2, models.Settings{}))
		e, stop := start(t, fake, net)
		events := slices.Repeat([]models.Event{contactCreated()}, 20)
		publish(t, e, append(events, personAdded())...)
		time.Sleep(time.Second)
		if _, attempts := fake.all(); len(attempts) != 1 || attempts[0].Code != 200 {
			t.Errorf("after a second the healthy callback has %d attempts", len(attempts))
		}
		time.Sleep(time.Minute)
		stop()
		if _, attempts := fake.all(); len(attempts) != 21 || most.Load() != maxPerCallback {
			t.Errorf("%d attempts, at most %d at once", len(attempts), most.Load())
		}
	})
}

func TestEngineStopsWhenItsNumberIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore()
		e := New(fake, newSender(serve(t, answers(200)).dial, nil), quiet())
		ended := make(chan error, 1)
		go func() { ended <- e.Run(t.Context()) }()
		time.Sleep(time.Minute)
		select {
		case err := <-ended:
			t.Fatalf("stopped with its number: %v", err)
		default:
		}
		fake.mu.Lock()
		fake.beatFails = store.ErrLost
		fake.mu.Unlock()
		if err := <-ended; !errors.Is(err, store.ErrLost) {
			t.Errorf("stopped with %v", err)
		}
	})
}

func TestStopFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(people(1, models.Settings{}))
		e, stop := start(t, fake, serve(t, func(http.ResponseWriter, *http.Request) { time.Sleep(9 * time.Second) }))
		publish(t, e, personAdded())
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began).Round(time.Second); took != 8*time.Second {
			t.Errorf("stopping took %v", took)
		}
		deliveries, _ := fake.all()
		if deliveries[0].Status != models.Delivered || fake.takeOvers != 1 || fake.beats != 2 {
			t.Errorf("delivery is %s, took over %d times, %d beats", deliveries[0].Status, fake.takeOvers, fake.beats)
		}
		publish(t, e, personAdded())
		synctest.Wait()
		if deliveries, _ := fake.all(); deliveries[1].Status != models.Queued {
			t.Errorf("after the stop a delivery is %s", deliveries[1].Status)
		}
	})
}

func TestEngineNeedsNoRestartAfterTheDatabaseWasAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(people(1, models.Settings{}))
		fake.down = true
		e, stop := start(t, fake, serve(t, answers(200)))
		time.Sleep(time.Hour)
		if _, err := e.Publish(t.Context(), nil, []models.Event{personAdded()}); !errors.Is(err, errAway) {
			t.Errorf("publishing says %v", err)
		}
		fake.set(func() { fake.down = false })
		time.Sleep(2 * time.Second)
		publish(t, e, personAdded())
		time.Sleep(time.Second)
		stop()
		if deliveries, _ := fake.all(); len(deliveries) != 1 || deliveries[0].Status != models.Delivered {
			t.Errorf("deliveries: %+v", deliveries)
		}
	})
}
