package runbook_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/runbook"
	"callboard/models/runs"
	"callboard/models/storetest"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		other, gone := w.register("pos"), w.register("old")
		w.add(4, failed)
		w.add(2, models.Delivery{Status: models.Failed, Cause: models.HTTP5xx, CallbackID: other.ID})
		w.add(3, models.Delivery{Status: models.Delivered})
		w.add(1, models.Delivery{Status: models.NotSent, Reason: models.ConditionFalse})
		w.add(1, models.Delivery{Status: models.Retrying, Cause: models.HTTP5xx, PlanPos: 1, PlanLen: 3, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(2, models.Delivery{Status: models.Queued, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(1, models.Delivery{Status: models.Sending, LeaseToken: 5, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		w.add(5, models.Delivery{Status: models.Failed, CallbackID: gone.ID})
		if err := w.book.DB.Model(&gone).Update("deleted_at", 1).Error; err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			order  runs.Order
			count  int
			left   map[runs.Reason]int
			before int
		}{
			{runs.Order{}, 8, map[runs.Reason]int{runs.WasDelivered: 3, runs.Waiting: 2, runs.InFlight: 1, runs.CallbackDeleted: 5}, 0},
			{runs.Order{Delivered: true}, 11, map[runs.Reason]int{runs.Waiting: 2, runs.InFlight: 1, runs.CallbackDeleted: 5}, 3},
			{onlyFailed(), 6, map[runs.Reason]int{runs.CallbackDeleted: 5}, 0},
			{runs.Order{Filter: deliverylog.Filter{Callback: other.PublicID}}, 2, map[runs.Reason]int{}, 0},
			{runs.Order{Filter: deliverylog.Filter{Location: "none"}}, 0, map[runs.Reason]int{}, 0},
		} {
			p, err := w.book.Preview(t.Context(), w.by, c.order)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.left, notZero(p.LeftOut)); diff != "" || p.Count != c.count || p.Before() != c.before {
				t.Errorf("%+v: %d, %d delivered before, left out:\n%s", c.order, p.Count, p.Before(), diff)
			}
		}
		p, err := w.book.Preview(t.Context(), w.by, runs.Order{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]runs.CauseCount{{Cause: models.ConnRefused, Count: 4}, {Cause: models.HTTP5xx, Count: 3}, {Cause: "", Count: 1}}, p.ByCause); diff != "" {
			t.Errorf("by cause:\n%s", diff)
		}
		if len(p.ByCallback) != 2 || p.ByCallback[0].Callback.URL != "https://Shop.example/in" || p.ByCallback[0].Count != 6 || p.ByCallback[1].Count != 2 {
			t.Errorf("by callback: %+v", p.ByCallback)
		}
		if found, err := w.book.Runs(t.Context(), w.by, runbook.Page{Limit: 9}); err != nil || len(found) != 0 {
			t.Errorf("looking made runs: %v, %v", found, err)
		}
	})
}

func notZero(counts map[runs.Reason]int) map[runs.Reason]int {
	kept := map[runs.Reason]int{}
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
	each(t, func(t *testing.T, w *world) {
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
	each(t, func(t *testing.T, w *world) {
		w.add(3, failed)
		retried := w.add(1, models.Delivery{Status: models.Retrying, DueAt: models.At(w.clock.Now().Add(time.Hour))})
		p, err := w.book.Preview(t.Context(), w.by, onlyFailed())
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
	each(t, func(t *testing.T, w *world) {
		ids := w.add(9, failed)
		first, err := w.book.Start(t.Context(), w.by, runbook.Start{Order: onlyFailed(), Key: "7:abc"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := w.book.Start(t.Context(), w.by, runbook.Start{Order: onlyFailed(), Key: "7:abc"})
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
		if one.Resent+two.Resent != 9 || one.Skipped[runs.ResentSince]+two.Skipped[runs.ResentSince] != 9 {
			t.Errorf("the runs say %+v and %+v", one, two)
		}
		w.clock.Advance(25 * time.Hour)
		w.add(1, failed)
		if later, err := w.book.Start(t.Context(), w.by, runbook.Start{Order: onlyFailed(), Key: "7:abc"}); err != nil || later.ID == first.ID {
			t.Errorf("a day later it is still run %s, %v", later.ID, err)
		}
	})
}

func TestStartAtTheSameTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.add(30, failed)
		var mu sync.Mutex
		var all sync.WaitGroup
		made := map[models.ID]bool{}
		for range 4 {
			all.Go(func() {
				run, err := w.book.Start(t.Context(), w.by, runbook.Start{Order: onlyFailed(), Key: "k"})
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
	each(t, func(t *testing.T, w *world) {
		w.add(2, models.Delivery{Status: models.Delivered})
		for field, o := range map[string]runs.Order{"filter": {}, "rate": {Rate: 101}} {
			_, err := w.book.Start(t.Context(), w.by, runbook.Start{Order: o})
			if found, refused := errors.AsType[models.Problems](err); !refused || found.On(field) == "" {
				t.Errorf("%+v: %v", o, err)
			}
		}
	})
}

func TestTooMany(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.add(runs.Most, failed)
		run := w.start(runs.Order{})
		if run.Total != runs.Most {
			t.Fatalf("%d start", run.Total)
		}
		w.add(1, failed)
		p, err := w.book.Preview(t.Context(), w.by, runs.Order{})
		if err != nil || !p.More {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = w.book.Start(t.Context(), w.by, runbook.Start{})
		if found, refused := errors.AsType[models.Problems](err); !refused || found.On("filter") != "More than 10,000 deliveries match. Narrow the time range to 10,000 or fewer." {
			t.Errorf("%v", err)
		}
	})
}

func TestAudit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.add(2, failed)
		run := w.start(onlyFailed())
		if _, err := w.book.Stop(t.Context(), w.by, run.ID); err != nil {
			t.Fatal(err)
		}
		var entries []models.AuditEntry
		if err := w.book.DB.Where("object_kind = ? AND object_id = ?", "run", run.ID).Order("id").Find(&entries).Error; err != nil {
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
	each(t, func(t *testing.T, w *world) {
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
			_, err := w.book.Run(t.Context(), c.by, run.ID)
			if c.sees && err != nil || !c.sees && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
			found, err := w.book.Runs(t.Context(), c.by, runbook.Page{Limit: 5})
			if err != nil || (len(found) == 1) != c.sees {
				t.Errorf("%s lists %d, %v", name, len(found), err)
			}
			if _, err := w.book.Stop(t.Context(), c.by, run.ID); !c.sees && !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%s stops it: %v", name, err)
			}
		}
		if p, err := w.book.Preview(t.Context(), operator(8, models.Grant{CompanyID: stranger.ID, Role: models.Admin}), runs.Order{}); err != nil || p.Count != 0 {
			t.Errorf("a stranger would resend %d, %v", p.Count, err)
		}
	})
}
