package delivery

import (
	"sync"

	"callboard/models"
)

// lanes count the requests in flight, so that one slow receiver holds up
// nobody but itself.
type lanes struct {
	mu    sync.Mutex
	total int
	of    map[models.ID]int
}

func newLanes() *lanes { return &lanes{of: map[models.ID]int{}} }

// room returns how many requests may start altogether.
func (l *lanes) room() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return altogether - l.total
}

// free returns how many requests to one callback may start.
func (l *lanes) free(callback models.ID) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return perCallback - l.of[callback]
}

func (l *lanes) enter(callback models.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	l.of[callback]++
}

// leave ends a request, and says whether others may have waited for it.
func (l *lanes) leave(callback models.ID) (awaited bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	awaited = l.total >= altogether || l.of[callback] >= perCallback
	l.total--
	l.of[callback]--
	if l.of[callback] == 0 {
		delete(l.of, callback)
	}
	return awaited
}
