package api

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
)

// BodyBudget bounds the bytes of request bodies that are held in memory at one
// time, over all requests: each may be short enough, and all of them too long.
type BodyBudget struct {
	most int64 // bytes
	held atomic.Int64
}

// NewBodyBudget returns a budget of most bytes.
func NewBodyBudget(most int64) *BodyBudget { return &BodyBudget{most: most} }

// BusyError says that there is no room for one more body just now.
type BusyError struct{}

func (BusyError) Error() string {
	return "Callboard is taking in as much as it can hold. Try again in a few seconds"
}

// Middleware charges the bodies that next reads to the budget, until next has
// answered.
func (b *BodyBudget) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		charge := &bodyCharge{budget: b}
		defer charge.release()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), bodyChargeKey{}, charge)))
	})
}

type bodyChargeKey struct{}

// bodyCharge is what one request holds of a budget. That of nil holds nothing.
type bodyCharge struct {
	budget *BodyBudget
	bytes  int64
}

func chargeOf(r *http.Request) *bodyCharge {
	charge, _ := r.Context().Value(bodyChargeKey{}).(*bodyCharge)
	return charge
}

// take holds n more bytes, or says that there is no room.
func (c *bodyCharge) take(n int) error {
	if c == nil {
		return nil
	}
	c.bytes += int64(n)
	if c.budget.held.Add(int64(n)) > c.budget.most {
		return BusyError{}
	}
	return nil
}

func (c *bodyCharge) release() { c.budget.held.Add(-c.bytes) }

// reader charges what is read.
func (c *bodyCharge) reader(from io.Reader) io.Reader { return chargedReader{from, c} }

type chargedReader struct {
	from   io.Reader
	charge *bodyCharge
}

// Read reads, and fails when there is no room for what came.
func (c chargedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	if full := c.charge.take(n); full != nil {
		return n, full
	}
	return n, err
}
