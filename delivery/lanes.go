package delivery

import (
	"sync"
	"time"

	"callboard/models"
)

const (
	maxPerCallback = 8   // requests in flight to one callback
	maxInFlight    = 512 // requests in flight, where nothing limits them further
	// leastInFlight are those that fit into any program that can work at all.
	leastInFlight = 16
	// slowAfter is how long the last attempt of a callback took that counts as
	// slow.
	slowAfter = 5 * time.Second
	// slowFor is how long a callback counts as slow that makes no attempts.
	slowFor = time.Hour
)

// placesWithin returns how many requests may be in flight in a program that may have
// so many files open. Each takes a connection, two more while its host is looked up, and
// leaves one that rests; the rest is for the database, for who asks us, and for pipes.
func placesWithin(files uint64) int {
	const others = 128
	if files < others {
		return leastInFlight
	}
	return int(min(max((files-others)/4, leastInFlight), maxInFlight))
}

// lanes count the requests in flight, so that slow receivers hold up nobody
// but themselves.
type lanes struct {
	most     int // requests in flight
	mu       sync.Mutex
	total    int
	inFlight map[models.ID]int
	slow     map[models.ID]time.Time // callbacks whose last attempt was slow, with its end
	limited  map[models.ID]bool      // callbacks that were offered less than maxPerCallback
}

func newLanes() *lanes {
	return &lanes{most: maxInFlight, inFlight: map[models.ID]int{}, slow: map[models.ID]time.Time{}, limited: map[models.ID]bool{}}
}

// slowMost is how many requests in flight may go to slow callbacks, so that there is
// always room for the others.
func (l *lanes) slowMost() int { return l.most * 3 / 4 }

// shareDivisor divides the places that are left into the shares of one
// claim: a share is smaller than maxPerCallback once less than half of all
// places are left (512 / 2 = 32 shares of 8).
func (l *lanes) shareDivisor() int { return l.most / 2 / maxPerCallback }

// crowded is the number of requests in flight from which on a callback may
// be refused a place that it could have had: were all of them slow, less than
// shareDivisor × maxPerCallback places would be left to slow callbacks.
func (l *lanes) crowded() int { return l.slowMost() - l.shareDivisor()*maxPerCallback }

// room returns how many requests may start altogether.
func (l *lanes) room() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.most - l.total
}

// shares divides the room for one claim: it returns a function that tells how
// many requests to a callback may start. The less room there is, the smaller is
// each share, and no share is empty before the room is used up: so a few
// callbacks that hang cannot take all of it.
func (l *lanes) shares() func(callback models.ID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	room, slowRoom := l.most-l.total, l.slowMost()
	for callback, last := range l.slow {
		slowRoom -= l.inFlight[callback]
		if l.inFlight[callback] == 0 && time.Since(last) > slowFor {
			delete(l.slow, callback)
		}
	}
	shares := map[models.ID]int{}
	return func(callback models.ID) int {
		if share, ok := shares[callback]; ok {
			return share
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		_, slow := l.slow[callback]
		left := room
		if slow {
			left = min(room, slowRoom)
		}
		most := min(max(left/l.shareDivisor(), 1), maxPerCallback, left)
		share := max(most-l.inFlight[callback], 0)
		shares[callback] = share
		l.limited[callback] = share < maxPerCallback
		room -= share
		if slow {
			slowRoom -= share
		}
		return share
	}
}

// enter starts a request to a callback.
func (l *lanes) enter(callback models.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	l.inFlight[callback]++
}

// leave ends a request that took so long, and says whether a delivery may be
// waiting for its place.
func (l *lanes) leave(callback models.ID, took time.Duration) (awaited bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	awaited = l.inFlight[callback] >= maxPerCallback || l.limited[callback] || l.total > l.crowded()
	delete(l.limited, callback)
	l.total--
	l.inFlight[callback]--
	if l.inFlight[callback] == 0 {
		delete(l.inFlight, callback)
	}
	if took >= slowAfter {
		l.slow[callback] = time.Now()
	} else {
		delete(l.slow, callback)
	}
	return awaited
}
