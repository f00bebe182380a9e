package store_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/resend"
	"callboard/models/store"
)

const day = 24 * time.Hour

// logAndAudit is what is kept unless somebody asks for more.
var logAndAudit = store.Keep{Log: store.DefaultLogDays * day, Audit: store.DefaultAuditDays * day}

// purge removes what is over, and checks that it was as much as was counted.
func (a fixture) purge(t *testing.T, keep store.Keep) map[string]int64 {
	t.Helper()
	counted, err := a.s.Retention(keep).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	removed, err := a.s.Retention(keep).Purge(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int64{}
	for i, p := range removed {
		// What hangs on deliveries is over once they are gone, and not before.
		if p.Rows < counted[i].Rows || p.Table != counted[i].Table {
			t.Errorf("counted %+v, removed %+v", counted[i], p)
		}
		if p.Rows > 0 {
			rows[p.Table] = p.Rows
		}
	}
	return rows
}

// left counts the rows of tables.
func (a fixture) left(t *testing.T, tables ...string) map[string]int64 {
	t.Helper()
	rows := map[string]int64{}
	for _, table := range tables {
		var n int64
		if err := a.s.DB().Table(table).Count(&n).Error; err != nil {
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}

// What is over goes after its days, with all that hangs on it. What waits or is in
// flight stays, however old, and so does what was sent again lately.
func TestWhatIsOverIsRemoved(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		callback := a.addCallback(t, a.eventCallback())
		user := a.user(t)
		a.publish(t, callback, 6)
		var over []models.ID
		for i, task := range a.claim(t, 3) {
			if i == 2 {
				continue // in flight
			}
			d := task.Delivery
			d.Status, d.DueAt, d.FinishedAt = []models.Status{models.Delivered, models.Failed}[i], 0, models.At(c.now)
			record(t, a, store.Result{Delivery: d, Attempt: &models.Attempt{Number: 1, Code: 200, RequestBody: []byte("{}")}})
			over = append(over, d.ID)
		}
		batch, run := a.s.NewID(), a.s.NewID()
		for _, err := range []error{
			a.s.DB().Exec("INSERT INTO batches (id, company_id, callback_id, size) VALUES (?, 1, 1, 1)", batch).Error,
			a.s.DB().Exec("INSERT INTO batch_members (delivery_id, batch_id) VALUES (?, ?)", over[0], batch).Error,
			a.s.DB().Exec("UPDATE attempts SET delivery_id = ? WHERE delivery_id = ?", batch, over[0]).Error,
			a.s.DB().Create(&resend.Run{ID: run, CompanyID: a.company.ID, SettledAt: models.At(c.now), LeftOut: map[resend.Reason]int{}}).Error,
			a.s.DB().Create(&resend.Member{RunID: run, DeliveryID: over[0]}).Error,
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.s.StartSession(t.Context(), user, "192.0.2.1", "browser"); err != nil {
			t.Fatal(err)
		}
		c.Advance(30 * day)
		if got := a.purge(t, store.Keep{}); !cmp.Equal(got, map[string]int64{"sessions": 1}) {
			t.Errorf("to be kept for ever, and removed: %v", got)
		}
		if got := a.purge(t, logAndAudit); len(got) > 0 {
			t.Errorf("after 30 days and not a moment more: %v", got)
		}
		c.Advance(time.Minute)
		// The one that failed was sent again lately.
		if err := a.s.DB().Exec("UPDATE deliveries SET finished_at = ? WHERE id = ?", models.At(c.now), over[1]).Error; err != nil {
			t.Fatal(err)
		}
		want := map[string]int64{"deliveries": 1, "batches": 1, "events": 1, "resends": 1}
		if diff := cmp.Diff(want, a.purge(t, logAndAudit)); diff != "" {
			t.Errorf("after 30 days (-want +got)\n%s", diff)
		}
		want = map[string]int64{"deliveries": 5, "events": 5, "attempts": 1, "batches": 0, "batch_members": 0, "resends": 0, "resend_members": 0}
		if diff := cmp.Diff(want, a.left(t, "deliveries", "events", "attempts", "batches", "batch_members", "resends", "resend_members")); diff != "" {
			t.Errorf("left (-want +got)\n%s", diff)
		}
		if a.left(t, "audit")["audit"] == 0 || a.left(t, "hourly_counters")["hourly_counters"] == 0 {
			t.Error("the audit log and the numbers of hours went with the log")
		}
		c.Advance(400 * day)
		a.purge(t, logAndAudit)
		want = map[string]int64{"deliveries": 4, "events": 4, "attempts": 0, "audit": 0, "hourly_counters": 0}
		if diff := cmp.Diff(want, a.left(t, "deliveries", "events", "attempts", "audit", "hourly_counters")); diff != "" {
			t.Errorf("left after 430 days (-want +got)\n%s", diff)
		}
		if waiting := a.claim(t, 10); len(waiting) != 4 {
			t.Errorf("%d of 4 that waited are sent", len(waiting))
		}
	})
}

// The bodies of what was delivered go before the rest; those of what was not are kept
// as long as their row, and the event's data too.
func TestBodiesOfDeliveredOnesAreRemoved(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		callback := a.addCallback(t, a.eventCallback())
		a.publish(t, callback, 2)
		tasks := a.claim(t, 2)
		for i, task := range tasks {
			d := task.Delivery
			d.Status, d.DueAt, d.FinishedAt = []models.Status{models.Delivered, models.Failed}[i], 0, models.At(c.now)
			record(t, a, store.Result{Delivery: d, Attempt: &models.Attempt{Number: 1, Code: 200, RequestBody: task.Event.Data, ResponseBody: []byte("thanks")}})
		}
		keep := logAndAudit
		keep.Bodies = store.DefaultBodiesDays * day
		c.Advance(7 * day)
		if got := a.purge(t, keep); len(got) > 0 {
			t.Errorf("after 7 days and not a moment more: %v", got)
		}
		c.Advance(time.Minute)
		if got := a.purge(t, keep); !cmp.Equal(got, map[string]int64{"bodies": 1}) {
			t.Errorf("after 7 days: %v", got)
		}
		if got := a.purge(t, keep); len(got) > 0 {
			t.Errorf("once more: %v", got)
		}
		for i, task := range tasks {
			attempts, err := a.s.Attempts(t.Context(), models.Everything, task.Delivery.ID)
			if err != nil || len(attempts) != 1 {
				t.Fatalf("%d attempts, %v", len(attempts), err)
			}
			got, removed := attempts[0], i == 0
			if (got.BodyPacking == models.BodiesRemoved) != removed || (got.RequestBody == nil) != removed || (got.ResponseBody == nil) != removed {
				t.Errorf("delivery %d, to be removed %v: %+v", i, removed, got)
			}
		}
		if event, err := a.s.EventByID(t.Context(), models.Everything, tasks[0].Delivery.EventID); err != nil || len(event.Data) == 0 {
			t.Errorf("the event is %+v: %v", event, err)
		}
	})
}

// user makes somebody who can have a session.
func (a fixture) user(t *testing.T) models.ID {
	t.Helper()
	u, err := a.s.CreateUser(t.Context(), models.System("test"), models.NewUser{
		Email: "ines@example.org", Password: "correct horse battery", Grant: models.Grant{Role: models.Viewer},
	})
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

// TestRemovingBesideWriters removes many rows while others are written, and looks at
// how long those waited. CALLBOARD_PURGE_ROWS says how many; make soak asks for
// 100,000.
func TestRemovingBesideWriters(t *testing.T) {
	t.Parallel()
	rows := 1000
	if text := os.Getenv("CALLBOARD_PURGE_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		rows = n
	}
	eachAtNoon(t, func(t *testing.T, a fixture, c *clock) {
		callback := a.addCallback(t, a.eventCallback())
		for left := rows; left > 0; left -= 1000 {
			a.publish(t, callback, min(left, 1000))
		}
		if err := a.s.DB().Exec("UPDATE deliveries SET status = ?, due_at = 0, finished_at = ?", models.Delivered, models.At(c.now)).Error; err != nil {
			t.Fatal(err)
		}
		c.Advance(31 * day)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan []time.Duration)
		go func() { ended <- a.publishUntil(ctx, t, callback) }()
		began := time.Now()
		got := a.purge(t, logAndAudit)
		took := time.Since(began)
		stop()
		waits := <-ended
		slices.Sort(waits)
		if got["deliveries"] != int64(rows) || got["events"] != int64(rows) || a.left(t, "deliveries")["deliveries"] != int64(len(waits)) {
			t.Errorf("removed %v, %d were published meanwhile", got, len(waits))
		}
		median, worst := waits[len(waits)/2], waits[len(waits)-1]
		t.Logf("%d deliveries and events removed in %v; %d publishes meanwhile, p50 %v, p99 %v, longest %v", rows, took.Round(time.Millisecond), len(waits),
			median.Round(time.Millisecond), waits[len(waits)*99/100].Round(time.Millisecond), worst.Round(time.Millisecond))
		if worst > 2*time.Second {
			t.Errorf("a publish waited %v", worst)
		}
	})
}

// publishUntil publishes one event after the other until ctx ends, and returns how
// long each took.
func (a fixture) publishUntil(ctx context.Context, t *testing.T, c models.Callback) (took []time.Duration) {
	for {
		e := a.newEvent(a.s.NewID().String())
		began := time.Now()
		err := a.s.Accept(context.WithoutCancel(ctx), nil, []models.Event{e}, []models.Delivery{a.newDelivery(e, c)})
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
			return took
		}
		took = append(took, time.Since(began))
		select {
		case <-ctx.Done():
			return took
		case <-time.After(5 * time.Millisecond):
		}
	}
}
