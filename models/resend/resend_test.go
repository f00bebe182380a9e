package resend_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

func TestShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		rate      int
		next, now models.Millis
		n         int
		after     models.Millis
	}{
		{"at the start", 10, 5000, 5000, 1, 5100},
		{"too early", 10, 5000, 4999, 0, 5000},
		{"after a tick", 10, 5100, 5300, 3, 5400},
		{"a rate that does not divide a second", 3, 5000, 5000, 1, 5334},
		{"fast", 100, 5010, 5210, 21, 5220},
		{"after standing still for an hour", 10, 5000, 3_605_000, 11, 3_605_100},
		{"no rate", 0, 0, 5000, 0, 0},
	} {
		n, after := resend.Run{Rate: c.rate, NextAt: c.next}.Share(c.now)
		if n != c.n || after != c.after {
			t.Errorf("%s: %d, then at %d, want %d, %d", c.name, n, after, c.n, c.after)
		}
	}
}

// Whatever the pace of the steps, a run never goes faster than its rate.
func TestShareKeepsTheRate(t *testing.T) {
	t.Parallel()
	for rate := 1; rate <= resend.MostRate; rate++ {
		r, sent := resend.Run{Rate: rate, NextAt: 1000}, 0
		for now := models.Millis(1000); now <= 11_000; now += 130 {
			n, next := r.Share(now)
			r.NextAt, sent = next, sent+n
		}
		if most := 10*rate + 1; sent > most || sent < most*9/10-2 {
			t.Errorf("%d each second: %d in 10 seconds", rate, sent)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	o := resend.Request{Filter: deliverylog.Filter{After: 7}, Until: 900}.Cleaned(500)
	if diff := cmp.Diff(resend.Request{Rate: 10, Until: 500}, o); diff != "" {
		t.Errorf("cleaned:\n%s", diff)
	}
	for rate, ok := range map[int]bool{-1: false, 1: true, 100: true, 101: false} {
		if problems := (resend.Request{Rate: rate}).Check(); (len(problems) == 0) != ok {
			t.Errorf("a rate of %d: %v", rate, problems)
		}
	}
	some := resend.Request{Filter: deliverylog.Filter{Status: []models.Status{models.Queued, models.Delivered, models.Failed}}}
	if wanted := some.Wanted(); len(wanted) != 1 || wanted[0] != models.Failed {
		t.Errorf("wants %v", wanted)
	}
	if passed := some.Passed(); len(passed) != 2 {
		t.Errorf("passes %v over", passed)
	}
	some.Delivered = true
	if wanted := some.Wanted(); len(wanted) != 2 {
		t.Errorf("with delivered ones it wants %v", wanted)
	}
	if s := (resend.Request{Rate: 10}).Seconds(42); s != 5 {
		t.Errorf("42 take %d seconds", s)
	}
}

func TestTurn(t *testing.T) {
	t.Parallel()
	living := models.Callback{ID: 3, Kind: models.KindWebhook, IsActive: true}
	deleted, paused, batch := living, living, living
	deleted.DeletedAt, paused.PausedAt = 1, 1
	batch.Kind, batch.VerifiedAt = models.KindBatch, 1
	now := models.Millis(time.Hour / time.Millisecond)
	failed := models.Delivery{ID: 1, Status: models.Failed, Resent: 1, Attempts: 3, BatchID: 9}
	with := func(change func(*models.Delivery)) models.Delivery {
		d := failed
		change(&d)
		return d
	}
	for _, c := range []struct {
		name     string
		was      models.Status
		delivery models.Delivery
		callback models.Callback
		why      resend.Reason
		due      models.Millis
	}{
		{"failed", models.Failed, failed, living, "", now},
		{"its callback is paused", models.Failed, failed, paused, "", 0},
		{"of a batch", models.Failed, failed, batch, "", now + 2000},
		{"delivered before", models.Delivered, with(func(d *models.Delivery) { d.Status = models.Delivered }), living, "", now},
		{"delivered since", models.Retrying, with(func(d *models.Delivery) { d.Status = models.Delivered }), living, resend.DeliveredSince, 0},
		{"cancelled before", models.Cancelled, with(func(d *models.Delivery) { d.Status = models.Cancelled }), living, "", now},
		{"cancelled since", models.Retrying, with(func(d *models.Delivery) { d.Status = models.Cancelled }), living, resend.CancelledSince, 0},
		{"resent since", models.Failed, with(func(d *models.Delivery) { d.Resent = 2 }), living, resend.ResentSince, 0},
		{"in flight", models.Retrying, with(func(d *models.Delivery) { d.Status = models.Sending }), living, resend.InFlight, 0},
		{"removed", models.Failed, models.Delivery{}, models.Callback{}, resend.Removed, 0},
		{"its callback is deleted", models.Failed, failed, deleted, resend.CallbackDeleted, 0},
		{"its callback is gone", models.Failed, failed, models.Callback{}, resend.CallbackDeleted, 0},
	} {
		after, why := resend.Member{Was: c.was, Resent: 1}.Turn(c.delivery, c.callback, now)
		if why != c.why {
			t.Errorf("%s: %q, want %q", c.name, why, c.why)
		}
		if why == "" && (after.Status != models.Queued || after.Resent != 2 || after.Attempts != 3 || after.BatchID != 0 || after.DueAt != c.due) {
			t.Errorf("%s becomes %+v", c.name, after)
		}
	}
	for _, why := range resend.Reasons {
		if why.Words() == "" {
			t.Errorf("no words for %s", why)
		}
	}
}
