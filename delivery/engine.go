// Package delivery is the engine: it accepts events, decides for every
// callback what becomes of them, sends what is due, and records every attempt.
package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"callboard/models"
	"callboard/models/store"
)

const (
	// longestRest is how long the engine sleeps though nothing wakes it, and
	// shortestRest how long when something is due that it could not claim.
	longestRest  = time.Second
	shortestRest = 100 * time.Millisecond
	// beatEvery is how often the engine says that it lives.
	beatEvery = 5 * time.Second
	// patienceDB is how long one call of the store may take.
	patienceDB = 10 * time.Second
)

// Acceptor takes events in.
type Acceptor interface {
	Subscribers(ctx context.Context, company models.ID) (models.Subscribers, error)
	Accept(ctx context.Context, change *models.Change, events []models.Event, deliveries []models.Delivery) error
	FlushFullBatches(ctx context.Context, callbacks []models.Callback) error
}

// Queue hands out what is due.
type Queue interface {
	Claim(ctx context.Context, limit int, free func(callback models.ID) int) ([]store.Task, error)
	NextDue(ctx context.Context) (time.Time, error)
}

// Ledger takes leases back, with their outcome or without.
type Ledger interface {
	Record(ctx context.Context, results []store.Result) (lost int, err error)
	Release(ctx context.Context, ids []models.ID) error
}

// Life tells the other instances about this one.
type Life interface {
	TakeOver(ctx context.Context) (int, error)
	Beat(ctx context.Context) error
}

// Mint makes ids and tells the time.
type Mint interface {
	NewID() models.ID
	Now() time.Time
}

// Store is what the engine needs of the store.
type Store interface {
	Acceptor
	Queue
	Ledger
	Life
	Mint
}

// Engine delivers events to callbacks.
type Engine struct {
	// Conditions runs the conditions of callbacks. Set before Run; without it
	// their deliveries wait.
	Conditions Conditions

	store  Store
	sender *Sender
	log    *slog.Logger
	lanes  *lanes
	wake   chan struct{}
	asking *outageLog  // with conditions
	unsure []models.ID // deliveries that a failed claim may have leased
}

// New returns an engine that works once Run is called. Publish works at once.
func New(s Store, sender *Sender, log *slog.Logger) *Engine {
	return &Engine{store: s, sender: sender, log: log, lanes: newLanes(), wake: make(chan struct{}, 1), asking: newOutageLog(log, "run conditions")}
}

// Wake makes the engine look at once for what is due.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Run delivers until ctx ends. Then it finishes what is in flight, records
// it, and returns nil: at the latest when the last lease would have ended. It
// stops by itself with store.ErrLost when another program has taken this
// one's number.
func (e *Engine) Run(ctx context.Context) error {
	work := context.WithoutCancel(ctx)
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	e.takeOver(ctx)
	var helpers, flights sync.WaitGroup
	beating, stopBeating := context.WithCancel(work)
	helpers.Go(func() { e.beat(beating, giveUp) })
	book := newRecorder(e.store, e.log)
	helpers.Go(func() { book.run(work) })

	e.claimAll(ctx, func(t store.Task) {
		flights.Go(func() { e.deliver(work, t, book) })
	})
	flights.Wait()
	book.close()
	stopBeating()
	helpers.Wait()
	e.sender.Close()
	if cause := context.Cause(ctx); errors.Is(cause, store.ErrLost) {
		return fmt.Errorf("deliver: %w", cause)
	}
	return nil
}

// takeOver frees the leases that this instance held before it was restarted.
// What it cannot free now comes due when its lease ends.
func (e *Engine) takeOver(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, patienceDB)
	defer stop()
	n, err := e.store.TakeOver(ctx)
	switch {
	case err != nil:
		e.log.ErrorContext(ctx, "leases not taken over", "error", err)
	case n > 0:
		e.log.InfoContext(ctx, "leases taken over", "count", n)
	}
}

// beat notes regularly that the engine lives, and gives up when its number is
// gone: ids made under it might be made twice.
func (e *Engine) beat(ctx context.Context, giveUp context.CancelCauseFunc) {
	trouble := newOutageLog(e.log, "engine heartbeat")
	for {
		err := e.beatOnce(ctx)
		trouble.note(ctx, err)
		if errors.Is(err, store.ErrLost) {
			giveUp(err)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(beatEvery):
		}
	}
}

func (e *Engine) beatOnce(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, patienceDB)
	defer stop()
	return e.store.Beat(ctx)
}
