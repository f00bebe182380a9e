package delivery

import (
	"context"
	"errors"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// claimAll claims and starts what is due until ctx ends. It alone claims, so
// that large batches stay cheap, and never more than can start at once, so
// that no lease runs out waiting.
func (e *Engine) claimAll(ctx context.Context, start func(store.Task)) {
	trouble := newOutageLog(e.log, "claim deliveries")
	for ctx.Err() == nil {
		err := e.claim(ctx, start)
		trouble.note(ctx, err)
		if err != nil {
			sleep(ctx, longestRest)
			continue
		}
		e.rest(ctx)
	}
}

// claim leases what fits into the lanes and starts it. The lease outlives a
// ctx that ends meanwhile, and is then given back. So is what an earlier claim
// may have leased before the database went away.
func (e *Engine) claim(ctx context.Context, start func(store.Task)) error {
	room := e.lanes.room()
	if room == 0 {
		return nil
	}
	work, stop := context.WithTimeout(context.WithoutCancel(ctx), patienceDB)
	defer stop()
	if len(e.unsure) > 0 {
		if err := e.store.Release(work, e.unsure); err != nil {
			return err
		}
		e.unsure = nil
	}
	tasks, err := e.store.Claim(work, room, e.lanes.offer())
	if err != nil {
		if unsure, half := errors.AsType[store.UnsureError](err); half {
			e.unsure = unsure.Deliveries
		}
		return err
	}
	if ctx.Err() != nil {
		return e.store.Release(work, idsOf(tasks))
	}
	for _, t := range tasks {
		e.lanes.enter(t.Delivery.CallbackID)
		start(t)
	}
	return nil
}

func idsOf(tasks []store.Task) []models.ID {
	var ids []models.ID
	for _, t := range tasks {
		ids = append(ids, t.Delivery.ID)
		for _, d := range others(t) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// rest waits until somebody wakes the engine, the next delivery comes due, or
// the longest rest is over. A claim takes all that there is room for: to look
// again at once would find only what its lanes have no room for.
func (e *Engine) rest(ctx context.Context) {
	select {
	case <-e.wake:
		return
	default:
	}
	timer := time.NewTimer(e.untilDue(ctx))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-e.wake:
	case <-timer.C:
	}
}

func (e *Engine) untilDue(ctx context.Context) time.Duration {
	if e.lanes.room() == 0 {
		return longestRest // a lane that empties wakes us
	}
	ctx, stop := context.WithTimeout(ctx, patienceDB)
	defer stop()
	next, err := e.store.NextDue(ctx)
	if err != nil || next.IsZero() {
		return longestRest // the next claim tells what is wrong
	}
	wait := next.Sub(e.store.Now())
	if wait <= 0 {
		return shortestRest // due, but not for us: its lane is full
	}
	return min(wait, longestRest)
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
