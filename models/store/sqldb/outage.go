package sqldb

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// outageOver is how long nothing must have failed before an outage counts as over: a
// server that takes some connections and refuses others is one outage.
const outageOver = 5 * time.Second

// outage logs the first call that fails because the database is away, and the first
// that succeeds once it is back, so that an hour without a database is two lines,
// however many calls are refused. It is safe for use by many at once.
type outage struct {
	lasts  atomic.Bool
	mu     sync.Mutex
	since  time.Time
	last   time.Time
	failed int
}

// note takes a failure.
func (o *outage) note(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = time.Now()
	o.failed++
	if o.lasts.Load() {
		return
	}
	o.since, o.failed = o.last, 1
	o.lasts.Store(true)
	slog.Error("the database is away", "error", err)
}

// succeeded takes a success.
func (o *outage) succeeded() {
	if !o.lasts.Load() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Since(o.last) < outageOver || !o.lasts.Load() {
		return
	}
	o.lasts.Store(false)
	slog.Info("the database is back", "took", time.Since(o.since).Round(time.Second), "count", o.failed)
}
