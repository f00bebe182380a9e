package models

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff waits between the tries of something that others were in the way of.
// The waits are random, or those who meet once would meet again; the longest of
// them doubles from First to Most.
type Backoff struct {
	First, Most time.Duration
	longest     time.Duration
}

// Wait waits before the next try. It returns why ctx ended, when that is sooner.
func (b *Backoff) Wait(ctx context.Context) error {
	b.longest = max(b.First, min(2*b.longest, b.Most))
	timer := time.NewTimer(rand.N(b.longest) + time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
