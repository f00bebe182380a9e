package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// The log of a batch holds all that was in it, also what was sent again since,
// in another batch.
func TestDeliveriesOfABatch(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		var members []models.ID
		for _, d := range a.publish(t, a.verifiedCallback(t), 5) {
			members = append([]models.ID{d.ID}, members...)
		}
		b.publish(t, b.verifiedCallback(t), 5)
		formed := map[models.ID]models.ID{} // batches by company
		for _, task := range a.claim(t, 8) {
			formed[task.Delivery.CompanyID] = task.Delivery.BatchID
			failed := store.Result{Delivery: task.Delivery, Attempt: &models.Attempt{Number: 1, Cause: models.HTTP404, Code: 404}}
			failed.Delivery.Status, failed.Delivery.Attempts, failed.Delivery.DueAt = models.Failed, 1, 0
			for _, other := range task.Others {
				failed.Others = append(failed.Others, other.Delivery)
			}
			record(t, a, failed)
		}
		first := formed[a.company.ID]
		if err := s.Resend(t.Context(), a.by(), members[0]); err != nil {
			t.Fatal(err)
		}
		a.claim(t, 8)
		again := a.delivery(t, members[0]).BatchID
		if again == first || again == 0 {
			t.Fatalf("sent again in batch %s", again)
		}
		for _, c := range []struct {
			name  string
			scope models.Scope
			f     deliverylog.Filter
			want  []models.ID
		}{
			{"all", models.Everything, deliverylog.Filter{Batch: first}, members},
			{"in scope", a.by().Scope, deliverylog.Filter{Batch: first}, members},
			{"of a location that has none", models.Scope{Locations: []models.ID{b.location.ID}}, deliverylog.Filter{Batch: first}, nil},
			{"of another company", b.by().Scope, deliverylog.Filter{Batch: first}, nil},
			{"sent again", a.by().Scope, deliverylog.Filter{Batch: again}, members[:1]},
			{"still failed", a.by().Scope, deliverylog.Filter{Batch: first, Status: []models.Status{models.Failed}}, members[1:]},
			{"one of them", a.by().Scope, deliverylog.Filter{Batch: first, Deliveries: []models.ID{members[2]}}, members[2:3]},
			{"of nobody", models.Everything, deliverylog.Filter{Batch: 5}, nil},
		} {
			page, err := s.Deliveries(t.Context(), c.scope, c.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []models.ID
			for _, row := range page.Rows {
				got = append(got, row.ID)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			counts, err := s.DeliveryCounts(t.Context(), c.scope, c.f)
			if err != nil || len(c.f.Status) == 0 && counts.Total != len(c.want) {
				t.Errorf("%s: counted %d, %v", c.name, counts.Total, err)
			}
		}
		page, err := s.Deliveries(t.Context(), a.by().Scope, deliverylog.Filter{Batch: first})
		sizes := []int{}
		for _, row := range page.Rows {
			sizes = append(sizes, row.BatchSize)
		}
		if err != nil || !slices.Equal(sizes, []int{1, 5, 5, 5, 5}) {
			t.Errorf("in batches of %v, %v", sizes, err)
		}
	})
}
