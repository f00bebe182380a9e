// Package delivery is the engine: it accepts events, decides for every
// callback what becomes of them, sends what is due, and records every attempt.
package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"callboard/models"
	"callboard/models/store"
)

const (
	// maxPoll is how long the engine sleeps when nothing wakes it, and minPoll
	// how long when something is due that it could not claim.
	maxPoll = time.Second
	minPoll = 100 * time.Millisecond
	// heartbeatInterval is how often the engine tells the store that it lives.
	heartbeatInterval = 5 * time.Second
	// storeTimeout bounds one call of the store.
	storeTimeout = 10 * time.Second
)

// Store is what the engine needs of the database: *store.Store, and a fake in
// memory for tests of timing. Both pass storetest.QueueTests.
type Store interface {
	// Accepting events.
	Subscribers(ctx context.Context, company models.ID) (models.Subscribers, error)
	Accept(ctx context.Context, changes []models.Change, events []models.Event, deliveries []models.Delivery) error
	FlushFullBatches(ctx context.Context, callbacks []models.Callback) error

	// Claiming what is due, and giving it back with its outcome or without.
	Claim(ctx context.Context, limit int, free func(callback models.ID) int, inFlight ...models.ID) ([]store.Task, error)
	NextDue(ctx context.Context) (time.Time, error)
	Record(ctx context.Context, results []store.Result) (lost int, err error)
	Release(ctx context.Context, ids []models.ID) error

	// The number of this instance, under which it leases and makes ids.
	TakeOver(ctx context.Context) (int, error)
	Beat(ctx context.Context) error
	NewID() models.ID
	Now() time.Time
}

// Engine delivers events to callbacks.
type Engine struct {
	// Conditions runs the conditions of callbacks. Set before Run; without it
	// their deliveries wait.
	Conditions Conditions
	// Held makes the engine accept events and send nothing: what is due waits. Set
	// before Run.
	Held bool

	store            Store
	sender           *Sender
	log              *slog.Logger
	lanes            *lanes
	inFlight         *inFlight
	wake             chan struct{}
	lastBeat         atomic.Pointer[time.Time]
	conditionOutages *outageLog
	ownTrouble       ownTrouble
	maybeClaimed     []models.ID // deliveries that a failed claim may have leased
}

// New returns an engine that works once Run is called. Publish works at once.
func New(s Store, sender *Sender, log *slog.Logger) *Engine {
	return &Engine{
		store: s, sender: sender, log: log, lanes: newLanes(), inFlight: newInFlight(), wake: make(chan struct{}, 1),
		conditionOutages: newOutageLog(log, "run conditions"), ownTrouble: newOwnTrouble(log),
	}
}

// LimitFiles bounds the requests in flight, and the connections that rest, by the files
// that this program may have open. Called before Run.
func (e *Engine) LimitFiles(files uint64) {
	e.lanes.most = placesWithin(files)
	e.sender.limitIdle(e.lanes.most)
}

// Trouble says in words what of this machine keeps requests from leaving now, "" for
// nothing.
func (e *Engine) Trouble() string { return e.ownTrouble.now(e.store.Now()) }

// Wake makes the engine look at once for what is due. The console and the native API
// call it after every change that can make a delivery due: a resend, and a callback
// that is resumed, verified or saved, which may have been switched on again. A change
// that only holds or cancels needs none: a pause, an end, another secret. The APIs of
// the published systems leave it out; what they make due is sent within maxPoll.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // it is about to look anyway
	}
}

// Run delivers until ctx ends. Then it finishes the requests in flight, records
// them and returns nil, at the latest when the last lease would have ended. It
// stops by itself with store.ErrLost when another program has taken the number
// of this instance.
func (e *Engine) Run(ctx context.Context) error {
	unstopped := context.WithoutCancel(ctx) // of the work that goes on after ctx ends
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	e.takeOver(ctx)
	var background, deliveries sync.WaitGroup
	beatCtx, stopBeating := context.WithCancel(unstopped)
	background.Go(func() { e.beat(beatCtx, giveUp) })
	recorder := newRecorder(e.store, e.log)
	background.Go(func() { recorder.run(unstopped) })

	if e.Held {
		<-ctx.Done()
	} else {
		e.claimAll(ctx, func(t store.Task) {
			deliveries.Go(func() { e.deliver(unstopped, t, recorder) })
		})
	}
	deliveries.Wait()
	recorder.close()
	stopBeating()
	background.Wait()
	e.sender.Close()
	if cause := context.Cause(ctx); errors.Is(cause, store.ErrLost) {
		return fmt.Errorf("deliver: %w", cause)
	}
	return nil
}

// takeOver frees the leases that this instance held before it was restarted.
// When that fails, their deliveries come due when the leases end.
func (e *Engine) takeOver(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, storeTimeout)
	defer stop()
	n, err := e.store.TakeOver(ctx)
	switch {
	case err != nil:
		e.log.ErrorContext(ctx, "leases not taken over", "error", err)
	case n > 0:
		e.log.InfoContext(ctx, "leases taken over", "count", n)
	}
}

// beat tells the store regularly that the engine lives. It stops the engine
// when the number of this instance is gone: another one may make the same ids.
func (e *Engine) beat(ctx context.Context, giveUp context.CancelCauseFunc) {
	outages := newOutageLog(e.log, "engine heartbeat")
	for {
		err := e.beatOnce(ctx)
		outages.note(ctx, err)
		if errors.Is(err, store.ErrLost) {
			giveUp(err)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(heartbeatInterval):
		}
	}
}

func (e *Engine) beatOnce(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, storeTimeout)
	defer stop()
	err := e.store.Beat(ctx)
	if err == nil {
		now := time.Now() // not the store's, whose clock may jump
		e.lastBeat.Store(&now)
	}
	return err
}

// SinceBeat returns how long ago the engine last told the store that it lives: since
// 1970 when it never did.
func (e *Engine) SinceBeat() time.Duration {
	last := e.lastBeat.Load()
	if last == nil {
		last = &time.Time{}
	}
	return time.Since(*last)
}
