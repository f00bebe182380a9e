package delivery

import (
	"context"
	"errors"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// claimAll claims and starts what is due until ctx ends. It is the only
// goroutine that claims, many deliveries with one call, and it never claims more
// than can start at once, so that no lease runs out waiting.
func (e *Engine) claimAll(ctx context.Context, start func(store.Task)) {
	outages := newOutageLog(e.log, "claim deliveries")
	for ctx.Err() == nil {
		err := e.claim(ctx, start)
		outages.note(ctx, err)
		if err != nil {
			sleep(ctx, maxPoll)
			continue
		}
		e.waitForWork(ctx)
	}
}

// claim leases as many deliveries as there is room for, and starts them. When
// ctx ends meanwhile it gives them back. So it does first with what an earlier
// claim may have leased before the database went away.
func (e *Engine) claim(ctx context.Context, start func(store.Task)) error {
	room := e.lanes.room()
	if room == 0 {
		return nil
	}
	callCtx, stop := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer stop()
	if len(e.maybeClaimed) > 0 {
		if err := e.store.Release(callCtx, e.maybeClaimed); err != nil {
			return err
		}
		e.maybeClaimed = nil
	}
	tasks, err := e.store.Claim(callCtx, room, e.lanes.shares(), e.inFlight.overdue()...)
	if err != nil {
		if maybe, ok := errors.AsType[store.MaybeClaimedError](err); ok {
			e.maybeClaimed = maybe.Deliveries
		}
		return err
	}
	if ctx.Err() != nil {
		return e.store.Release(callCtx, deliveryIDs(tasks))
	}
	for _, t := range tasks {
		e.lanes.enter(t.Delivery.CallbackID)
		e.inFlight.begin(t, e.store.Now())
		start(t)
	}
	return nil
}

func deliveryIDs(tasks []store.Task) []models.ID {
	var ids []models.ID
	for _, t := range tasks {
		ids = append(ids, t.Delivery.ID)
		for _, d := range otherMembers(t) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// waitForWork waits until somebody wakes the engine, the next delivery comes
// due, or maxPoll is over. It waits after every claim: a claim takes all that
// there is room for, so to look again at once would find only deliveries of
// callbacks that have no room left.
func (e *Engine) waitForWork(ctx context.Context) {
	select {
	case <-e.wake:
		return
	default:
	}
	timer := time.NewTimer(e.untilNextDue(ctx))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-e.wake:
	case <-timer.C:
	}
}

func (e *Engine) untilNextDue(ctx context.Context) time.Duration {
	if e.lanes.room() == 0 {
		return maxPoll // a request that ends wakes the engine
	}
	ctx, stop := context.WithTimeout(ctx, storeTimeout)
	defer stop()
	next, err := e.store.NextDue(ctx)
	if err != nil || next.IsZero() {
		return maxPoll // the next claim reports what is wrong
	}
	wait := next.Sub(e.store.Now())
	if wait <= 0 {
		return minPoll // due, but its callback has no room left
	}
	return min(wait, maxPoll)
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
