package storetest

import (
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// testAccept: an event that the company has had before is passed over with its
// deliveries.
func (q Queue) testAccept(t *testing.T) {
	if next, err := q.Store.NextDue(t.Context()); err != nil || !next.IsZero() {
		t.Errorf("next due of an empty queue: %v, %v", next, err)
	}
	first, again, second := q.event("E1"), q.event("E1"), q.event("E2")
	accepted := []models.Delivery{q.delivery(first, q.Single), q.delivery(again, q.Single), q.delivery(second, q.Single)}
	if err := q.Store.Accept(t.Context(), nil, []models.Event{first}, accepted[:1]); err != nil {
		t.Fatal(err)
	}
	if err := q.Store.Accept(t.Context(), nil, []models.Event{again, second}, accepted[1:]); err != nil {
		t.Fatal(err)
	}
	if next, err := q.Store.NextDue(t.Context()); err != nil || models.At(next) != accepted[0].DueAt {
		t.Errorf("next due: %v, %v", next, err)
	}
	for _, task := range q.claim(t, 2) {
		if task.Delivery.ID == accepted[1].ID {
			t.Error("an event that the company has had before is delivered twice")
		}
	}
}

// testClaim: a claim leases what is due, with all that sending it needs, and
// nobody gets it again before the lease ends.
func (q Queue) testClaim(t *testing.T) {
	due := q.publish(t, q.Single, 1)[0]
	event := q.event("later")
	later := q.delivery(event, q.Single)
	later.DueAt += 3_600_000
	if err := q.Store.Accept(t.Context(), nil, []models.Event{event}, []models.Delivery{later}); err != nil {
		t.Fatal(err)
	}
	task := q.claim(t, 1)[0]
	if task.Delivery.ID != due.ID || task.Event.ID != due.EventID || task.Callback.ID != q.Single.ID || task.Company.ID != q.Company.ID {
		t.Errorf("claimed %+v", task)
	}
	lease := task.Delivery.DueAt.Time().Sub(q.Store.Now())
	if task.Delivery.Status != models.Sending || task.Delivery.LeaseToken == 0 || lease <= q.Single.Timeout() {
		t.Errorf("%s with lease %s of %v", task.Delivery.Status, task.Delivery.LeaseToken, lease)
	}
	q.claim(t, 0)
	if next, err := q.Store.NextDue(t.Context()); err != nil || models.At(next) != task.Delivery.DueAt {
		t.Errorf("next due is %v, %v, want the end of the lease", next, err)
	}
	time.Sleep(lease)
	if again := q.claim(t, 1)[0]; again.Delivery.ID != due.ID || again.Delivery.LeaseToken == task.Delivery.LeaseToken {
		t.Errorf("claimed after the lease: %+v", again.Delivery)
	}
}

// testClaimLimit: a claim takes at most its limit, and at most what is free of a
// callback.
func (q Queue) testClaimLimit(t *testing.T) {
	q.publish(t, q.Single, 10)
	for _, limits := range []struct{ limit, free, want int }{{10, 0, 0}, {0, 10, 0}, {10, 3, 3}, {2, 10, 2}, {10, 10, 5}} {
		tasks, err := q.Store.Claim(t.Context(), limits.limit, func(models.ID) int { return limits.free })
		if err != nil || len(tasks) != limits.want {
			t.Errorf("at most %d, %d of the callback: claimed %d, want %d, %v", limits.limit, limits.free, len(tasks), limits.want, err)
		}
	}
}

// testClaimInFlight: what is still being sent here is not claimed again when its lease
// ends, and its outcome is recorded as long as nobody else has claimed it.
func (q Queue) testClaimInFlight(t *testing.T) {
	q.publish(t, q.Single, 2)
	q.publish(t, q.Batched, 5)
	time.Sleep(q.Batched.BatchWait())
	tasks := q.claim(t, 3)
	var inFlight []models.ID
	for _, task := range tasks[1:] {
		inFlight = append(inFlight, task.Delivery.ID)
		for _, other := range task.Others {
			inFlight = append(inFlight, other.Delivery.ID)
		}
	}
	time.Sleep(time.Hour)
	for _, want := range []int{1, 0} {
		again, err := q.Store.Claim(t.Context(), 10, func(models.ID) int { return 10 }, inFlight...)
		if err != nil || len(again) != want || want == 1 && again[0].Delivery.ID != tasks[0].Delivery.ID {
			t.Errorf("claimed %+v, %v", again, err)
		}
	}
	q.record(t, 0, q.outcome(tasks[1], 0), q.outcome(tasks[2], 0))
	q.record(t, 1, q.outcome(tasks[0], 0))
}

// testHold: what is due to a paused callback is held, not claimed, and so is a
// retry of an attempt that was under way when it was paused.
func (q Queue) testHold(t *testing.T) {
	retried := q.publish(t, q.Single, 1)[0]
	task := q.claim(t, 1)[0]
	q.Pause(t, q.Single)
	q.record(t, 0, q.outcome(task, models.At(q.Store.Now())))
	accepted := q.publish(t, q.Single, 1)[0]
	q.claim(t, 0)
	for id, status := range map[models.ID]models.Status{retried.ID: models.Retrying, accepted.ID: models.Queued} {
		if d := q.Delivery(t, id); d.Status != status || d.HoldReason != models.HeldPaused || d.DueAt != 0 || d.LeaseToken != 0 {
			t.Errorf("%s, held for %q, due %d, lease %s; want %s", d.Status, d.HoldReason, d.DueAt, d.LeaseToken, status)
		}
	}
}

// testRecord: a retry comes due again and a delivered one does not; each attempt
// is kept.
func (q Queue) testRecord(t *testing.T) {
	id := q.publish(t, q.Single, 1)[0].ID
	q.record(t, 0, q.outcome(q.claim(t, 1)[0], models.At(q.Store.Now().Add(time.Minute))))
	if d := q.Delivery(t, id); d.Status != models.Retrying || d.Attempts != 1 || d.PlanPos != 1 || d.Cause != models.HTTP5xx || d.LeaseToken != 0 {
		t.Errorf("after the first attempt: %+v", d)
	}
	q.claim(t, 0)
	time.Sleep(time.Minute)
	delivered := q.outcome(q.claim(t, 1)[0], 0)
	delivered.Delivery.Cause = ""
	q.record(t, 0, delivered)
	if d := q.Delivery(t, id); d.Status != models.Delivered || d.Attempts != 2 || d.DueAt != 0 || d.FinishedAt == 0 || d.LeaseToken != 0 {
		t.Errorf("after the second attempt: %+v", d)
	}
	if attempts := q.Attempts(t, id); len(attempts) != 2 {
		t.Errorf("%d attempts are kept", len(attempts))
	}
	time.Sleep(time.Hour)
	q.claim(t, 0)
}

// testRecordTwice: the same results can be recorded again when it is not known
// whether a call went through.
func (q Queue) testRecordTwice(t *testing.T) {
	q.publish(t, q.Single, 2)
	tasks := q.claim(t, 2)
	stopped := store.Result{Delivery: tasks[1].Delivery} // by its condition: without an attempt
	stopped.Delivery.Status, stopped.Delivery.Reason, stopped.Delivery.DueAt = models.NotSent, models.ConditionFalse, 0
	for range 2 {
		q.record(t, 0, q.outcome(tasks[0], 0), stopped)
	}
	for i, attempts := range []int{1, 0} {
		if n := len(q.Attempts(t, tasks[i].Delivery.ID)); n != attempts {
			t.Errorf("task %d: %d attempts are kept, want %d", i, n, attempts)
		}
	}
}

// testRecordTooLate: an outcome whose lease has gone to another claim is dropped,
// and spoils no other.
func (q Queue) testRecordTooLate(t *testing.T) {
	q.publish(t, q.Single, 2)
	late := q.claim(t, 2)
	q.record(t, 0, q.outcome(late[1], models.At(q.Store.Now().Add(time.Hour))))
	time.Sleep(late[0].Delivery.DueAt.Time().Sub(q.Store.Now()))
	now := q.claim(t, 1)[0]
	q.publish(t, q.Single, 1)
	other := q.claim(t, 1)[0]
	q.record(t, 1, q.outcome(late[0], 0), q.outcome(other, 0))
	if d := q.Delivery(t, now.Delivery.ID); d.Status != models.Sending || d.LeaseToken != now.Delivery.LeaseToken || len(q.Attempts(t, d.ID)) != 0 {
		t.Errorf("an outcome that came too late made it %+v", d)
	}
	if d := q.Delivery(t, other.Delivery.ID); d.Status != models.Delivered {
		t.Errorf("the other outcome made its delivery %s", d.Status)
	}
}

// testPauseByAnswer: an outcome can pause its callback.
func (q Queue) testPauseByAnswer(t *testing.T) {
	q.publish(t, q.Single, 2)
	gone := q.outcome(q.claim(t, 2)[0], 0)
	gone.Delivery.Status, gone.Pause = models.Failed, "The address is gone for good (410)."
	q.record(t, 0, gone)
	waiting := q.publish(t, q.Single, 1)[0]
	q.claim(t, 0)
	if d := q.Delivery(t, waiting.ID); d.HoldReason != models.HeldPaused {
		t.Errorf("what was published after the pause is %s, held for %q", d.Status, d.HoldReason)
	}
}

// testRelease: a lease that is given back leaves the delivery as it was, and due.
func (q Queue) testRelease(t *testing.T) {
	q.publish(t, q.Single, 1)
	q.record(t, 0, q.outcome(q.claim(t, 1)[0], models.At(q.Store.Now())))
	q.publish(t, q.Single, 1)
	tasks := q.claim(t, 2)
	if err := q.Store.Release(t.Context(), []models.ID{tasks[0].Delivery.ID, tasks[1].Delivery.ID}); err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		want := models.Queued
		if task.Delivery.PlanPos > 0 {
			want = models.Retrying
		}
		if d := q.Delivery(t, task.Delivery.ID); d.Status != want || d.DueAt != models.At(q.Store.Now()) || d.LeaseToken != 0 {
			t.Errorf("released %+v, want %s and due", d, want)
		}
	}
	q.record(t, 2, q.outcome(tasks[0], 0), q.outcome(tasks[1], 0))
	q.claim(t, 2)
	if err := q.Store.Release(t.Context(), nil); err != nil {
		t.Errorf("release of nothing: %v", err)
	}
}

// testTakeOver: an instance that was restarted ends its own leases at once.
func (q Queue) testTakeOver(t *testing.T) {
	q.publish(t, q.Single, 3)
	before := q.claim(t, 3)
	q.record(t, 0, q.outcome(before[0], 0))
	if n, err := q.Store.TakeOver(t.Context()); n != 2 || err != nil {
		t.Errorf("took %d leases over, want 2, %v", n, err)
	}
	after := q.claim(t, 2)
	q.record(t, 2, q.outcome(before[1], 0), q.outcome(before[2], 0))
	q.record(t, 0, q.outcome(after[0], 0), q.outcome(after[1], 0))
}

// testBatch: deliveries of a batch wait for each other until the batch is full or
// the oldest has waited long enough, and share one task and one outcome.
func (q Queue) testBatch(t *testing.T) {
	accepted := q.publish(t, q.Batched, 7)
	q.claim(t, 0)
	if err := q.Store.FlushFullBatches(t.Context(), []models.Callback{q.Batched}); err != nil {
		t.Fatal(err)
	}
	full := q.claim(t, 1)[0]
	if len(full.Others) != 4 || full.Delivery.BatchID == 0 {
		t.Fatalf("the full batch %s has %d other members", full.Delivery.BatchID, len(full.Others))
	}
	for _, m := range full.Others {
		if m.Delivery.BatchID != full.Delivery.BatchID || m.Delivery.LeaseToken != full.Delivery.LeaseToken || m.Event.ID != m.Delivery.EventID {
			t.Errorf("member %+v", m)
		}
	}
	q.record(t, 0, q.outcome(full, 0))
	time.Sleep(q.Batched.BatchWait())
	if rest := q.claim(t, 1)[0]; len(rest.Others) != 1 || rest.Delivery.BatchID == full.Delivery.BatchID {
		t.Errorf("the rest went as batch %s with %d others", rest.Delivery.BatchID, len(rest.Others))
	}
	for _, d := range accepted[:5] {
		if now := q.Delivery(t, d.ID); now.Status != models.Delivered || now.Attempts != 1 || now.LeaseToken != 0 {
			t.Errorf("member of the full batch: %+v", now)
		}
		if attempts := q.Attempts(t, d.ID); len(attempts) != 1 {
			t.Errorf("%d attempts are shown of a member", len(attempts))
		}
	}
}

// testBatchRetry: a batch that failed is tried again with the same members.
func (q Queue) testBatchRetry(t *testing.T) {
	q.publish(t, q.Batched, 2)
	time.Sleep(q.Batched.BatchWait())
	first := q.claim(t, 1)[0]
	q.record(t, 0, q.outcome(first, models.At(q.Store.Now().Add(time.Minute))))
	q.publish(t, q.Batched, 1)
	time.Sleep(time.Minute)
	tasks := q.claim(t, 2)
	if tasks[0].Delivery.BatchID != first.Delivery.BatchID {
		tasks[0], tasks[1] = tasks[1], tasks[0]
	}
	if again := tasks[0]; again.Delivery.BatchID != first.Delivery.BatchID || len(again.Others) != 1 || again.Others[0].Delivery.Attempts != 1 {
		t.Errorf("tried again: %+v", again)
	}
	if other := tasks[1]; other.Delivery.BatchID == first.Delivery.BatchID || len(other.Others) != 0 {
		t.Errorf("what came later: %+v", other)
	}
}
