package delivery

import (
	"sync"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// nearEnd is how much of a lease may be left when it counts as one that can end.
const nearEnd = 15 * time.Second

// inFlight knows the deliveries that are being sent, with the ends of their leases. A
// lease can end before its request does: the machine stands still for a while, or the
// database's clock jumps. Other instances may take such a delivery over; this one
// knows better. It goes by the monotonic clock of this machine, and is safe for use by
// many at once.
type inFlight struct {
	mu   sync.Mutex
	ends map[models.ID]time.Time
}

func newInFlight() *inFlight { return &inFlight{ends: map[models.ID]time.Time{}} }

// begin notes the deliveries of a task that was claimed at now by the store's clock.
func (f *inFlight) begin(t store.Task, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	end := time.Now().Add(t.Delivery.DueAt.Time().Sub(now))
	for _, id := range deliveryIDs([]store.Task{t}) {
		f.ends[id] = end
	}
}

// end notes that the outcome of a task is written, or given up.
func (f *inFlight) end(t store.Task) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range deliveryIDs([]store.Task{t}) {
		delete(f.ends, id)
	}
}

// overdue lists the deliveries whose leases may have ended.
func (f *inFlight) overdue() []models.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	var overdue []models.ID
	for id, end := range f.ends {
		if time.Until(end) < nearEnd {
			overdue = append(overdue, id)
		}
	}
	return overdue
}
