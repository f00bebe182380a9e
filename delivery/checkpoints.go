package delivery

import (
	"context"
	"log/slog"
	"time"
)

// checkpointInterval is how often the log of the database is looked at, and
// checkpointRetry how soon again while somebody reads what is in it.
const (
	checkpointInterval = 5 * time.Second
	checkpointRetry    = time.Second
)

// CheckpointStore empties the log that its database writes ahead, once that has
// grown, and says whether it is small now.
type CheckpointStore interface {
	Checkpoint(ctx context.Context) (small bool, err error)
}

// RunCheckpoints keeps the log of the database small until ctx ends.
func RunCheckpoints(ctx context.Context, s CheckpointStore, log *slog.Logger) {
	outages := newOutageLog(log, "empty the log of the database")
	for {
		wait := checkpointInterval
		small, err := s.Checkpoint(ctx)
		outages.note(ctx, err)
		if err == nil && !small {
			wait = checkpointRetry
		}
		sleep(ctx, wait)
		if ctx.Err() != nil {
			return
		}
	}
}
