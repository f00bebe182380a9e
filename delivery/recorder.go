package delivery

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"callboard/models"
	"callboard/models/store"
)

const (
	// groupDelay is how long an outcome waits for others to be written with it,
	// and groupSize how many are written together at most.
	groupDelay = 3 * time.Millisecond
	groupSize  = 128
	// withoutBodiesFrom is how long before the end of a lease an outcome is
	// written without its bodies, where it cannot be written with them.
	withoutBodiesFrom = 5 * time.Second
)

// outcome is a result that waits to be written.
type outcome struct {
	result   store.Result
	leaseEnd models.Millis
	done     func() // called once the result is written, or given up
}

// recorder writes outcomes in groups.
type recorder struct {
	store    Store
	outcomes chan outcome
	retries  sync.WaitGroup // outcomes that are written each by itself
	outages  *outageLog
	log      *slog.Logger
}

func newRecorder(s Store, log *slog.Logger) *recorder {
	return &recorder{store: s, outcomes: make(chan outcome), log: log, outages: newOutageLog(log, "record results")}
}

// add hands an outcome over. It waits while the store is away.
func (r *recorder) add(o outcome) { r.outcomes <- o }

// close says that no outcome will come any more.
func (r *recorder) close() { close(r.outcomes) }

// run writes outcomes until close, and those that came before it.
func (r *recorder) run(ctx context.Context) {
	defer r.retries.Wait()
	for first := range r.outcomes {
		r.recordGroup(ctx, r.collect(first))
	}
}

// collect gathers the outcomes that come within groupDelay of the first.
func (r *recorder) collect(first outcome) []outcome {
	group := []outcome{first}
	timer := time.NewTimer(groupDelay)
	defer timer.Stop()
	for len(group) < groupSize {
		select {
		case o, open := <-r.outcomes:
			if !open {
				return group
			}
			group = append(group, o)
		case <-timer.C:
			return group
		}
	}
	return group
}

// recordGroup writes a group with one call or, when that fails, each outcome by
// itself, so that one that cannot be written holds up no other.
func (r *recorder) recordGroup(ctx context.Context, group []outcome) {
	results := make([]store.Result, len(group))
	for i, o := range group {
		results[i] = o.result
	}
	written := r.record(ctx, results) == nil
	for _, o := range group {
		if written {
			o.done()
			continue
		}
		r.retries.Go(func() {
			r.retryUntilRecorded(ctx, o)
			o.done()
		})
	}
}

// retryUntilRecorded writes one outcome, again and again until its lease ends.
// After that an instance claims the delivery and sends it again. So that this
// does not go on for ever where the database is there but refuses the outcome,
// it is written without its bodies shortly before.
func (r *recorder) retryUntilRecorded(ctx context.Context, o outcome) {
	backoff := models.Backoff{First: 50 * time.Millisecond, Most: maxPoll}
	for models.At(r.store.Now()) < o.leaseEnd {
		if r.record(ctx, []store.Result{o.result}) == nil {
			return
		}
		ending := models.At(r.store.Now().Add(withoutBodiesFrom)) >= o.leaseEnd
		if ending && r.record(ctx, []store.Result{withoutBodies(o.result)}) == nil {
			r.log.ErrorContext(ctx, "outcome recorded without its details", "delivery", o.result.Delivery.ID)
			return
		}
		_ = backoff.Wait(ctx) // ctx never ends
	}
	r.log.ErrorContext(ctx, "outcome lost, its lease has ended", "delivery", o.result.Delivery.ID)
}

// withoutBodies returns a result without the headers, bodies and details that
// came from outside, on which nothing depends.
func withoutBodies(r store.Result) store.Result {
	r.Delivery.CauseDetail = ""
	if r.Attempt == nil {
		return r
	}
	a := *r.Attempt
	a.RequestHeaders, a.RequestBody, a.ResponseHeaders, a.ResponseBody, a.CauseDetail = nil, nil, nil, nil, ""
	r.Attempt = &a
	return r
}

// record writes results with one call, and logs what becomes of that.
func (r *recorder) record(ctx context.Context, results []store.Result) error {
	ctx, stop := context.WithTimeout(ctx, storeTimeout)
	defer stop()
	lost, err := r.store.Record(ctx, results)
	r.outages.note(ctx, err)
	if lost > 0 {
		r.log.WarnContext(ctx, "outcomes dropped, their leases were gone", "count", lost)
	}
	return err
}
