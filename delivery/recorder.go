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
	// groupTime is how long an outcome waits for others to be written with it.
	groupTime = 3 * time.Millisecond
	groupSize = 128
	// lastChance is how long before the end of a lease the details of an
	// outcome are given up.
	lastChance = 5 * time.Second
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
	stuck   sync.WaitGroup // outcomes that are written one by one
	trouble *outageLog
	log     *slog.Logger
}

func newRecorder(s Store, log *slog.Logger) *recorder {
	return &recorder{store: s, in: make(chan entry), log: log, trouble: newOutageLog(log, "record results")}
}

// add hands an outcome over. It waits while the store is away.
func (r *recorder) add(e entry) { r.in <- e }

// close says that no outcome will come any more.
func (r *recorder) close() { close(r.in) }

// run writes outcomes until close, and those that came before it.
func (r *recorder) run(ctx context.Context) {
	defer r.stuck.Wait()
	for first := range r.in {
		r.write(ctx, r.collect(first))
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

// write writes a group at once, or, when that does not work, each by itself,
// so that an outcome which cannot be written holds up no other.
func (r *recorder) write(ctx context.Context, group []entry) {
	results := make([]store.Result, len(group))
	for i, e := range group {
		results[i] = e.result
	}
	written := r.try(ctx, results) == nil
	for _, e := range group {
		if written {
			e.done()
			continue
		}
		r.stuck.Go(func() {
			r.retryUntilRecorded(ctx, e)
			e.done()
		})
	}
}

// retryUntilRecorded writes one outcome, again and again until its lease ends. After that
// somebody else sends the delivery again. So that this does not go on for ever
// where the database is there but does not take the outcome, the bare facts
// will do shortly before.
func (r *recorder) retryUntilRecorded(ctx context.Context, e entry) {
	wait := 50 * time.Millisecond
	for models.At(r.store.Now()) < e.leaseEnd {
		if r.try(ctx, []store.Result{e.result}) == nil {
			return
		}
		last := models.At(r.store.Now().Add(lastChance)) >= e.leaseEnd
		if last && r.try(ctx, []store.Result{withoutBodies(e.result)}) == nil {
			r.log.ErrorContext(ctx, "outcome recorded without its details", "delivery", e.result.Delivery.ID)
			return
		}
		sleep(ctx, wait)
		wait = min(2*wait, longestRest)
	}
	r.log.ErrorContext(ctx, "outcome lost, its lease has ended", "delivery", e.result.Delivery.ID)
}

// withoutBodies returns a result without all that came from outside and that nothing
// depends on.
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
