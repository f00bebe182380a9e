package delivery

import (
	"context"
	"log/slog"
	"time"
)

const (
	// resendTick is how long a run rests between two steps: short, so that a rate is
	// no burst each second, and that a stop is felt at once.
	resendTick = 200 * time.Millisecond
	// resendIdle is how long the runner rests when there is nothing to do: somebody
	// may start a run at another instance.
	resendIdle = time.Second
	// resendPatience is how long one step may take.
	resendPatience = 10 * time.Second
)

// ResendStore holds the runs; the store's worker is one.
type ResendStore interface {
	// Step sends the next members of every run again whose turn has come.
	Step(ctx context.Context) (resent int, busy bool, err error)
	TakeOver(ctx context.Context) error
	Release(ctx context.Context) error
}

// Resender works runs until it is told to end.
type Resender struct {
	book   ResendStore
	due    func() // tells the engine that deliveries came due
	log    *slog.Logger
	wake   chan struct{}
	failed bool // the last call of the book failed
}

// NewResender returns a runner that works once Run is called. due is called whenever
// deliveries came due.
func NewResender(book ResendStore, due func(), log *slog.Logger) *Resender {
	return &Resender{book: book, due: due, log: log, wake: make(chan struct{}, 1)}
}

// Wake makes the runner look at once for what is to be done.
func (r *Resender) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Run works until ctx ends, and gives back what it held. It fails at nothing:
// a database that is away is asked again.
func (r *Resender) Run(ctx context.Context) error {
	r.note(ctx, r.limited(ctx, r.book.TakeOver))
	for ctx.Err() == nil {
		rest := resendIdle
		if r.Step(ctx) {
			rest = resendTick
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(rest):
		}
	}
	return r.release(context.WithoutCancel(ctx))
}

// Step works once, and says whether a run is under way.
func (r *Resender) Step(ctx context.Context) (busy bool) {
	var resent int
	err := r.limited(ctx, func(ctx context.Context) (err error) {
		resent, busy, err = r.book.Step(ctx)
		return err
	})
	r.note(ctx, err)
	if resent > 0 {
		r.due()
	}
	return busy && err == nil
}

// release lets other instances go on at once. What it cannot give back comes
// free when its lease ends.
func (r *Resender) release(ctx context.Context) error {
	r.note(ctx, r.limited(ctx, r.book.Release))
	return nil
}

func (r *Resender) limited(ctx context.Context, call func(context.Context) error) error {
	ctx, stop := context.WithTimeout(ctx, resendPatience)
	defer stop()
	return call(ctx)
}

// note logs what goes wrong again and again once, and once when it works
// again.
func (r *Resender) note(ctx context.Context, err error) {
	switch {
	case err != nil && !r.failed && ctx.Err() == nil:
		r.failed = true
		r.log.ErrorContext(ctx, "runs in trouble", "error", err)
	case err == nil && r.failed:
		r.failed = false
		r.log.InfoContext(ctx, "runs out of trouble")
	}
}
