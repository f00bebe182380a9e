package delivery

import (
	"sync"
	"time"

	"callboard/models"
)

const (
	perCallback = 8   // requests in flight to one callback
	altogether  = 512 // requests in flight
	// slowMost is how many of them may go to slow callbacks, so that there is
	// always room for the others.
	slowMost = altogether * 3 / 4
	// slowFrom is what a callback's last attempt took when it counts as slow.
	slowFrom = 5 * time.Second
	// aside is how many places are kept for others when one is given away: a
	// callback gets less than its due once more than half of all are taken.
	aside = altogether / 2 / perCallback
)

// lanes count the requests in flight, so that slow receivers hold up nobody
// but themselves.
type lanes struct {
	mu    sync.Mutex
	total int
	of    map[models.ID]int
	slow  map[models.ID]bool // callbacks whose last attempt was slow
	short map[models.ID]bool // callbacks that were offered less than a whole lane
}

func newLanes() *lanes {
	return &lanes{of: map[models.ID]int{}, slow: map[models.ID]bool{}, short: map[models.ID]bool{}}
}

// room returns how many requests may start altogether.
func (l *lanes) room() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return altogether - l.total
}

// offer divides the room up for one claim: it returns how many requests to a
// callback may start. The less room there is, the smaller each share, and no
// share is empty before the room is: so some callbacks that hang cannot take
// it all.
func (l *lanes) offer() func(callback models.ID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	room, slowRoom := altogether-l.total, slowMost
	for callback := range l.slow {
		slowRoom -= l.of[callback]
	}
	given := map[models.ID]int{}
	return func(callback models.ID) int {
		if n, known := given[callback]; known {
			return n
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		left := &room
		if l.slow[callback] && slowRoom < room {
			left = &slowRoom
		}
		share := min(max(*left/aside, 1), perCallback, *left)
		given[callback] = max(share-l.of[callback], 0)
		l.short[callback] = given[callback] < perCallback
		room -= given[callback]
		if l.slow[callback] {
			slowRoom -= given[callback]
		}
		return given[callback]
	}
}

func (l *lanes) enter(callback models.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	l.of[callback]++
}

// leave ends a request that took so long, and says whether others may have
// waited for its place.
func (l *lanes) leave(callback models.ID, took time.Duration) (awaited bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	awaited = l.of[callback] >= perCallback || l.short[callback] || l.total > slowMost-altogether/2
	delete(l.short, callback)
	l.total--
	l.of[callback]--
	if l.of[callback] == 0 {
		delete(l.of, callback)
	}
	if took >= slowFrom {
		l.slow[callback] = true
	} else {
		delete(l.slow, callback)
	}
	return awaited
}
