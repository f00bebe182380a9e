package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestClaim(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		plain := a.eventCallback()
		plain.Settings = models.Settings{User: "crm", Timeout: 7}
		plain.Secrets = models.Secrets{Password: "s3cret"}
		c := a.addCallback(t, plain)
		owed := a.publish(t, c, 1)[0]
		later := a.newEvent("later")
		planned := a.newDelivery(later, c)
		planned.DueAt += 60_000
		a.accept(t, []models.Event{later}, []models.Delivery{planned})

		tasks := a.claim(t, 10)
		if len(tasks) != 1 {
			t.Fatalf("claimed %d, want the one that is due", len(tasks))
		}
		task := tasks[0]
		if task.Delivery.ID != owed.ID || task.Event.ID != owed.EventID || task.Callback.ID != c.ID || task.Company.ID != a.company.ID {
			t.Errorf("task %+v", task)
		}
		if task.Callback.Secrets.Password != "s3cret" || len(task.Callback.Types) != 1 {
			t.Errorf("callback came with secrets %v, %d types", task.Callback.Secrets, len(task.Callback.Types))
		}
		lease := task.Delivery.DueAt.Time().Sub(noon)
		if least := plain.Timeout() + models.ConnectTimeout + 10*time.Second; lease < least || lease > time.Minute {
			t.Errorf("lease of %v, want at least %v", lease, least)
		}
		if task.Delivery.Status != models.Sending || task.Delivery.LeaseToken == 0 {
			t.Errorf("claimed as %+v", task.Delivery)
		}
		if again := a.claim(t, 10); len(again) != 0 {
			t.Errorf("claimed again: %d", len(again))
		}
		next, err := a.s.NextDue(t.Context())
		if err != nil || !next.Equal(task.Delivery.DueAt.Time()) {
			t.Errorf("next due %v, %v; want the end of the lease", next, err)
		}
		clock.Advance(lease)
		if again := a.claim(t, 10); len(again) != 1 || again[0].Delivery.LeaseToken == task.Delivery.LeaseToken {
			t.Errorf("after the lease: %d claimed", len(again))
		}
	})
}

// The connection may break after the leases were committed.
func TestClaimHalfway(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 3)
		broken := errors.New("broken")
		err := a.s.DB().Callback().Query().Before("gorm:query").Register("break", func(tx *gorm.DB) {
			if _, events := tx.Statement.Dest.(*[]models.Event); events && broken != nil {
				_ = tx.AddError(broken)
				broken = nil
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		var unsure store.MaybeClaimedError
		if _, err := a.s.Claim(t.Context(), 10, plenty); !errors.As(err, &unsure) || len(unsure.Deliveries) != 3 {
			t.Fatalf("claim: %v", err)
		}
		if tasks := a.claim(t, 10); len(tasks) != 0 {
			t.Errorf("claimed %d that are leased", len(tasks))
		}
		if err := a.s.Release(t.Context(), unsure.Deliveries); err != nil {
			t.Fatal(err)
		}
		if tasks := a.claim(t, 10); len(tasks) != 3 || tasks[0].Delivery.Attempts != 0 {
			t.Errorf("claimed %d, want all three", len(tasks))
		}
	})
}

// Another key file must not make requests without the password.
func TestClaimTellsThatSecretsAreLost(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		plain := a.eventCallback()
		plain.Settings = models.Settings{User: "crm"}
		plain.Secrets = models.Secrets{Password: "s3cret"}
		c := a.addCallback(t, plain)
		a.publish(t, c, 1)
		if err := a.s.DB().Model(&c).Update("sealed", []byte("damaged")).Error; err != nil {
			t.Fatal(err)
		}
		tasks := a.claim(t, 10)
		if len(tasks) != 1 || !tasks[0].Callback.SecretsLost {
			t.Errorf("claimed %+v", tasks)
		}
	})
}

func TestClaimNothing(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		if tasks := a.claim(t, 10); len(tasks) != 0 {
			t.Errorf("claimed %d of nothing", len(tasks))
		}
		if next, err := a.s.NextDue(t.Context()); err != nil || !next.IsZero() {
			t.Errorf("next due %v, %v", next, err)
		}
		a.publish(t, a.addCallback(t, a.eventCallback()), 1)
		if tasks := a.claim(t, 0); len(tasks) != 0 {
			t.Errorf("claimed %d, asked for none", len(tasks))
		}
	})
}

func TestClaimPassesByFullCallbacks(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		full, half, open := a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.postbackCallback())
		questions := countQueries(t, a)
		a.publish(t, full, 300)
		clock.Advance(time.Second)
		a.publish(t, half, 100)
		clock.Advance(time.Second)
		a.publish(t, open, 30)
		free := func(c models.ID) int { return map[models.ID]int{half.ID: 4, open.ID: 50}[c] }
		tasks, err := a.s.Claim(t.Context(), 20, free)
		if err != nil {
			t.Fatal(err)
		}
		got := map[models.ID]int{}
		for _, task := range tasks {
			got[task.Callback.ID]++
		}
		if diff := cmp.Diff(map[models.ID]int{half.ID: 4, open.ID: 16}, got); diff != "" {
			t.Errorf("claimed by callback:\n%s", diff)
		}
		// One that meets the full callback, one that meets the half full one, one
		// that meets neither; and the one that reads what was claimed.
		if *questions > 4 {
			t.Errorf("%d questions: what waits for a full callback was read on and on", *questions)
		}
	})
}

// countQueries counts how often the table of deliveries is read from now on.
func countQueries(t *testing.T, a fixture) *int {
	t.Helper()
	n := 0
	err := a.s.DB().Callback().Query().After("gorm:query").Register("count", func(tx *gorm.DB) {
		if tx.Statement.Table == "deliveries" {
			n++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return &n
}

func TestClaimIsExclusive(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		key := sharedKey(t)
		a := newFixture(t, storetest.Open(t, database, key))
		c := a.addCallback(t, a.eventCallback())
		a.publish(t, c, 400)
		claimers := []*store.Store{a.s, a.s}
		if database != "" {
			claimers = append(claimers, storetest.Open(t, database, key))
		}
		var mu sync.Mutex
		taken := map[models.ID]int{}
		var work sync.WaitGroup
		for i := range 12 {
			s := claimers[i%len(claimers)]
			work.Go(func() {
				for {
					tasks, err := s.Claim(context.WithoutCancel(t.Context()), 7, plenty)
					if err != nil {
						t.Errorf("claim: %v", err)
						return
					}
					mu.Lock()
					for _, task := range tasks {
						taken[task.Delivery.ID]++
					}
					done := len(taken) == 400
					mu.Unlock()
					if done {
						return
					}
				}
			})
		}
		work.Wait()
		for id, times := range taken {
			if times != 1 {
				t.Errorf("delivery %s was claimed %d times", id, times)
			}
		}
	})
}

func TestClaimLeavesWhatIsNotWanted(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		for _, c := range []struct {
			name   string
			set    map[string]any
			d      models.Delivery
			status models.Status
			hold   models.Hold
			reason models.Reason
		}{
			{"paused", map[string]any{"paused_at": 1}, models.Delivery{Status: models.Queued}, models.Queued, models.HeldPaused, ""},
			{"not active", map[string]any{"is_active": false}, models.Delivery{Status: models.Queued}, models.Queued, models.HeldInactive, ""},
			{"paused, lease ran out", map[string]any{"paused_at": 1}, models.Delivery{Status: models.Sending, PlanPos: 2}, models.Retrying, models.HeldPaused, ""},
			{"deleted", map[string]any{"deleted_at": 1}, models.Delivery{Status: models.Retrying}, models.Cancelled, "", models.CancelledByDelete},
			{
				"ended, lease from before ran out",
				map[string]any{"ended_at": models.At(noon)},
				models.Delivery{Status: models.Sending, LeaseToken: models.FirstIDAt(noon.Add(-time.Minute))},
				models.Cancelled, "", models.CancelledByEnd,
			},
			{
				"ended, keeps what waits",
				map[string]any{"ended_at": models.At(noon), "keep_waiting": true},
				models.Delivery{Status: models.Sending, LeaseToken: models.FirstIDAt(noon.Add(-time.Minute))},
				models.Sending, "", "",
			},
			{"ended while it was accepted", map[string]any{"ended_at": models.At(noon)}, models.Delivery{Status: models.Queued}, models.Cancelled, "", models.CancelledByEnd},
			{
				"ended while it was accepted, keeps what waits",
				map[string]any{"ended_at": models.At(noon), "keep_waiting": true},
				models.Delivery{Status: models.Queued},
				models.Sending, "", "",
			},
			{
				"ended, resent since",
				map[string]any{"ended_at": models.At(noon.Add(-time.Hour))},
				models.Delivery{Status: models.Queued, Resent: 1},
				models.Sending, "", "",
			},
			{
				"ended, resent since, tried once",
				map[string]any{"ended_at": models.At(noon.Add(-time.Hour))},
				models.Delivery{Status: models.Retrying, Resent: 1},
				models.Sending, "", "",
			},
			{
				"ended, lease since ran out",
				map[string]any{"ended_at": models.At(noon.Add(-time.Hour))},
				models.Delivery{Status: models.Sending, LeaseToken: models.FirstIDAt(noon.Add(-time.Minute))},
				models.Sending, "", "",
			},
		} {
			callback := a.addCallback(t, a.postbackCallback())
			e := a.newEvent(c.name[:4] + callback.PublicID)
			a.accept(t, []models.Event{e}, nil)
			c.d.DueAt, c.d.EventID = models.At(noon), e.ID
			id := a.storeDelivery(t, callback, c.d)
			if err := a.s.DB().Model(&callback).Updates(c.set).Error; err != nil {
				t.Fatal(err)
			}
			tasks := a.claim(t, 10)
			got := a.delivery(t, id)
			if got.Status != c.status || got.HoldReason != c.hold || got.Reason != c.reason {
				t.Errorf("%s: %s, held %q, reason %q", c.name, got.Status, got.HoldReason, got.Reason)
			}
			if claimed := len(tasks) == 1; claimed != (c.status == models.Sending) {
				t.Errorf("%s: %d claimed", c.name, len(tasks))
			}
			if c.status != models.Sending && (got.DueAt != 0 || got.LeaseToken != 0) {
				t.Errorf("%s: due %d, lease %d", c.name, got.DueAt, got.LeaseToken)
			}
		}
	})
}
