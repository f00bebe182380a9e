package delivery

import (
	"context"
	"log/slog"
	"time"

	"callboard/models"
	"callboard/models/store"
)

const (
	// groupTime is how long an outcome waits for others to be written with it.
	groupTime = 3 * time.Millisecond
	groupSize = 128
)

// entry is an outcome on its way to the store.
type entry struct {
	result   store.Result
	leaseEnd models.Millis
	done     func() // called once the outcome is written, or past writing
}

// recorder writes outcomes in groups.
type recorder struct {
	store interface {
		Ledger
		Mint
	}
	in      chan entry
	trouble *trouble
	log     *slog.Logger
}

func newRecorder(s Store, log *slog.Logger) *recorder {
	return &recorder{store: s, in: make(chan entry), log: log, trouble: newTrouble(log, "record results")}
}

// add hands an outcome over. It waits while the store is away.
func (r *recorder) add(e entry) { r.in <- e }

// close says that no outcome will come any more.
func (r *recorder) close() { close(r.in) }

// run writes outcomes until close, and those that came before it.
func (r *recorder) run(ctx context.Context) {
	for first := range r.in {
		group := r.collect(first)
		r.write(ctx, group)
		for _, e := range group {
			e.done()
		}
	}
}

// collect gathers what comes within a few milliseconds of the first.
func (r *recorder) collect(first entry) []entry {
	group := []entry{first}
	timer := time.NewTimer(groupTime)
	defer timer.Stop()
	for len(group) < groupSize {
		select {
		case e, open := <-r.in:
			if !open {
				return group
			}
			group = append(group, e)
		case <-timer.C:
			return group
		}
	}
	return group
}

// write writes a group at once, or, when that does not work, one by one, so
// that an outcome which cannot be written spoils no other.
func (r *recorder) write(ctx context.Context, group []entry) {
	results := make([]store.Result, len(group))
	for i, e := range group {
		results[i] = e.result
	}
	if r.try(ctx, results) == nil {
		return
	}
	for _, e := range group {
		r.insist(ctx, e)
	}
}

// insist writes one outcome, again and again until its lease ends. After that
// somebody else sends the delivery again.
func (r *recorder) insist(ctx context.Context, e entry) {
	wait := 50 * time.Millisecond
	for models.At(r.store.Now()) < e.leaseEnd {
		if r.try(ctx, []store.Result{e.result}) == nil {
			return
		}
		sleep(ctx, wait)
		wait = min(2*wait, longestRest)
	}
	r.log.ErrorContext(ctx, "outcome lost, its lease has ended", "delivery", e.result.Delivery.ID)
}

func (r *recorder) try(ctx context.Context, results []store.Result) error {
	ctx, stop := context.WithTimeout(ctx, patienceDB)
	defer stop()
	lost, err := r.store.Record(ctx, results)
	r.trouble.note(ctx, err)
	if lost > 0 {
		r.log.WarnContext(ctx, "outcomes dropped, their leases were gone", "count", lost)
	}
	return err
}
