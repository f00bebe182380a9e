package delivery

import (
	"context"
	"log/slog"
	"time"

	"callboard/models/store"
)

// retentionInterval is how often old rows are looked for, and retentionDelay how long
// after the start the first time: what waits goes first.
const (
	retentionInterval = time.Hour
	retentionDelay    = time.Minute
)

// RetentionStore removes what is kept no longer: store.Retention, and a fake.
type RetentionStore interface {
	Purge(ctx context.Context) ([]store.Purged, error)
}

// RunRetention removes what is kept no longer, every hour until ctx ends.
func RunRetention(ctx context.Context, s RetentionStore, log *slog.Logger) {
	outages := newOutageLog(log, "remove old rows")
	for sleep(ctx, retentionDelay); ctx.Err() == nil; sleep(ctx, retentionInterval) {
		purged, err := s.Purge(ctx)
		outages.note(ctx, err)
		var rows int64
		for _, p := range purged {
			rows += p.Rows
		}
		if rows > 0 {
			log.InfoContext(ctx, "old rows removed", "count", rows)
		}
	}
}
