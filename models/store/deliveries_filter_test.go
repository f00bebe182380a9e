package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
)

func TestDeliveriesFilters(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, clock *clock) {
		old, crm, pos := a.addCallback(t, a.eventCallback()), a.addCallback(t, a.personCallback()), a.addCallback(t, a.postbackCallback())
		put := func(name string, c models.Callback, change func(e *models.Event, d *models.Delivery)) models.ID {
			e := a.newEvent(name)
			d := a.newDelivery(e, c)
			change(&e, &d)
			e.Test, e.Type = d.Test, d.EventType
			a.accept(t, []models.Event{e}, []models.Delivery{d})
			return d.ID
		}
		month := put("month", old, func(_ *models.Event, d *models.Delivery) {})
		clock.Advance(40 * 24 * time.Hour)
		day := put("day", crm, func(_ *models.Event, d *models.Delivery) {
			d.Status, d.Cause, d.Code = models.Failed, models.HTTP404, 404
		})
		clock.Advance(23 * time.Hour)
		slow := put("slow", crm, func(_ *models.Event, d *models.Delivery) { d.Status, d.Took, d.Code = models.Delivered, 1_000_000, 200 })
		record := put("record", pos, func(e *models.Event, d *models.Delivery) {
			e.RecordID, d.EventType, d.Host = "0123456789abcdef01234567", "contact.updated", "till.example.org"
			d.Status, d.Cause, d.Code, d.Attempts, d.Took = models.Retrying, models.HTTP5xx, 503, 3, 999_999
		})
		test := put("test", pos, func(_ *models.Event, d *models.Delivery) { d.Test = true })
		clock.Advance(2 * time.Hour)
		other := newFixture(t, a.s)
		foreign := other.publish(t, other.addCallback(t, other.eventCallback()), 1)[0].ID

		times := func(text string) time.Time {
			at, err := time.Parse("2006-01-02T15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		for _, c := range []struct {
			name   string
			filter deliverylog.Filter
			want   []models.ID
		}{
			{"none: 30 days", deliverylog.Filter{}, []models.ID{foreign, test, record, slow, day}},
			{"company", deliverylog.Filter{Company: a.company.PublicID}, []models.ID{test, record, slow, day}},
			{"unknown company", deliverylog.Filter{Company: "nobody"}, nil},
			{"company with letters that no id has", deliverylog.Filter{Company: "é"}, nil},
			{"location", deliverylog.Filter{Location: other.location.PublicID}, []models.ID{foreign}},
			{"unknown location", deliverylog.Filter{Location: a.company.PublicID}, nil},
			{"location of another company", deliverylog.Filter{Company: a.company.PublicID, Location: other.location.PublicID}, nil},
			{"callback", deliverylog.Filter{Callback: crm.PublicID}, []models.ID{slow, day}},
			{"unknown callback", deliverylog.Filter{Callback: "é"}, nil},
			{"event", deliverylog.Filter{Event: "slow"}, []models.ID{slow}},
			{"event before 30 days", deliverylog.Filter{Event: "month"}, []models.ID{month}},
			{"event within the last hour", deliverylog.Filter{Event: "slow", Range: "1h"}, nil},
			{"event of another callback", deliverylog.Filter{Event: "slow", Callback: pos.PublicID}, nil},
			{"unknown event", deliverylog.Filter{Event: "é"}, nil},
			{"status", deliverylog.Filter{Status: []models.Status{models.Failed}}, []models.ID{day}},
			{"two statuses", deliverylog.Filter{Status: []models.Status{models.Retrying, models.Failed}}, []models.ID{record, day}},
			{"status nobody has", deliverylog.Filter{Status: []models.Status{models.Cancelled}}, nil},
			{"type", deliverylog.Filter{Types: []string{"contact.updated", "x"}}, []models.ID{record}},
			{"type in other letters", deliverylog.Filter{Types: []string{"Contact.Updated"}}, nil},
			{"cause", deliverylog.Filter{Causes: []models.Cause{models.HTTP404, models.HTTP5xx}}, []models.ID{record, day}},
			{"code", deliverylog.Filter{Code: "404"}, []models.ID{day}},
			{"code class", deliverylog.Filter{Code: "5xx"}, []models.ID{record}},
			{"host in capitals", deliverylog.Filter{Host: "Till.Example.org"}, []models.ID{record}},
			{"part of a host", deliverylog.Filter{Host: "example.org"}, nil},
			{"tests", deliverylog.Filter{Test: "yes"}, []models.ID{test}},
			{"no tests", deliverylog.Filter{Test: "no", Company: a.company.PublicID}, []models.ID{record, slow, day}},
			{"slow", deliverylog.Filter{Slow: 1000}, []models.ID{slow}},
			{"attempts", deliverylog.Filter{MinAttempts: 3}, []models.ID{record}},
			{"last hour", deliverylog.Filter{Range: "1h"}, []models.ID{foreign}},
			{"24 hours", deliverylog.Filter{Range: "24h"}, []models.ID{foreign, test, record, slow}},
			{"7 days", deliverylog.Filter{Range: "7d"}, []models.ID{foreign, test, record, slow, day}},
			{"until", deliverylog.Filter{To: times("2026-12-01T00:00")}, []models.ID{month}},
			{"between", deliverylog.Filter{From: times("2026-12-30T00:00"), To: times("2026-12-31T11:00")}, []models.ID{day}},
			{"delivery", deliverylog.Filter{Q: month.String()}, []models.ID{month}},
			{"unknown delivery", deliverylog.Filter{Q: models.ID(12).String()}, nil},
			{"event id", deliverylog.Filter{Q: "slow"}, []models.ID{slow}},
			{"record id", deliverylog.Filter{Q: "0123456789abcdef01234567"}, []models.ID{record}},
			{"host", deliverylog.Filter{Q: "TILL.example.org"}, []models.ID{record}},
			{"text in other letters", deliverylog.Filter{Q: "é"}, nil},
			{"many at once", deliverylog.Filter{
				Company: a.company.PublicID, Location: a.location.PublicID, Callback: pos.PublicID,
				Status: []models.Status{models.Retrying}, Code: "503", Host: "till.example.org", Range: "24h", Q: "record",
			}, []models.ID{record}},
		} {
			if diff := cmp.Diff(c.want, idsOf(a.page(t, models.Everything, c.filter))); diff != "" {
				t.Errorf("%s:\n%s", c.name, diff)
			}
			counts, err := a.s.DeliveryCounts(t.Context(), models.Everything, c.filter)
			if err != nil || len(c.filter.Status) == 0 && counts.Total != len(c.want) {
				t.Errorf("%s: counted %d, %v; want %d", c.name, counts.Total, err, len(c.want))
			}
		}
	})
}

// personCallback returns a company callback that does not overlap with event.
func (a fixture) personCallback() models.Callback {
	c := a.eventCallback()
	c.Types = []models.CallbackType{{Type: "person_updated"}}
	return c
}
