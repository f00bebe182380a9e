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
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		other, gone := w.register("pos"), w.register("old")
		w.add(4, failed)
		w.add(2, models.Delivery{Status: models.Failed, Cause: models.HTTP5xx, CallbackID: other.ID})
		w.add(3, models.Delivery{Status: models.Delivered})
		w.add(1, models.Delivery{Status: models.NotSent, Reason: models.ConditionFalse})
		w.add(1, models.Delivery{Status: models.Retrying, Cause: models.HTTP5xx, PlanPos: 1, PlanLen: 3, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(2, models.Delivery{Status: models.Queued, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(1, models.Delivery{Status: models.Sending, LeaseToken: 5, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(5, models.Delivery{Status: models.Failed, CallbackID: gone.ID})
		if err := w.s.DB().Model(&gone).Update("deleted_at", 1).Error; err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			order  resend.Request
			count  int
			left   map[resend.Reason]int
			before int
		}{
			{resend.Request{}, 8, map[resend.Reason]int{resend.WasDelivered: 3, resend.Waiting: 2, resend.InFlight: 1, resend.CallbackDeleted: 5}, 0},
			{resend.Request{Delivered: true}, 11, map[resend.Reason]int{resend.Waiting: 2, resend.InFlight: 1, resend.CallbackDeleted: 5}, 3},
			{onlyFailed(), 6, map[resend.Reason]int{resend.CallbackDeleted: 5}, 0},
			{resend.Request{Filter: deliverylog.Filter{Callback: other.PublicID}}, 2, map[resend.Reason]int{}, 0},
			{resend.Request{Filter: deliverylog.Filter{Location: "none"}}, 0, map[resend.Reason]int{}, 0},
		} {
			p, err := w.s.PreviewResend(t.Context(), w.by, c.order)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.left, notZero(p.LeftOut)); diff != "" || p.Count != c.count || p.Before() != c.before {
				t.Errorf("%+v: %d, %d delivered before, left out:\n%s", c.order, p.Count, p.Before(), diff)
			}
		}
		p, err := w.s.PreviewResend(t.Context(), w.by, resend.Request{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]resend.CauseCount{{Cause: models.ConnRefused, Count: 4}, {Cause: models.HTTP5xx, Count: 3}, {Cause: "", Count: 1}}, p.ByCause); diff != "" {
			t.Errorf("by cause:\n%s", diff)
		}
		if len(p.ByCallback) != 2 || p.ByCallback[0].Callback.URL != "https://Shop.example/in" || p.ByCallback[0].Count != 6 || p.ByCallback[1].Count != 2 {
			t.Errorf("by callback: %+v", p.ByCallback)
		}
		if found, err := w.s.ResendRuns(t.Context(), w.by, store.ResendPage{Limit: 9}); err != nil || len(found) != 0 {
			t.Errorf("looking made runs: %v, %v", found, err)
		}
	})
}

func notZero(counts map[resend.Reason]int) map[resend.Reason]int {
	kept := map[resend.Reason]int{}
	for why, n := range counts {
		if n > 0 {
			kept[why] = n
		}
	}
	return kept
}

// Exactly what matched when the run started is sent again: not what is beside
// the filter, nor what fails or comes in later.
func TestRunResendsWhatMatchedWhenItStarted(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		ids := w.add(123, failed)
		beside := w.add(80, models.Delivery{Status: models.Delivered})
		fails := w.add(1, models.Delivery{Status: models.Retrying, Cause: models.HTTP5xx, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		run := w.start(onlyFailed())
		if run.Total != 123 || run.CompanyID != w.company.ID || run.LocationID != w.location.ID {
			t.Errorf("starts as %+v", run)
		}
		w.change(fails[0], map[string]any{"status": models.Failed, "due_at": 0, "finished_at": models.At(w.clock.Now())})
		late := w.add(5, failed)
		w.finish(run)
		for _, id := range ids {
			if d := w.delivery(id); d.Resent != 1 || d.Status != models.Queued || d.PlanPos != 0 || d.PlanLen != 10 || d.Attempts != 3 || d.DueAt == 0 {
				t.Fatalf("resent as %+v", d)
			}
		}
		for _, id := range append(append(beside, fails...), late...) {
			if d := w.delivery(id); d.Resent != 0 {
				t.Errorf("resends %+v too", d)
			}
		}
		p := w.progress(run.ID)
		if p.Left != 0 || p.Resent != 123 || p.Waiting != 123 || p.SkippedInAll() != 0 {
			t.Errorf("says %+v", p)
		}
	})
}

// What was previewed is what starts, though more has failed since.
func TestStartKeepsToTheMomentOfItsPreview(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(3, failed)
		retried := w.add(1, models.Delivery{Status: models.Retrying, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		p, err := w.s.PreviewResend(t.Context(), w.by, onlyFailed())
		if err != nil || p.Count != 3 {
			t.Fatalf("%+v, %v", p, err)
		}
		w.clock.Advance(time.Minute)
		w.change(retried[0], map[string]any{"status": models.Failed, "due_at": 0, "finished_at": models.At(w.clock.Now())})
		w.add(4, failed)
		if run := w.start(p.Order); run.Total != 3 {
			t.Errorf("%d start, 3 were shown", run.Total)
		}
	})
}

func TestStartTwice(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		ids := w.add(9, failed)
		first, err := w.s.StartResend(t.Context(), w.by, store.ResendStart{Order: onlyFailed(), Key: "7:abc"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.s.StartResend(t.Context(), w.by, store.ResendStart{Order: onlyFailed(), Key: "7:abc"})
		if err != nil || again.ID != first.ID {
			t.Errorf("the same start makes %s and %s, %v", first.ID, again.ID, err)
		}
		second := w.start(onlyFailed()) // by somebody who names nothing
		w.finish(first)
		w.finish(second)
		for _, id := range ids {
			if d := w.delivery(id); d.Resent != 1 {
				t.Errorf("%s is resent %d times", id, d.Resent)
			}
		}
		one, two := w.progress(first.ID), w.progress(second.ID)
		if one.Resent+two.Resent != 9 || one.Skipped[resend.ResentSince]+two.Skipped[resend.ResentSince] != 9 {
			t.Errorf("the runs say %+v and %+v", one, two)
		}
		w.clock.Advance(25 * time.Hour)
		w.add(1, failed)
		if later, err := w.s.StartResend(t.Context(), w.by, store.ResendStart{Order: onlyFailed(), Key: "7:abc"}); err != nil || later.ID == first.ID {
			t.Errorf("a day later it is still run %s, %v", later.ID, err)
		}
	})
}

func TestStartAtTheSameTime(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(30, failed)
		var mu sync.Mutex
		var all sync.WaitGroup
		made := map[models.ID]bool{}
		for range 4 {
			all.Go(func() {
				run, err := w.s.StartResend(t.Context(), w.by, store.ResendStart{Order: onlyFailed(), Key: "k"})
				mu.Lock()
				defer mu.Unlock()
				if made[run.ID] = true; err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(made) != 1 {
			t.Errorf("%d runs", len(made))
		}
	})
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(2, models.Delivery{Status: models.Delivered})
		for field, o := range map[string]resend.Request{"filter": {}, "rate": {Rate: 101}} {
			_, err := w.s.StartResend(t.Context(), w.by, store.ResendStart{Order: o})
			if found, refused := errors.AsType[models.Problems](err); !refused || found.On(field) == "" {
				t.Errorf("%+v: %v", o, err)
			}
		}
	})
}

func TestTooMany(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(resend.Most, failed)
		run := w.start(resend.Request{})
		if run.Total != resend.Most {
			t.Fatalf("%d start", run.Total)
		}
		w.add(1, failed)
		p, err := w.s.PreviewResend(t.Context(), w.by, resend.Request{})
		if err != nil || !p.More {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = w.s.StartResend(t.Context(), w.by, store.ResendStart{})
		if found, refused := errors.AsType[models.Problems](err); !refused || found.On("filter") != "More than 10,000 deliveries match. Narrow the time range to 10,000 or fewer." {
			t.Errorf("%v", err)
		}
	})
}

func TestAudit(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(2, failed)
		run := w.start(onlyFailed())
		if _, err := w.s.StopResend(t.Context(), w.by, run.ID); err != nil {
			t.Fatal(err)
		}
		var entries []models.AuditEntry
		if err := w.s.DB().Where("object_kind = ? AND object_id = ?", "run", run.ID).Order("id").Find(&entries).Error; err != nil {
			t.Fatal(err)
		}
		if len(entries) != 2 || entries[0].Action != "run.start" || entries[1].Action != "run.stop" || entries[1].ActorName != "ines7@example.org" || entries[0].CompanyID != w.company.ID {
			t.Errorf("audited as %+v", entries)
		}
	})
}

// A run is seen by who may resend all of it, and by who started it.
func TestWhoSeesARun(t *testing.T) {
	t.Parallel()
	eachResendFixture(t, func(t *testing.T, w *resendFixture) {
		w.add(2, failed)
		elsewhere := storetest.Location(t, w.s, w.company)
		stranger := storetest.Company(t, w.s)
		run := w.start(onlyFailed())
		for name, c := range map[string]struct {
			by   models.Access
			sees bool
		}{
			"who started it":    {w.by, true},
			"of its location":   {operator(8, models.Grant{LocationID: w.location.ID, Role: models.Operator}), true},
			"of another one":    {operator(8, models.Grant{LocationID: elsewhere.ID, Role: models.Operator}), false},
			"of another firm":   {operator(8, models.Grant{CompanyID: stranger.ID, Role: models.Admin}), false},
			"of all":            {operator(8, models.Grant{Role: models.Operator}), true},
			"who may only look": {operator(8, models.Grant{CompanyID: w.company.ID, Role: models.Viewer}), false},
			"nobody":            {models.Access{}, false},
		} {
			_, err := w.s.ResendRun(t.Context(), c.by, run.ID)
			if c.sees && err != nil || !c.sees && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
			found, err := w.s.ResendRuns(t.Context(), c.by, store.ResendPage{Limit: 5})
			if err != nil || (len(found) == 1) != c.sees {
				t.Errorf("%s lists %d, %v", name, len(found), err)
			}
			if _, err := w.s.StopResend(t.Context(), c.by, run.ID); !c.sees && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s stops it: %v", name, err)
			}
		}
		if p, err := w.s.PreviewResend(t.Context(), operator(8, models.Grant{CompanyID: stranger.ID, Role: models.Admin}), resend.Request{}); err != nil || p.Count != 0 {
			t.Errorf("a stranger would resend %d, %v", p.Count, err)
		}
	})
}
