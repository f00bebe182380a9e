package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCallbackDays(t *testing.T) {
	t.Parallel()
	const hour = models.Millis(3_600_000)
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a, b := newFixture(t, s), newFixture(t, s)
		pos, crm, other := a.addCallback(t, a.postbackCallback()), a.addCallback(t, a.eventCallback()), b.addCallback(t, b.postbackCallback())
		at := models.At(noon)
		for _, one := range []struct {
			of     models.Callback
			when   models.Millis
			status models.Status
			n      int64
		}{
			{pos, at, models.Delivered, 5},
			{pos, at - 23*hour, models.Delivered, 2},
			{pos, at - 24*hour, models.Delivered, 100}, // a day ago
			{pos, at, models.Failed, 3},
			{crm, at, models.NotSent, 4},
			{other, at, models.Delivered, 50},
		} {
			row := models.HourlyCounter{
				CompanyID: one.of.CompanyID, LocationID: one.of.LocationID, CallbackID: one.of.ID,
				Hour: one.when - one.when%hour, Status: one.status, Count: one.n,
			}
			if err := s.DB().Create(&row).Error; err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			name string
			in   models.Scope
			want map[models.ID]deliverylog.Summary
		}{
			{"company", a.by().Scope, map[models.ID]deliverylog.Summary{pos.ID: {Delivered: 7, Failed: 3}, crm.ID: {NotSent: 4}}},
			{"location alone", manager(a.location.Owner()).Scope, map[models.ID]deliverylog.Summary{pos.ID: {Delivered: 7, Failed: 3}}},
			{"another company", b.by().Scope, map[models.ID]deliverylog.Summary{}},
		} {
			got, err := s.CallbackDays(t.Context(), test.in, a.company.ID)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v %s", test.name, err, diff)
			}
		}
	}, atNoon)
}
