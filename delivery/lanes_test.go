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
				e, stop := start(t, newMemory(callbacks...), serve(t, func(_ http.ResponseWriter, r *http.Request) {
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

func TestOfferIsNeverMoreThanThereIs(t *testing.T) {
	t.Parallel()
	l := newLanes()
	for id := models.ID(1); id <= 1000; id++ {
		l.slow[id] = id%2 == 0
	}
	free := l.offer()
	sum, slow := 0, 0
	for id := models.ID(1); id <= 1000; id++ {
		n := free(id)
		if n != free(id) || n < 0 || n > perCallback {
			t.Fatalf("callback %d is offered %d, then %d", id, n, free(id))
		}
		for range n {
			l.enter(id)
		}
		sum += n
		if l.slow[id] {
			slow += n
		}
	}
	if sum > altogether || sum < altogether*9/10 || slow > slowMost || l.room() != altogether-sum {
		t.Errorf("offered %d, %d of them to slow ones, room %d", sum, slow, l.room())
	}
}

// Eight requests end together, and a claim comes between the first of them
// and the others: it gets one place, and must hear of the other seven.
func TestPlaceThatComesFreeAfterTheOfferIsTold(t *testing.T) {
	t.Parallel()
	l := newLanes()
	for range perCallback {
		l.enter(1)
	}
	if !l.leave(1, 0) {
		t.Error("the first place of a full lane is not told")
	}
	if n := l.offer()(1); n != 1 {
		t.Errorf("offered %d, want the free one", n)
	}
	if !l.leave(1, 0) {
		t.Error("the second place is not told, though its claim has got less than it may want")
	}
	if l.leave(1, 0) {
		t.Error("a third place is told, though nobody has asked since")
	}
}
