package delivery

import (
	"context"
	"log/slog"
	"sync"
)

// outageLog logs what goes wrong again and again once, and once when it works
// again, so that an hour without a database is two lines. Several may use it
// at once.
type outageLog struct {
	log    *slog.Logger
	action string
	mu     sync.Mutex
	lasts  bool
}

func newOutageLog(log *slog.Logger, action string) *outageLog {
	return &outageLog{log: log, action: action}
}

// note takes the outcome of one call. A call that was cut short by the end of
// ctx says nothing.
func (t *outageLog) note(ctx context.Context, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil && !t.lasts && ctx.Err() != context.Canceled:
		t.lasts = true
		t.log.ErrorContext(ctx, "engine in trouble", "action", t.action, "error", err)
	case err == nil && t.lasts:
		t.lasts = false
		t.log.InfoContext(ctx, "engine out of trouble", "action", t.action)
	}
}
