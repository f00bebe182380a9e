package store_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
)

// outcome returns what the engine makes of an attempt with this answer.
func outcome(task store.Task, status models.Status, code int) store.Result {
	d := task.Delivery
	d.Status, d.Code, d.Took, d.Attempts, d.PlanPos = status, code, 1500, d.Attempts+1, d.PlanPos+1
	d.CallbackVersion, d.Host = task.Callback.Version, task.Callback.Host
	d.DueAt, d.FinishedAt = 0, models.At(noon)
	attempt := &models.Attempt{
		Number: d.Attempts, CallbackVersion: d.CallbackVersion, StartedAt: models.At(noon), Method: "POST", URL: task.Callback.URL,
		RequestHeaders: []models.Header{{Name: "Authorization", Hidden: true}, {Name: "X-Test-Event", Value: "true"}},
		RequestBody:    []byte(`{"event_id":"E1","person":` + string(task.Event.Data) + `}`),
		Code:           code, ResponseHeaders: []models.Header{{Name: "Server", Value: "pos"}},
		ResponseBody: []byte("\x00\xff thank you"), ResponseSize: 12,
		Timing:        models.Timing{DNS: 1, Connect: 2, TLSTime: 3, Wait: 4, Read: 5, Total: 1500},
		RemoteAddress: "203.0.113.9:443", LocalAddress: "198.51.100.7:5000", TLS: "TLS 1.3",
	}
	if status == models.Retrying {
		d.DueAt, d.FinishedAt = models.At(noon.Add(5*time.Minute)), 0
	}
	if code >= 400 {
		d.Cause, attempt.Cause = models.HTTP5xx, models.HTTP5xx
	}
	return store.Result{Delivery: d, Attempt: attempt}
}

func (a fixture) attempts(t *testing.T, delivery models.ID) []models.Attempt {
	t.Helper()
	found, err := a.s.Attempts(t.Context(), models.Everything, delivery)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestRecord(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 1)
		first := outcome(a.claim(t, 1)[0], models.Retrying, 500)
		record(t, a, first)
		clock.Advance(5 * time.Minute)
		second := outcome(a.claim(t, 1)[0], models.Delivered, 204)
		record(t, a, second)

		want := second.Delivery
		want.LeaseOwner, want.LeaseToken = 0, 0
		if diff := cmp.Diff(want, a.delivery(t, want.ID)); diff != "" {
			t.Errorf("delivery:\n%s", diff)
		}
		attempts := a.attempts(t, want.ID)
		if len(attempts) != 2 || attempts[0].Number != 2 {
			t.Fatalf("%d attempts, want two, newest first", len(attempts))
		}
		for i, r := range []store.Result{second, first} {
			made := *r.Attempt
			made.ID, made.CompanyID, made.DeliveryID, made.LeaseToken = attempts[i].ID, a.company.ID, want.ID, r.Delivery.LeaseToken
			if diff := cmp.Diff(made, attempts[i]); diff != "" {
				t.Errorf("attempt %d:\n%s", made.Number, diff)
			}
		}
		if got := a.counters(t); len(got) != 1 || got[models.Delivered] != 1 {
			t.Errorf("counters %v, want one delivered", got)
		}
		var kept models.Attempt
		if err := a.s.DB().Take(&kept, "id = ?", attempts[0].ID).Error; err != nil || kept.BodyPacking != models.PackedAroundData || len(kept.RequestBody) > 40 {
			t.Errorf("body is kept in %d bytes, packing %d, %v", len(kept.RequestBody), kept.BodyPacking, err)
		}
	})
}

func TestRecordCounts(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		c := a.addCallback(t, a.eventCallback())
		test := a.newEvent("T1")
		test.Test = true
		a.accept(t, []models.Event{test}, []models.Delivery{a.newDelivery(test, c)})
		a.publish(t, c, 4)
		tasks := a.claim(t, 5)
		record(t, a, outcome(tasks[0], models.Delivered, 200), outcome(tasks[1], models.Delivered, 200), outcome(tasks[2], models.Failed, 500))
		clock.Advance(time.Hour)
		record(t, a, outcome(tasks[3], models.Delivered, 200), outcome(tasks[4], models.Delivered, 200))

		var rows []models.HourlyCounter
		if err := a.s.DB().Order("hour, status").Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		row := models.HourlyCounter{CompanyID: a.company.ID, LocationID: a.location.ID, CallbackID: c.ID}
		row.Hour = models.At(noon.Truncate(time.Hour))
		want := []models.HourlyCounter{row, row, row}
		want[0].Status, want[0].Count, want[0].TookTotal = models.Delivered, 1, 1500
		want[1].Status, want[1].Count, want[1].TookTotal, want[1].Cause = models.Failed, 1, 1500, models.HTTP5xx
		want[2].Status, want[2].Count, want[2].TookTotal = models.Delivered, 2, 3000
		want[2].Hour += models.Millis(time.Hour / time.Millisecond)
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("counters, the test left out:\n%s", diff)
		}
	})
}

func TestRecordLostLease(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 2)
		slow := a.claim(t, 2)
		clock.Advance(time.Hour)
		quick := a.claim(t, 1)[0]
		kept := slow[0]
		if kept.Delivery.ID == quick.Delivery.ID {
			kept = slow[1]
		}
		late := quick
		for _, task := range slow {
			if task.Delivery.ID == quick.Delivery.ID {
				late = task
			}
		}
		lost, err := a.s.Record(t.Context(), []store.Result{outcome(late, models.Failed, 500), outcome(kept, models.Delivered, 200)})
		if lost != 1 || err != nil {
			t.Errorf("%d lost, %v; want the stolen one", lost, err)
		}
		if n := len(a.attempts(t, late.Delivery.ID)); n != 0 {
			t.Errorf("the lost result left %d attempts", n)
		}
		if d := a.delivery(t, quick.Delivery.ID); d.Status != models.Sending || d.LeaseToken != quick.Delivery.LeaseToken {
			t.Errorf("the thief's lease became %+v", d)
		}
		record(t, a, outcome(quick, models.Delivered, 200))
		if got := a.counters(t); got[models.Delivered] != 2 || got[models.Failed] != 0 {
			t.Errorf("counters %v", got)
		}
	})
}

func TestRecordAgain(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 3)
		tasks := a.claim(t, 3)
		stopped := store.Result{Delivery: tasks[2].Delivery}
		stopped.Delivery.Status, stopped.Delivery.Reason, stopped.Delivery.DueAt = models.NotSent, models.ConditionFalse, 0
		results := []store.Result{outcome(tasks[0], models.Delivered, 200), outcome(tasks[1], models.Retrying, 500), stopped}
		record(t, a, results...)
		record(t, a, results...)
		if n := len(rowsOf[models.Attempt](t, a)); n != 2 {
			t.Errorf("%d attempts", n)
		}
		if got := a.counters(t); got[models.Delivered] != 1 || got[models.NotSent] != 1 {
			t.Errorf("counters %v", got)
		}
		record(t, a)
	})
}

func TestRecordRetryOfAChangedCallback(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		for _, c := range []struct {
			name   string
			change func(c models.Callback) error
			status models.Status
			hold   models.Hold
			reason models.Reason
		}{
			{"not changed", func(models.Callback) error { return nil }, models.Retrying, "", ""},
			{"paused", func(c models.Callback) error {
				_, err := a.s.PauseCallback(t.Context(), a.by(), c.PublicID, "work on it")
				return err
			}, models.Retrying, models.HeldPaused, ""},
			{"not active any more", func(c models.Callback) error {
				c.IsActive = false
				return a.s.UpdateCallback(t.Context(), a.by(), &c)
			}, models.Retrying, models.HeldInactive, ""},
			{"ended", func(c models.Callback) error {
				_, err := a.s.EndCallback(t.Context(), a.by(), c.PublicID, false)
				return err
			}, models.Cancelled, "", models.CancelledByEnd},
			{"ended, what waits is kept", func(c models.Callback) error {
				_, err := a.s.EndCallback(t.Context(), a.by(), c.PublicID, true)
				return err
			}, models.Retrying, "", ""},
			{"deleted", func(c models.Callback) error {
				return a.s.DeleteCallback(t.Context(), a.by(), c.PublicID)
			}, models.Cancelled, "", models.CancelledByDelete},
		} {
			callback := a.addCallback(t, a.postbackCallback())
			a.publish(t, callback, 2)
			tasks := a.claim(t, 2)
			if err := c.change(callback); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			record(t, a, outcome(tasks[0], models.Retrying, 500), outcome(tasks[1], models.Delivered, 200))
			d := a.delivery(t, tasks[0].Delivery.ID)
			if d.Status != c.status || d.HoldReason != c.hold || d.Reason != c.reason {
				t.Errorf("%s: %s, held %q, reason %q", c.name, d.Status, d.HoldReason, d.Reason)
			}
			if waits := c.status == models.Retrying && c.hold == ""; (d.DueAt != 0) != waits || (d.FinishedAt != 0) != d.Status.Final() {
				t.Errorf("%s: due %d, finished %d", c.name, d.DueAt, d.FinishedAt)
			}
			if d := a.delivery(t, tasks[1].Delivery.ID); d.Status != models.Delivered || d.HoldReason != "" {
				t.Errorf("%s: what was delivered is %s", c.name, d.Status)
			}
			if n := len(a.attempts(t, d.ID)); n != 1 || d.LeaseToken != 0 {
				t.Errorf("%s: %d attempts, lease %d", c.name, n, d.LeaseToken)
			}
		}
	})
}

func TestRecordPauses(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.postbackCallback())
		a.publish(t, c, 3)
		tasks := a.claim(t, 2)
		gone := outcome(tasks[0], models.Failed, 410)
		gone.Pause = "The receiver says this address is gone."
		record(t, a, outcome(tasks[1], models.Retrying, 500), gone)
		if c := a.callback(t, c.PublicID); !c.Paused() || c.PauseReason != gone.Pause {
			t.Errorf("paused at %d for %q", c.PausedAt, c.PauseReason)
		}
		held := 0
		for _, d := range rowsOf[models.Delivery](t, a) {
			if d.HoldReason == models.HeldPaused && d.DueAt == 0 {
				held++
			}
		}
		if held != 2 {
			t.Errorf("%d held, want the retry and the one that waits", held)
		}
		entries := audited(t, a.s, c.ID)
		if last := entries[len(entries)-1]; last.Action != "callback.pause" || last.ActorKind != models.ProgramActor {
			t.Errorf("audited as %s by %s", last.Action, last.ActorKind)
		}
		record(t, a, gone)
		ended := a.addCallback(t, a.eventCallback())
		a.publish(t, ended, 1)
		last := outcome(a.claim(t, 1)[0], models.Failed, 410)
		last.Pause = gone.Pause
		if _, err := a.s.EndCallback(t.Context(), a.by(), ended.PublicID, false); err != nil {
			t.Fatal(err)
		}
		record(t, a, last)
	})
}

func TestRecordKeepsBytes(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		bodies := [][]byte{nil, []byte("\x00\xff\xfe'\"\\\x1a"), bytes.Repeat([]byte("0123456789abcde\n"), 1<<17)}
		a.publish(t, c, len(bodies))
		for i, task := range a.claim(t, len(bodies)) {
			r := outcome(task, models.Failed, 500)
			r.Attempt.RequestBody, r.Attempt.ResponseBody = bodies[i], bodies[i]
			r.Attempt.RequestHeaders, r.Attempt.ResponseHeaders = nil, []models.Header{{Name: "X", Value: "\xff\x00"}}
			r.Attempt.CauseDetail = strings.Repeat("é", 600) + "\xff"
			record(t, a, r)
			got := a.attempts(t, task.Delivery.ID)[0]
			if !bytes.Equal(got.RequestBody, bodies[i]) || !bytes.Equal(got.ResponseBody, bodies[i]) {
				t.Errorf("%d and %d bytes came back of %d", len(got.RequestBody), len(got.ResponseBody), len(bodies[i]))
			}
			if n := len([]rune(got.CauseDetail)); n != 500 {
				t.Errorf("a long detail was cut to %d characters", n)
			}
		}
	})
}

func TestRecordPausesNoChangedCallback(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.postbackCallback())
		a.publish(t, c, 1)
		gone := outcome(a.claim(t, 1)[0], models.Failed, 410)
		gone.Pause = "The receiver says this address is gone."
		c = a.callback(t, c.PublicID)
		c.URL = "https://pos2.example/receiver"
		if err := a.s.UpdateCallback(t.Context(), a.by(), &c); err != nil {
			t.Fatal(err)
		}
		record(t, a, gone)
		if c := a.callback(t, c.PublicID); c.Paused() {
			t.Errorf("the new URL was paused for the answer of the old one: %s", c.PauseReason)
		}
	})
}
