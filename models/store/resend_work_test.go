package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store/storetest"
)

func TestRate(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(60, failed)
		w.start(resend.Request{})
		worker, sent := w.s.ResendWorker(), 0
		for range 10 { // two seconds
			sent += w.step(worker)
			w.clock.Advance(200 * time.Millisecond)
		}
		if sent < 18 || sent > 21 {
			t.Errorf("%d in two seconds at 10 each second", sent)
		}
		w.clock.Advance(time.Hour)
		if n := w.step(worker); n > 11 {
			t.Errorf("%d at once after standing still", n)
		}
	})
}

func TestStopAndResume(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		ids := w.add(20, failed)
		run := w.start(onlyFailed())
		worker := w.s.ResendWorker()
		w.step(worker)
		w.clock.Advance(100 * time.Millisecond)
		w.step(worker)
		stopped, err := w.s.StopResend(t.Context(), w.by, run.ID)
		if err != nil || stopped.Status != resend.Stopped || stopped.StoppedBy != "ines7@example.org" {
			t.Fatalf("%+v, %v", stopped, err)
		}
		before := w.progress(run.ID)
		w.clock.Advance(time.Minute)
		if n := w.step(worker); n != 0 || before.Left == 0 || before.Left+before.Resent != 20 {
			t.Errorf("%d after the stop; it said %+v", n, before)
		}
		if _, err := w.s.StopResend(t.Context(), w.by, run.ID); !errors.Is(err, models.ErrConflict) {
			t.Errorf("stopped twice: %v", err)
		}
		if _, err := w.s.ResumeResend(t.Context(), w.by, run.ID); err != nil {
			t.Fatal(err)
		}
		w.finish(run)
		for _, id := range ids {
			if d := w.delivery(id); d.Resent != 1 {
				t.Errorf("resent %d times", d.Resent)
			}
		}
		for _, again := range []func() (resend.Run, error){
			func() (resend.Run, error) { return w.s.StopResend(t.Context(), w.by, run.ID) },
			func() (resend.Run, error) { return w.s.ResumeResend(t.Context(), w.by, run.ID) },
		} {
			if _, err := again(); !errors.Is(err, models.ErrConflict) {
				t.Errorf("after the end: %v", err)
			}
		}
	})
}

// Who started a run sees it and stops it, also after losing the right to send.
func TestResumeNeedsTheRightOfToday(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		elsewhere := storetest.Company(t, w.s)
		w.add(20, failed)
		run := w.start(onlyFailed())
		moved := operator(7, models.Grant{CompanyID: elsewhere.ID, Role: models.Operator})
		if _, err := w.s.StopResend(t.Context(), moved, run.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.ResumeResend(t.Context(), moved, run.ID); !errors.Is(err, models.ErrNotFound) || w.run(run.ID).Status != resend.Stopped {
			t.Errorf("resumed what is out of reach: %v", err)
		}
		if _, err := w.s.ResumeResend(t.Context(), operator(9, models.Grant{LocationID: w.location.ID, Role: models.Operator}), run.ID); err != nil {
			t.Errorf("somebody of the location: %v", err)
		}
	})
}

// Whoever looks between two turns stays awake for the next one.
func TestTurnIsSoon(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(20, failed)
		w.start(resend.Request{})
		w.step(w.s.ResendWorker())
		switch resent, busy, err := w.s.ResendWorker().Step(t.Context()); {
		case err != nil:
			t.Fatal(err)
		case resent != 0 || !busy:
			t.Errorf("between two turns: %d resent, busy %t", resent, busy)
		}
	})
}

// Several instances work at once, and somebody kills leases in between: each
// delivery is sent again once.
func TestManyWorkers(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		ids := w.add(90, failed)
		run := w.start(onlyFailed())
		var all sync.WaitGroup
		for range 4 {
			worker := w.s.ResendWorker()
			all.Go(func() {
				for range 40 {
					if _, _, err := worker.Step(t.Context()); err != nil {
						t.Error(err)
					}
					w.clock.Advance(15 * time.Millisecond)
					if err := worker.Release(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		w.finish(run)
		for _, id := range ids {
			if d := w.delivery(id); d.Resent != 1 {
				t.Errorf("%s was resent %d times", id, d.Resent)
			}
		}
		if p := w.progress(run.ID); p.Resent != 90 || p.SkippedInAll() != 0 {
			t.Errorf("says %+v", p)
		}
	})
}

// The run of an instance that is gone stays with it until its lease ends;
// the instance itself takes it over at once when it comes back.
func TestWorkerThatDied(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(90, failed)
		w.start(resend.Request{})
		w.step(w.s.ResendWorker())
		w.clock.Advance(time.Second)
		restarted, other := w.s.ResendWorker(), w.s.AnotherInstance().ResendWorker()
		if err := other.TakeOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.step(other); n != 0 {
			t.Errorf("another instance sends %d while the lease lasts", n)
		}
		if err := restarted.TakeOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.step(restarted); n == 0 {
			t.Error("the instance does not take its run over")
		}
		w.clock.Advance(11 * time.Second)
		if n := w.step(other); n == 0 {
			t.Error("nobody takes the run over")
		}
	})
}

// What cannot be read of one run is no trouble of the others.
func TestRunInTrouble(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		bad := failed
		bad.CallbackID = w.register("broken").ID
		w.add(2, bad)
		w.start(resend.Request{})
		w.add(2, failed)
		w.start(resend.Request{Filter: deliverylog.Filter{Callback: w.callback.PublicID}})
		if err := w.s.DB().Exec("UPDATE callbacks SET settings = '{' WHERE id = ?", bad.CallbackID).Error; err != nil {
			t.Fatal(err)
		}
		resent, busy, err := w.s.ResendWorker().Step(t.Context())
		if resent == 0 || !busy || err == nil {
			t.Errorf("resent %d, busy %t, %v", resent, busy, err)
		}
	})
}

func TestSkipped(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		gone := w.register("old")
		retrying := models.Delivery{Status: models.Retrying, PlanPos: 1, PlanLen: 3, DueAt: models.At(w.clock.Now().Add(time.Hour))}
		fine, waits := w.add(2, failed), w.add(4, retrying)
		old := failed
		old.CallbackID = gone.ID
		w.add(3, old)
		run := w.start(resend.Request{})
		w.change(waits[0], map[string]any{"status": models.Delivered, "due_at": 0})
		w.change(waits[1], map[string]any{"status": models.Cancelled, "due_at": 0})
		w.change(waits[2], map[string]any{"status": models.Sending, "lease_token": 5})
		if err := w.s.Resend(t.Context(), w.by, fine[1]); err != nil {
			t.Fatal(err)
		}
		if err := w.s.DB().Model(&gone).Update("deleted_at", 1).Error; err != nil {
			t.Fatal(err)
		}
		w.finish(run)
		p := w.progress(run.ID)
		want := map[resend.Reason]int{resend.DeliveredSince: 1, resend.CancelledSince: 1, resend.InFlight: 1, resend.ResentSince: 1, resend.CallbackDeleted: 3}
		if diff := cmp.Diff(want, p.Skipped); diff != "" || p.Resent != 2 || p.SkippedInAll() != 7 {
			t.Errorf("%+v\n%s", p, diff)
		}
	})
}

// What came of a run is told of its own resends, whatever happens to the
// deliveries afterwards, and is kept once it is settled.
func TestResult(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		ids := w.add(6, failed)
		run := w.start(onlyFailed())
		w.finish(run)
		end := func(id models.ID, status models.Status, cause models.Cause) {
			w.change(id, map[string]any{"status": status, "cause": cause, "due_at": 0, "finished_at": models.At(w.clock.Now())})
		}
		end(ids[0], models.Delivered, "")
		end(ids[1], models.Delivered, "")
		end(ids[2], models.Failed, models.HTTP5xx)
		end(ids[3], models.Failed, models.ConnRefused)
		end(ids[4], models.Failed, models.ConnRefused)
		if p := w.progress(run.ID); p.Delivered != 2 || p.Failed != 3 || p.Waiting != 1 || p.FailedBy[0] != (resend.CauseCount{Cause: models.ConnRefused, Count: 2}) {
			t.Errorf("says %+v", p)
		}
		again := w.start(resend.Request{Filter: deliverylog.Filter{Run: run.ID, Status: []models.Status{models.Failed}}})
		if again.Total != 3 {
			t.Errorf("%d failed again, %d are resent", 3, again.Total)
		}
		w.finish(again)
		for _, id := range ids[2:5] {
			end(id, models.Delivered, "")
		}
		if err := w.s.Resend(t.Context(), w.by, ids[5]); err != nil { // it waits still
			t.Fatal(err)
		}
		want := resend.Progress{Resent: 6, Delivered: 2, Failed: 3, Replaced: 1, FailedBy: []resend.CauseCount{{Cause: models.ConnRefused, Count: 2}, {Cause: models.HTTP5xx, Count: 1}}}
		if diff := cmp.Diff(want, w.progress(run.ID)); diff != "" {
			t.Errorf("after the second run:\n%s", diff)
		}
		of, err := w.s.ResendsOf(t.Context(), w.by.Scope, ids[3])
		if err != nil || len(of) != 2 || of[1].RunID != run.ID || of[0].RunID != again.ID || of[0].ActorName != w.by.Actor.Name || of[0].At == 0 {
			t.Errorf("the delivery was resent by %v, %v", of, err)
		}
		if of, err := w.s.ResendsOf(t.Context(), models.Scope{Companies: []models.ID{1}}, ids[3]); err != nil || len(of) != 0 {
			t.Errorf("a stranger reads of %v, %v", of, err)
		}
		w.clock.Advance(time.Minute)
		w.step(w.s.ResendWorker())
		if settled := w.run(run.ID); settled.SettledAt == 0 {
			t.Error("it is not settled")
		}
		if err := w.s.DB().Where("1 = 1").Delete(&models.Delivery{}).Error; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.progress(run.ID)); diff != "" {
			t.Errorf("once the log is cleared:\n%s", diff)
		}
		if of, err := w.s.ResendsOf(t.Context(), w.by.Scope, ids[3]); err != nil || len(of) != 0 {
			t.Errorf("a removed delivery was resent by %v, %v", of, err)
		}
	})
}
