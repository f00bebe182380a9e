package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		c, wide, other := a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.eventCallback()), b.addCallback(t, b.postbackCallback())
		at := models.At(noon)
		const hour = models.Millis(3_600_000)
		count := func(c models.Callback, when models.Millis, status models.Status, n int64) {
			row := models.HourlyCounter{CompanyID: c.CompanyID, LocationID: c.LocationID, CallbackID: c.ID, Hour: when - when%hour, Status: status, Count: n}
			if err := s.DB().Create(&row).Error; err != nil {
				t.Fatal(err)
			}
		}
		count(c, at, models.Delivered, 5)
		count(c, at-23*hour, models.Delivered, 2)
		count(c, at-24*hour, models.Delivered, 100) // a day ago
		count(c, at, models.Failed, 3)
		count(wide, at, models.NotSent, 4)
		count(other, at, models.Delivered, 50)
		a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: at - 2000})
		a.storeDelivery(t, c, models.Delivery{Status: models.Queued, HoldReason: models.HeldPaused})
		a.storeDelivery(t, c, models.Delivery{Status: models.Retrying, DueAt: at - 9000})
		a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: at - 99000, Test: true})
		a.storeDelivery(t, wide, models.Delivery{Status: models.Queued, DueAt: at - 20000})
		a.storeDelivery(t, c, models.Delivery{Status: models.Delivered, FinishedAt: at - 500})
		a.storeDelivery(t, c, models.Delivery{Status: models.Delivered, FinishedAt: at - 100, Test: true})
		b.storeDelivery(t, other, models.Delivery{Status: models.Delivered, FinishedAt: at})

		postback := deliverylog.Summary{Delivered: 7, Failed: 3, Waiting: 2, Retrying: 1, OldestDue: at - 9000, LastDelivered: at - 500}
		company := deliverylog.Summary{Delivered: 7, Failed: 3, NotSent: 4, Waiting: 3, Retrying: 1, OldestDue: at - 20000, LastDelivered: at - 500}
		for _, tt := range []struct {
			name     string
			in       models.Scope
			of       models.Owner
			callback models.ID
			want     deliverylog.Summary
		}{
			{"everything", models.Everything, models.Owner{}, 0, deliverylog.Summary{
				Delivered: 57, Failed: 3, NotSent: 4,
				Waiting: 3, Retrying: 1, OldestDue: at - 20000, LastDelivered: at,
			}},
			{"company", models.Everything, a.company.Owner(), 0, company},
			{"all that a company's manager reaches", a.by().Scope, models.Owner{}, 0, company},
			{"location", models.Everything, a.location.Owner(), 0, postback},
			{"all that a location's manager reaches", manager(a.location.Owner()).Scope, models.Owner{}, 0, postback},
			{"callback", a.by().Scope, a.company.Owner(), c.ID, postback},
			{"another company", b.by().Scope, a.company.Owner(), 0, deliverylog.Summary{}},
			{"callback of another company", b.by().Scope, models.Owner{}, c.ID, deliverylog.Summary{}},
			{"nothing", models.Scope{}, models.Owner{}, 0, deliverylog.Summary{}},
		} {
			got, err := s.Summary(t.Context(), tt.in, tt.of, tt.callback)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v %s", tt.name, err, diff)
			}
		}
	}, atNoon)
}

// What a paused callback holds is counted to 1,000, and none of it is due.
func TestOldestDueBehindManyThatAreHeld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c, wide, at := a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.eventCallback()), models.At(noon)
		held := make([]models.Delivery, 1001)
		for i := range held {
			held[i] = models.Delivery{ID: s.NewID(), CompanyID: a.company.ID, LocationID: a.location.ID, CallbackID: c.ID, Status: models.Queued, HoldReason: models.HeldPaused}
		}
		if err := s.DB().CreateInBatches(held, 500).Error; err != nil {
			t.Fatal(err)
		}
		a.storeDelivery(t, c, models.Delivery{Status: models.Queued, DueAt: at - 30000, Test: true})
		a.storeDelivery(t, c, models.Delivery{Status: models.Sending, DueAt: at - 20000})
		a.storeDelivery(t, wide, models.Delivery{Status: models.Queued, DueAt: at - 9000})
		b := newFixture(t, s)
		b.storeDelivery(t, b.addCallback(t, b.postbackCallback()), models.Delivery{Status: models.Queued, DueAt: at - 50000})
		for _, tt := range []struct {
			name     string
			in       models.Scope
			of       models.Owner
			callback models.ID
			want     models.Millis
		}{
			{"everything", models.Everything, models.Owner{}, 0, at - 50000},
			{"company", models.Everything, a.company.Owner(), 0, at - 9000},
			{"all that a company's manager reaches", a.by().Scope, models.Owner{}, 0, at - 9000},
			{"paused callback", a.by().Scope, models.Owner{}, c.ID, 0},
			{"callback", a.by().Scope, models.Owner{}, wide.ID, at - 9000},
		} {
			got, err := s.Summary(t.Context(), tt.in, tt.of, tt.callback)
			if err != nil || got.OldestDue != tt.want {
				t.Errorf("%s: oldest due at %d, want %d, %v", tt.name, got.OldestDue, tt.want, err)
			}
		}
	}, atNoon)
}
