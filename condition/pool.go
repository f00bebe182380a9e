package condition

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	// children is how many processes run conditions. Each takes at most
	// processorTime for one.
	children = 2
	// maxSlowQueued is how many may wait for the one child that slow conditions
	// share.
	maxSlowQueued = 4
	// slowTime is the processor time from which a condition counts as slow.
	slowTime = processorTime / 2
	// maxKept is how many slow or starved conditions are kept.
	maxKept = 1000
	// waitTime is how long a condition waits for a child.
	waitTime = 5 * time.Second
	// retryDelay is how long Try waits after the machine was too busy.
	retryDelay = 100 * time.Millisecond
)

// Pool runs conditions in a few children. It starts them when the first
// condition comes, and again after each that was killed. Conditions that were
// slow the last time share one child, so that the others always find one.
type Pool struct {
	command  []string
	slots    chan struct{} // one place for each child that is being asked
	slowSlot chan struct{} // the one place for slow conditions

	mu      sync.Mutex
	idle    []*child        // children that wait for a question; the last one was asked last
	slow    map[string]bool // texts of conditions that were slow the last time
	starved starved
	queued  int         // slow conditions that run or wait
	next    chan *child // brings the child that is started ahead, nil for none; nil before the first
}

// NewPool returns a pool whose children are started with command. That must
// lead to Serve.
func NewPool(command ...string) *Pool {
	return &Pool{command: command, slots: make(chan struct{}, children), slowSlot: make(chan struct{}, 1), slow: map[string]bool{}, starved: starved{}}
}

// Close ends the children, once they have answered. The pool cannot be used
// afterwards.
func (p *Pool) Close() {
	for range children {
		p.slots <- struct{}{}
	}
	for _, c := range p.idle {
		c.kill()
	}
	if p.next != nil {
		if c := <-p.next; c != nil {
			c.kill()
		}
	}
}

// Check says why a text is no condition: a Problem, or nil for one that is. Any
// other error says that it could not be found out, as with Try.
func (p *Pool) Check(ctx context.Context, text string) error {
	result, err := p.Try(ctx, Question{Text: text, Scope: Scope{Object: []byte("{}")}, parse: true})
	if err == nil && result.Error != nil {
		return *result.Error
	}
	return err
}

// Try is Run for somebody who waits for the answer: on a busy machine it asks
// again for a while.
func (p *Pool) Try(ctx context.Context, q Question) (Result, error) {
	ctx, stop := context.WithTimeoutCause(ctx, waitTime, ErrBusy)
	defer stop()
	for {
		result, err := p.Run(ctx, q)
		if !errors.Is(err, ErrBusy) {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, err
		case <-time.After(retryDelay):
		}
	}
}

// Run runs a condition. What is wrong with the condition stands in the result; an
// error says that it could not be run: ErrBusy, the end of ctx, or that no child
// could be started.
func (p *Pool) Run(ctx context.Context, q Question) (Result, error) {
	if utf8.RuneCountInString(q.Text) > TextLimit {
		return failed(errLong)
	}
	if len(q.Scope.Object) > ScopeLimit {
		return failed(Problem{Text: "the event is too large for a condition: it may see 1 MiB"})
	}
	leave, err := p.enter(ctx, q.Text)
	if err != nil {
		return Result{}, err
	}
	defer leave()
	if err := wait(ctx, p.slots); err != nil {
		return Result{}, err
	}
	defer func() { <-p.slots }()
	answer, c, err := p.askTwice(p.take(), q)
	p.give(c)
	answer, err = p.noteOutcome(q.Text, answer, err)
	return answer.Result, err
}

// wait takes a place, for which it waits. Most are free at once, so that no timer
// is set.
func wait(ctx context.Context, places chan<- struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	default:
	}
	ctx, stop := context.WithTimeoutCause(ctx, waitTime, ErrBusy)
	defer stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case places <- struct{}{}:
		return nil
	}
}

// take returns the idle child that answered last, whose memory is the warmest, nil
// when there is none.
func (p *Pool) take() *child {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	return c
}

// give makes a child idle again, unless it is nil.
func (p *Pool) give(c *child) {
	if c == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
}

// failed is the result of a condition that cannot be run at all.
func failed(err error) (Result, error) {
	var problem Problem
	if !errors.As(err, &problem) {
		return Result{}, err
	}
	return Result{Error: &problem}, nil
}

// enter waits until a condition may run: a slow one until the slow one before it
// is done. leave is to be called when it has run.
func (p *Pool) enter(ctx context.Context, text string) (leave func(), err error) {
	p.mu.Lock()
	isSlow := p.slow[text]
	full := isSlow && p.queued >= maxSlowQueued
	if isSlow && !full {
		p.queued++
	}
	p.mu.Unlock()
	switch {
	case full:
		return nil, ErrBusy
	case !isSlow:
		return func() {}, nil
	}
	dequeue := func() { p.mu.Lock(); p.queued--; p.mu.Unlock() }
	if err := wait(ctx, p.slowSlot); err != nil {
		dequeue()
		return nil, err
	}
	return func() { <-p.slowSlot; dequeue() }, nil
}

// noteOutcome keeps whether a condition was slow, and ends one that would be asked
// again for ever.
func (p *Pool) noteOutcome(text string, a answer, err error) (answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case errors.Is(err, ErrBusy) && p.starved.again(text):
		a = limitExceeded(tooSlow)
	case err != nil:
		return answer{}, err
	default:
		delete(p.starved, text)
	}
	if !a.LimitExceeded && time.Duration(a.Used)*time.Microsecond < slowTime {
		delete(p.slow, text)
		return a, nil
	}
	if len(p.slow) >= maxKept {
		clear(p.slow)
	}
	p.slow[text] = true
	return a, nil
}
