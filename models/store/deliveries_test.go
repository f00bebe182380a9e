package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
)

// page reads one page as the program itself.
func (a fixture) page(t *testing.T, in models.Scope, f deliverylog.Filter) deliverylog.Page {
	t.Helper()
	p, err := a.s.Deliveries(t.Context(), in, f)
	if err != nil {
		t.Fatalf("page of %q: %v", f.Encode(), err)
	}
	return p
}

func idsOf(p deliverylog.Page) (ids []models.ID) {
	for _, row := range p.Rows {
		ids = append(ids, row.ID)
	}
	return ids
}

func TestDeliveriesPaging(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c, other := a.addCallback(t, a.eventCallback()), a.addCallback(t, a.postbackCallback())
		var all []models.ID
		for i, callback := range []models.Callback{c, other, c} {
			for _, d := range a.publish(t, callback, []int{60, 53, 60}[i]) {
				all = append(all, d.ID)
			}
			tasks := a.claim(t, 20)
			var results []store.Result
			for _, task := range tasks[:10] {
				results = append(results, outcome(task, models.Delivered, 200))
			}
			record(t, a, results...)
		}
		slices.Reverse(all)
		for _, in := range []models.Scope{models.Everything, {Companies: []models.ID{a.company.ID}}, {Locations: []models.ID{a.location.ID}}} {
			older := []deliverylog.Page{a.page(t, in, deliverylog.Filter{})}
			for older[len(older)-1].Older != 0 {
				older = append(older, a.page(t, in, deliverylog.Filter{}.Page(older[len(older)-1].Older, 0)))
			}
			var walked []models.ID
			for i, p := range older {
				walked = append(walked, idsOf(p)...)
				if (p.Newer != 0) != (i > 0) || len(p.Rows) != min(store.PageSize, 173-i*store.PageSize) {
					t.Errorf("page %d has %d rows, newer %s", i, len(p.Rows), p.Newer)
				}
			}
			if diff := cmp.Diff(all, walked); diff != "" {
				t.Errorf("walked to the oldest:\n%s", diff)
			}
			newer := []deliverylog.Page{a.page(t, in, deliverylog.Filter{}.Page(0, 1))}
			for newer[len(newer)-1].Newer != 0 {
				newer = append(newer, a.page(t, in, deliverylog.Filter{}.Page(0, newer[len(newer)-1].Newer)))
			}
			walked = nil
			for _, p := range slices.Backward(newer) {
				walked = append(walked, idsOf(p)...)
			}
			if diff := cmp.Diff(all, walked); diff != "" {
				t.Errorf("walked to the newest:\n%s", diff)
			}
			if newer[1].Older != all[len(all)-1-store.PageSize] || a.page(t, in, deliverylog.Filter{}.Page(newer[1].Older, 0)).Rows[0].ID != newer[0].Rows[0].ID {
				t.Errorf("older of the second last page leads to another than the last")
			}
		}
		beyond := a.page(t, models.Everything, deliverylog.Filter{}.Page(0, all[0]))
		if len(beyond.Rows) != 0 || beyond.Older != 0 || beyond.Newer != 0 {
			t.Errorf("newer than the newest: %d rows, %s, %s", len(beyond.Rows), beyond.Older, beyond.Newer)
		}
	})
}

func TestDeliveriesNames(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		named := a.postbackCallback()
		named.Name = "Front desk"
		gone, nameless := a.addCallback(t, named), a.addCallback(t, a.eventCallback())
		wide := a.newEvent("E1")
		wide.LocationID = 0
		a.accept(t, []models.Event{wide}, []models.Delivery{a.newDelivery(wide, nameless)})
		a.publish(t, gone, 1)
		if err := a.s.DeleteCallback(t.Context(), a.by(), gone.PublicID); err != nil {
			t.Fatal(err)
		}
		rows := a.page(t, models.Everything, deliverylog.Filter{}).Rows
		if len(rows) != 2 {
			t.Fatalf("%d rows", len(rows))
		}
		if row := rows[0]; row.CallbackName != "Front desk" || row.CallbackPublicID != gone.PublicID || row.CompanyName != a.company.Name ||
			row.CompanyPublicID != a.company.PublicID || row.LocationName != a.location.Name || row.LocationPublicID != a.location.PublicID {
			t.Errorf("row of a deleted callback: %+v", row)
		}
		if row := rows[1]; row.CallbackName != nameless.Title() || row.EventPublicID != "E1" || row.LocationName != "" {
			t.Errorf("row of a callback without a name: %+v, want %q", row, nameless.Title())
		}
	})
}

func TestDeliveryCounts(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		c := a.addCallback(t, a.eventCallback())
		a.publish(t, c, 900)
		count := func(in models.Scope) deliverylog.Counts {
			counts, err := a.s.DeliveryCounts(t.Context(), in, deliverylog.Filter{Status: []models.Status{models.Failed}, After: 1})
			if err != nil {
				t.Fatal(err)
			}
			return counts
		}
		tasks := a.claim(t, 300)
		want := deliverylog.Counts{ByStatus: map[models.Status]int{}, Total: 900}
		for _, status := range models.Statuses {
			want.ByStatus[status] = 0
		}
		want.ByStatus[models.Queued], want.ByStatus[models.Sending] = 600, 300
		if diff := cmp.Diff(want, count(models.Everything)); diff != "" {
			t.Errorf("counts, whatever the filter's status:\n%s", diff)
		}
		for _, task := range tasks {
			record(t, a, outcome(task, models.Delivered, 200))
		}
		a.publish(t, c, 100)
		if got := count(models.Everything); got.Total != 1000 || got.More {
			t.Errorf("%d, more %v; want exactly 1,000", got.Total, got.More)
		}
		a.publish(t, c, 1)
		if got := count(models.Everything); got.Total != 1001 || !got.More || got.ByStatus[models.Queued] != 701 {
			t.Errorf("%d, more %v; want more than 1,000", got.Total, got.More)
		}
		a.publish(t, c, 500)
		both := models.Scope{Companies: []models.ID{a.company.ID}, Locations: []models.ID{a.location.ID}}
		if got := count(both); got.ByStatus[models.Queued] != deliverylog.CountLimit+1 || !got.More || got.ByStatus[models.Delivered] != 300 {
			t.Errorf("%v; want more than 1,000 queued", got.ByStatus)
		}
	})
}

func TestLogStaysInScope(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		other := newFixture(t, a.s)
		mine := a.publish(t, a.addCallback(t, a.eventCallback()), 1)[0]
		callback := other.addCallback(t, other.eventCallback())
		foreign := other.publish(t, callback, 1)[0]
		record(t, other, outcome(a.claim(t, 2)[1], models.Delivered, 200))
		theirs, err := a.s.EventByID(t.Context(), models.Everything, foreign.EventID)
		if err != nil {
			t.Fatal(err)
		}
		many := models.Scope{Locations: []models.ID{a.location.ID}}
		for i := range 30 {
			many.Locations = append(many.Locations, models.ID(i+1))
		}
		for name, in := range map[string]models.Scope{
			"company": {Companies: []models.ID{a.company.ID}}, "location": {Locations: []models.ID{a.location.ID}}, "many locations": many,
			"both": {Companies: []models.ID{a.company.ID}, Locations: []models.ID{a.location.ID}}, "nothing": {},
		} {
			want := []models.ID{mine.ID}
			if in.Empty() {
				want = nil
			}
			if diff := cmp.Diff(want, idsOf(a.page(t, in, deliverylog.Filter{}))); diff != "" {
				t.Errorf("%s:\n%s", name, diff)
			}
			for _, f := range []deliverylog.Filter{
				{Company: other.company.PublicID},
				{Location: other.location.PublicID},
				{Callback: callback.PublicID},
				{Event: theirs.PublicID},
				{Q: foreign.ID.String()},
				{Q: theirs.PublicID},
			} {
				counts, err := a.s.DeliveryCounts(t.Context(), in, f)
				if rows := a.page(t, in, f).Rows; len(rows) != 0 || counts.Total != 0 || err != nil {
					t.Errorf("%s: %q shows %d rows, counts %d, %v", name, f.Encode(), len(rows), counts.Total, err)
				}
			}
			_, row := a.s.Delivery(t.Context(), in, foreign.ID)
			_, attempts := a.s.Attempts(t.Context(), in, foreign.ID)
			_, event := a.s.Event(t.Context(), in, other.company.ID, theirs.PublicID)
			_, byID := a.s.EventByID(t.Context(), in, theirs.ID)
			by := models.Access{Scope: in}
			for _, err := range []error{
				row, attempts, event, byID,
				a.s.Resend(t.Context(), by, foreign.ID), a.s.CancelDelivery(t.Context(), by, foreign.ID),
			} {
				if !errors.Is(err, models.ErrNotFound) {
					t.Errorf("%s: %v, want ErrNotFound", name, err)
				}
			}
		}
		got, err := a.s.Event(t.Context(), models.Everything, other.company.ID, theirs.PublicID)
		if diff := cmp.Diff(theirs, got); diff != "" || err != nil {
			t.Errorf("event by its public id: %v\n%s", err, diff)
		}
	})
}
