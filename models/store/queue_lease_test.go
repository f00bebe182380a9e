package store_test

import (
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestReleaseAndTakeOver(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		clock := &clock{now: noon}
		key := sharedKey(t)
		a := newFixture(t, storetest.Open(t, database, clock.At, key))
		c := a.addCallback(t, a.eventCallback())
		a.publish(t, c, 3)
		retried := a.delivery(t, a.claim(t, 1)[0].Delivery.ID)
		retried.Status, retried.PlanPos, retried.Attempts, retried.DueAt = models.Retrying, 1, 1, models.At(noon)
		record(t, a, store.Result{Delivery: retried})

		tasks := a.claim(t, 3)
		var ids []models.ID
		for _, task := range tasks[:2] {
			ids = append(ids, task.Delivery.ID)
		}
		ids = append(ids, retried.ID)
		if database != "" {
			other := storetest.Open(t, database, clock.At, key)
			if err := other.Release(t.Context(), ids); err != nil {
				t.Fatal(err)
			}
			if n, err := other.TakeOver(t.Context()); n != 0 || err != nil {
				t.Errorf("another instance took %d leases over, %v", n, err)
			}
		}
		if n, err := a.s.TakeOver(t.Context()); n != 3 || err != nil {
			t.Errorf("took %d leases over, %v; want 3", n, err)
		}
		tasks = a.claim(t, 3)
		if len(tasks) != 3 {
			t.Fatalf("claimed %d after the restart", len(tasks))
		}
		if err := a.s.Release(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			want := models.Queued
			if id == retried.ID {
				want = models.Retrying
			}
			if d := a.delivery(t, id); d.Status != want || d.DueAt != models.At(noon) || d.LeaseToken != 0 || d.Attempts != d.PlanPos {
				t.Errorf("released %+v, want %s", d, want)
			}
		}
		if err := a.s.Release(t.Context(), nil); err != nil {
			t.Errorf("release of nothing: %v", err)
		}
	})
}
