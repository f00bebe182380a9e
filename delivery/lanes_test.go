package delivery

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
)

// Some callbacks hang until their timeout, with a queue in front of another
// one. What is published for that one must not wait behind them: at once
// while they are few, and else once it is known that they are slow.
func TestHangingCallbacksHoldUpNoOther(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		hanging, each int
		warm          time.Duration
	}{
		"a hundred":    {hanging: 100, each: 10},
		"six hundred":  {hanging: 600, each: 3, warm: 40 * time.Second},
		"one, a queue": {hanging: 1, each: 1000},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				healthy := people(10_000, models.Settings{})
				callbacks := []models.Callback{healthy}
				for i := range test.hanging {
					callbacks = append(callbacks, contacts(models.ID(i+1), models.Settings{}))
				}
				var mu sync.Mutex
				var arrived []time.Time
				e, stop := start(t, newFakeStore(callbacks...), serve(t, func(_ http.ResponseWriter, r *http.Request) {
					if strings.HasPrefix(r.Host, "pos") {
						time.Sleep(models.DefaultTimeout)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					arrived = append(arrived, time.Now())
				}))
				for range test.each {
					publish(t, e, contactCreated())
				}
				time.Sleep(time.Second + test.warm)
				for i := range 20 {
					published := time.Now()
					publish(t, e, personAdded())
					time.Sleep(time.Second)
					mu.Lock()
					late := len(arrived) != i+1 || arrived[i].Sub(published) > 200*time.Millisecond
					mu.Unlock()
					if late {
						t.Errorf("event %d has not arrived within 200 ms", i)
						break
					}
				}
				stop()
			})
		})
	}
}

func TestSharesAreNeverMoreThanThereIs(t *testing.T) {
	t.Parallel()
	l := newLanes()
	for id := models.ID(1); id <= 1000; id++ {
		if id%2 == 0 {
			l.slow[id] = time.Now()
		}
	}
	share := l.shares()
	sum, slow := 0, 0
	for id := models.ID(1); id <= 1000; id++ {
		n := share(id)
		if n != share(id) || n < 0 || n > maxPerCallback {
			t.Fatalf("callback %d is offered %d, then %d", id, n, share(id))
		}
		for range n {
			l.enter(id)
		}
		sum += n
		if _, ok := l.slow[id]; ok {
			slow += n
		}
	}
	if sum > maxInFlight || sum < maxInFlight*9/10 || slow > l.slowMost() || l.room() != maxInFlight-sum {
		t.Errorf("offered %d, %d of them to slow ones, room %d", sum, slow, l.room())
	}
}

// A callback that was slow and then sends nothing for an hour is not slow for
// ever: what is kept about it would add up.
func TestSlowCallbackIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes()
		l.enter(1)
		l.enter(2)
		l.enter(2)
		l.leave(1, slowAfter)
		l.leave(2, slowAfter)
		time.Sleep(slowFor)
		if l.shares(); len(l.slow) != 2 {
			t.Errorf("%d slow callbacks after an hour, want both", len(l.slow))
		}
		time.Sleep(time.Second)
		if l.shares(); len(l.slow) != 1 || l.slow[2].IsZero() {
			t.Errorf("%v are slow, want the one with a request in flight", l.slow)
		}
	})
}

// Eight requests end together, and a claim comes between the first of them
// and the others: it gets one place, and must hear of the other seven.
func TestPlaceThatComesFreeAfterTheOfferIsTold(t *testing.T) {
	t.Parallel()
	l := newLanes()
	for range maxPerCallback {
		l.enter(1)
	}
	if !l.leave(1, 0) {
		t.Error("the first place of a full lane is not told")
	}
	if n := l.shares()(1); n != 1 {
		t.Errorf("offered %d, want the free one", n)
	}
	if !l.leave(1, 0) {
		t.Error("the second place is not told, though its claim has got less than it may want")
	}
	if l.leave(1, 0) {
		t.Error("a third place is told, though nobody has asked since")
	}
}

// A program that may open few files has few requests in flight.
func TestPlacesWithinTheFilesThatMayBeOpen(t *testing.T) {
	t.Parallel()
	for files, want := range map[uint64]int{0: 16, 64: 16, 192: 16, 256: 32, 1024: 224, 2176: 512, 1 << 20: 512} {
		places := placesWithin(files)
		if places != want {
			t.Errorf("%d files: %d places, want %d", files, places, want)
		}
		l := newLanes()
		l.most = places
		share, taken := l.shares(), 0
		for callback := models.ID(1); callback <= 1000; callback++ {
			for range share(callback) {
				l.enter(callback)
				taken++
			}
		}
		if taken != places || l.room() != 0 {
			t.Errorf("%d files: %d places are taken, and %d left", files, taken, l.room())
		}
	}
}
