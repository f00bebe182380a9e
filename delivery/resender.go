package delivery

import (
	"context"
	"log/slog"
	"time"
)

const (
	// resendStep is how long the resender waits between two steps while a resend
	// is under way: short, so that a rate is no burst each second, and that a
	// stop takes effect at once.
	resendStep = 200 * time.Millisecond
	// resendIdle is how long it waits when there is none: somebody may start one
	// at another instance.
	resendIdle = time.Second
)

// ResendStore keeps the resend runs: store.ResendWorker, and a fake whose
// database is away.
type ResendStore interface {
	// Step resends the next deliveries of every resend run that is due.
	Step(ctx context.Context) (resent int, busy bool, err error)
	TakeOver(ctx context.Context) error
	Release(ctx context.Context) error
}

// Resender resends the deliveries of resend runs, at the rate of each.
type Resender struct {
	store   ResendStore
	due     func() // tells the engine that deliveries came due
	outages *outageLog
	wake    chan struct{}
}

// NewResender returns a resender that works once Run is called. It calls due
// whenever deliveries came due.
func NewResender(s ResendStore, due func(), log *slog.Logger) *Resender {
	return &Resender{store: s, due: due, outages: newOutageLog(log, "resend"), wake: make(chan struct{}, 1)}
}

// Wake makes the resender look at once for what is to be done. It is to be
// called after a resend run was started or resumed.
func (r *Resender) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Run resends until ctx ends, and then releases its resend runs, so that other
// instances go on with them at once. An error of the store is logged, and the
// store asked again; a lease that cannot be released ends by itself.
func (r *Resender) Run(ctx context.Context) {
	_ = r.call(ctx, r.store.TakeOver)
	for ctx.Err() == nil {
		wait := resendIdle
		if r.step(ctx) {
			wait = resendStep
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(wait):
		}
	}
	_ = r.call(context.WithoutCancel(ctx), r.store.Release)
}

// step resends once, and says whether a resend run is under way.
func (r *Resender) step(ctx context.Context) (busy bool) {
	var resent int
	err := r.call(ctx, func(ctx context.Context) (err error) {
		resent, busy, err = r.store.Step(ctx)
		return err
	})
	if resent > 0 {
		r.due()
	}
	return busy && err == nil
}

// call bounds the time of one call of the store, and logs an outage.
func (r *Resender) call(ctx context.Context, method func(context.Context) error) error {
	callCtx, stop := context.WithTimeout(ctx, storeTimeout)
	defer stop()
	err := method(callCtx)
	r.outages.note(ctx, err)
	return err
}
