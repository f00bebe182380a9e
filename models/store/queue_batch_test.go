package store_test

import (
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// verifiedCallback makes a batch callback of five, and verifies it.
func (a fixture) verifiedCallback(t *testing.T) models.Callback {
	t.Helper()
	c := models.Callback{
		Kind: models.KindBatch, CompanyID: a.company.ID, Name: "Bounces", URL: "https://crm.example/in",
		Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
	}
	if err := a.s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	opened, err := a.s.CallbackWithSecrets(t.Context(), models.Everything, c.PublicID)
	if err != nil || opened.Secrets.Password != "hunter2" {
		t.Fatalf("opened with %q, %v", opened.Secrets.Password, err)
	}
	if _, err := a.s.RecordVerification(t.Context(), storetest.Access(), opened, []models.Attempt{{Code: 200}}); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestBatchesAreExclusive lets several claim at once: each delivery ends up in
// one batch, and no batch is too large.
func TestBatchesAreExclusive(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		const owed = 73
		a.publish(t, a.verifiedCallback(t), owed)
		var mu sync.Mutex
		var together sync.WaitGroup
		seen, batches := map[models.ID]models.ID{}, map[models.ID]int{}
		for range 4 {
			together.Go(func() {
				for range 40 {
					tasks, err := s.Claim(t.Context(), 8, plenty)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, one := range tasks {
						members := []models.Delivery{one.Delivery}
						for _, other := range one.Others {
							members = append(members, other.Delivery)
						}
						for _, d := range members {
							if before, twice := seen[d.ID]; twice || d.BatchID == 0 {
								t.Errorf("delivery %s is in %s and in %s", d.ID, before, d.BatchID)
							}
							seen[d.ID] = d.BatchID
							batches[d.BatchID]++
						}
					}
					mu.Unlock()
				}
			})
		}
		together.Wait()
		if len(seen) != owed {
			t.Errorf("%d of %d deliveries were claimed", len(seen), owed)
		}
		for _, formed := range rowsOf[models.Batch](t, a) {
			if formed.Size > 5 || formed.Size != batches[formed.ID] {
				t.Errorf("batch %s: formed of %d, claimed with %d", formed.ID, formed.Size, batches[formed.ID])
			}
		}
	})
}

// TestBatchIsRecordedOnce records the same outcome twice, as after a call of
// which nobody knows whether it went through, and then one that comes too late.
func TestBatchIsRecordedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		a.publish(t, a.verifiedCallback(t), 5)
		task := a.claim(t, 8)[0]
		d := task.Delivery
		d.Status, d.Attempts, d.DueAt = models.Delivered, 1, 0
		result := store.Result{Delivery: d, Attempt: &models.Attempt{Number: 1, Code: 200, RequestBody: []byte("[]")}}
		for _, other := range task.Others {
			result.Others = append(result.Others, other.Delivery)
		}
		for range 2 {
			if lost, err := s.Record(t.Context(), []store.Result{result}); lost != 0 || err != nil {
				t.Fatalf("%d lost, %v", lost, err)
			}
		}
		for _, row := range rowsOf[models.Delivery](t, a) {
			if row.Status != models.Delivered || row.Attempts != 1 || row.LeaseToken != 0 || row.BatchID != d.BatchID {
				t.Errorf("%s after %d attempts, lease %s", row.Status, row.Attempts, row.LeaseToken)
			}
		}
		if n := a.counters(t)[models.Delivered]; n != 5 {
			t.Errorf("%d counted", n)
		}
		attempts, err := s.Attempts(t.Context(), models.Everything, task.Others[3].Delivery.ID)
		if err != nil || len(attempts) != 1 || attempts[0].BatchID != d.BatchID {
			t.Errorf("%+v, %v", attempts, err)
		}
		result.Delivery.LeaseToken++
		if lost, err := s.Record(t.Context(), []store.Result{result}); lost != 1 || err != nil {
			t.Errorf("too late: %d lost, %v", lost, err)
		}
	})
}
