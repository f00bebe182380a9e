package condition

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	// children is how many processes run conditions. Each takes a twentieth of a
	// second of processor time for one, at most.
	children = 2
	// lateCount is how many may wait for the one child that slow conditions
	// share.
	lateCount = 4
	// slow is the processor time from which a condition counts as slow.
	slow = processorTime / 2
	// remembered is how many slow conditions are kept in mind.
	remembered = 1000
	// patience is how long a condition waits for a child.
	patience = 5 * time.Second
	// between is how long a try that found the machine busy rests.
	between = 100 * time.Millisecond
)

// Pool runs conditions in a few children. It starts them when the first
// condition comes, and again after each that was killed. Conditions that were
// slow the last time share one child, so that the others always find one.
type Pool struct {
	command []string
	slots   chan struct{} // filled by those who ask a child
	late    chan struct{}

	mu      sync.Mutex
	idle    []*child // those that wait for a question; the last one was asked last
	slow    map[string]bool
	starved starved
	queued  int         // slow ones that run or wait
	next    chan *child // brings the child that is started ahead, nil for none; nil before the first
}

// NewPool returns a pool whose children are started with command. That must
// lead to Serve.
func NewPool(command ...string) *Pool {
	return &Pool{command: command, slots: make(chan struct{}, children), late: make(chan struct{}, 1), slow: map[string]bool{}, starved: starved{}}
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

// Check says what keeps a text from being a condition: a Problem, or nil. Any
// other error says that it could not be found out, as of Try.
func (p *Pool) Check(ctx context.Context, text string) error {
	result, err := p.Try(ctx, Question{Text: text, Scope: []byte("{}"), parse: true})
	if err == nil && result.Error != nil {
		return *result.Error
	}
	return err
}

// Try is Run for somebody who waits for the answer: on a busy machine it asks
// again for a while.
func (p *Pool) Try(ctx context.Context, q Question) (Result, error) {
	ctx, stop := context.WithTimeoutCause(ctx, patience, ErrBusy)
	defer stop()
	for {
		result, err := p.Run(ctx, q)
		if !errors.Is(err, ErrBusy) {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, err
		case <-time.After(between):
		}
	}
}

// Run runs a condition. What the condition does wrong stands in the result;
// an error says that it could not be run: ErrBusy, the end of ctx, or that no
// child could be started.
func (p *Pool) Run(ctx context.Context, q Question) (Result, error) {
	if utf8.RuneCountInString(q.Text) > TextLimit {
		return failed(errLong)
	}
	if len(q.Scope) > ScopeLimit {
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
	answer, c, err := p.twice(p.take(), q)
	p.give(c)
	answer, err = p.settled(q.Text, answer, err)
	return answer.Result, err
}

// wait waits for a place. Most find one at once, and set no timer.
func wait(ctx context.Context, places chan<- struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	default:
	}
	ctx, stop := context.WithTimeoutCause(ctx, patience, ErrBusy)
	defer stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case places <- struct{}{}:
		return nil
	}
}

// take returns the child that answered last: its memory is the warmest. It is
// nil when there is none.
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

// give lets a child wait for the next question, unless it is nil.
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

// enter lets a condition to the children: a slow one when the slow one before
// it is done.
func (p *Pool) enter(ctx context.Context, text string) (leave func(), err error) {
	p.mu.Lock()
	isSlow := p.slow[text]
	full := isSlow && p.queued >= lateCount
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
	gone := func() { p.mu.Lock(); p.queued--; p.mu.Unlock() }
	if err := wait(ctx, p.late); err != nil {
		gone()
		return nil, err
	}
	return func() { <-p.late; gone() }, nil
}

// settled remembers whether a condition was slow, and ends one that would be
// asked for ever.
func (p *Pool) settled(text string, a answer, err error) (answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case errors.Is(err, ErrBusy) && p.starved.again(text):
		a = breach(tooSlow)
	case err != nil:
		return answer{}, err
	default:
		delete(p.starved, text)
	}
	if !a.Breach && time.Duration(a.Used)*time.Microsecond < slow {
		delete(p.slow, text)
		return a, nil
	}
	if len(p.slow) >= remembered {
		clear(p.slow)
	}
	p.slow[text] = true
	return a, nil
}

// A condition for which the machine left its child no time has proved nothing
// and is asked again later. One that came to no end so often and for so long,
// while others did, would be asked for ever: it counts as too slow.
const (
	starvedTimes = 10
	starvedFor   = 20 * time.Second
)

// starved keeps in mind how often in a row, and since when, conditions came to
// no end for want of time.
type starved map[string]starving

type starving struct {
	since time.Time
	times int
}

// again notes that text came to no end once more. It says whether that counts.
func (s starved) again(text string) bool {
	if len(s) >= remembered {
		clear(s)
	}
	one := s[text]
	if one.times++; one.times == 1 {
		one.since = time.Now()
	}
	s[text] = one
	return one.times >= starvedTimes && time.Since(one.since) >= starvedFor
}
