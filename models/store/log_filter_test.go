package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestDeliveriesFilters(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a site, clock *clock) {
		old, crm, pos := a.add(t, a.event()), a.add(t, a.event2()), a.add(t, a.postback())
		put := func(name string, c models.Callback, change func(e *models.Event, d *models.Delivery)) models.ID {
			e := a.happened(name)
			d := a.owed(e, c)
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
		other := newSite(t, a.s)
		foreign := other.publish(t, other.add(t, other.event()), 1)[0].ID

		times := func(text string) time.Time {
			at, err := time.Parse("2006-01-02T15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		for _, c := range []struct {
			name   string
			filter models.DeliveryFilter
			want   []models.ID
		}{
			{"none: 30 days", models.DeliveryFilter{}, []models.ID{foreign, test, record, slow, day}},
			{"company", models.DeliveryFilter{Company: a.company.PublicID}, []models.ID{test, record, slow, day}},
			{"unknown company", models.DeliveryFilter{Company: "nobody"}, nil},
			{"company with letters that no id has", models.DeliveryFilter{Company: "é"}, nil},
			{"location", models.DeliveryFilter{Location: other.location.PublicID}, []models.ID{foreign}},
			{"unknown location", models.DeliveryFilter{Location: a.company.PublicID}, nil},
			{"location of another company", models.DeliveryFilter{Company: a.company.PublicID, Location: other.location.PublicID}, nil},
			{"callback", models.DeliveryFilter{Callback: crm.PublicID}, []models.ID{slow, day}},
			{"unknown callback", models.DeliveryFilter{Callback: "é"}, nil},
			{"event", models.DeliveryFilter{Event: "slow"}, []models.ID{slow}},
			{"event before 30 days", models.DeliveryFilter{Event: "month"}, []models.ID{month}},
			{"event within the last hour", models.DeliveryFilter{Event: "slow", Range: "1h"}, nil},
			{"event of another callback", models.DeliveryFilter{Event: "slow", Callback: pos.PublicID}, nil},
			{"unknown event", models.DeliveryFilter{Event: "é"}, nil},
			{"status", models.DeliveryFilter{Status: []models.Status{models.Failed}}, []models.ID{day}},
			{"two statuses", models.DeliveryFilter{Status: []models.Status{models.Retrying, models.Failed}}, []models.ID{record, day}},
			{"status nobody has", models.DeliveryFilter{Status: []models.Status{models.Cancelled}}, nil},
			{"type", models.DeliveryFilter{Types: []string{"contact.updated", "x"}}, []models.ID{record}},
			{"type in other letters", models.DeliveryFilter{Types: []string{"Contact.Updated"}}, nil},
			{"cause", models.DeliveryFilter{Causes: []models.Cause{models.HTTP404, models.HTTP5xx}}, []models.ID{record, day}},
			{"code", models.DeliveryFilter{Code: "404"}, []models.ID{day}},
			{"code class", models.DeliveryFilter{Code: "5xx"}, []models.ID{record}},
			{"host in capitals", models.DeliveryFilter{Host: "Till.Example.org"}, []models.ID{record}},
			{"part of a host", models.DeliveryFilter{Host: "example.org"}, nil},
			{"tests", models.DeliveryFilter{Test: "yes"}, []models.ID{test}},
			{"no tests", models.DeliveryFilter{Test: "no", Company: a.company.PublicID}, []models.ID{record, slow, day}},
			{"slow", models.DeliveryFilter{Slow: 1000}, []models.ID{slow}},
			{"attempts", models.DeliveryFilter{MinAttempts: 3}, []models.ID{record}},
			{"last hour", models.DeliveryFilter{Range: "1h"}, []models.ID{foreign}},
			{"24 hours", models.DeliveryFilter{Range: "24h"}, []models.ID{foreign, test, record, slow}},
			{"7 days", models.DeliveryFilter{Range: "7d"}, []models.ID{foreign, test, record, slow, day}},
			{"until", models.DeliveryFilter{To: times("2026-12-01T00:00")}, []models.ID{month}},
			{"between", models.DeliveryFilter{From: times("2026-12-30T00:00"), To: times("2026-12-31T11:00")}, []models.ID{day}},
			{"delivery", models.DeliveryFilter{Q: month.String()}, []models.ID{month}},
			{"unknown delivery", models.DeliveryFilter{Q: models.ID(12).String()}, nil},
			{"event id", models.DeliveryFilter{Q: "slow"}, []models.ID{slow}},
			{"record id", models.DeliveryFilter{Q: "0123456789abcdef01234567"}, []models.ID{record}},
			{"host", models.DeliveryFilter{Q: "TILL.example.org"}, []models.ID{record}},
			{"text in other letters", models.DeliveryFilter{Q: "é"}, nil},
			{"many at once", models.DeliveryFilter{Company: a.company.PublicID, Location: a.location.PublicID, Callback: pos.PublicID,
				Status: []models.Status{models.Retrying}, Code: "503", Host: "till.example.org", Range: "24h", Q: "record"}, []models.ID{record}},
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

// event2 returns a company callback that does not overlap with event.
func (a site) event2() models.Callback {
	c := a.event()
	c.Types = []models.CallbackType{{Type: "person_updated"}}
	return c
}
