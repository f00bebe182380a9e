package delivery

import (
	"context"
	"log/slog"
	"sync"
)

// outageLog logs the first of many failures of an action, and the first success
// after them, so that an hour without a database is two lines. It is safe for
// use by many at once.
type outageLog struct {
	log    *slog.Logger
	action string
	mu     sync.Mutex
	down   bool
}

func newOutageLog(log *slog.Logger, action string) *outageLog {
	return &outageLog{log: log, action: action}
}

// note takes the outcome of one call. A call that failed because ctx ended is
// not counted.
func (o *outageLog) note(ctx context.Context, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case err != nil && !o.down && ctx.Err() != context.Canceled:
		o.down = true
		o.log.ErrorContext(ctx, "engine in trouble", "action", o.action, "error", err)
	case err == nil && o.down:
		o.down = false
		o.log.InfoContext(ctx, "engine out of trouble", "action", o.action)
	}
}
