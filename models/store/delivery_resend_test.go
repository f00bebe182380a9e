package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestResendAndCancel(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		now := models.At(noon)
		for _, c := range []struct {
			from           models.Delivery
			set            map[string]any // on the callback
			resent, cancel error
			hold           models.Hold
		}{
			{models.Delivery{Status: models.Queued, DueAt: now}, nil, nil, nil, ""},
			{models.Delivery{Status: models.Queued, HoldReason: models.HeldPaused}, map[string]any{"paused_at": 1}, nil, nil, models.HeldPaused},
			{models.Delivery{Status: models.Sending, DueAt: now, LeaseToken: 5}, nil, models.ErrConflict, models.ErrConflict, ""},
			{models.Delivery{Status: models.Retrying, DueAt: now + 5, PlanPos: 2, Attempts: 2, Cause: models.HTTP5xx, Code: 500}, nil, nil, nil, ""},
			{models.Delivery{Status: models.Delivered, PlanPos: 1, Attempts: 1, FinishedAt: now}, nil, nil, models.ErrConflict, ""},
			{models.Delivery{Status: models.Failed, PlanPos: 6, Attempts: 6, FinishedAt: now, Cause: models.ConnRefused, CauseDetail: "443", Resent: 1}, nil, nil, models.ErrConflict, ""},
			{models.Delivery{Status: models.Failed}, map[string]any{"paused_at": 1}, nil, models.ErrConflict, models.HeldPaused},
			{models.Delivery{Status: models.Failed}, map[string]any{"is_active": false}, nil, models.ErrConflict, models.HeldInactive},
			{models.Delivery{Status: models.Failed}, map[string]any{"ended_at": 1, "end_at": 1}, nil, models.ErrConflict, ""},
			{models.Delivery{Status: models.Failed}, map[string]any{"deleted_at": 1}, models.ErrConflict, models.ErrConflict, ""},
			{models.Delivery{Status: models.NotSent, Reason: models.BeforeStart, ReasonDetail: "1 Dec 2026", FinishedAt: now}, nil, nil, models.ErrConflict, ""},
			{models.Delivery{Status: models.Cancelled, Reason: models.CancelledByPerson, FinishedAt: now}, nil, nil, models.ErrConflict, ""},
		} {
			name := fmt.Sprintf("%s, callback %v", c.from.Status, c.set)
			callback := a.addCallback(t, a.retrying())
			again, stopped := a.storeDelivery(t, callback, c.from), a.storeDelivery(t, callback, c.from)
			if c.set != nil {
				if err := a.s.DB().Model(&callback).Updates(c.set).Error; err != nil {
					t.Fatal(err)
				}
			}
			want := a.delivery(t, again)
			if err := a.s.Resend(t.Context(), a.by(), again); !errors.Is(err, c.resent) {
				t.Errorf("%s: resend says %v", name, err)
			}
			if c.resent == nil {
				want.Status, want.PlanPos, want.PlanLen, want.Resent, want.HoldReason = models.Queued, 0, 3, want.Resent+1, c.hold
				want.Reason, want.ReasonDetail, want.Cause, want.CauseDetail, want.FinishedAt, want.DueAt = "", "", "", "", 0, now
				if c.hold != "" {
					want.DueAt = 0
				}
			}
			if diff := cmp.Diff(want, a.delivery(t, again)); diff != "" {
				t.Errorf("%s, resent:\n%s", name, diff)
			}
			want = a.delivery(t, stopped)
			if err := a.s.CancelDelivery(t.Context(), a.by(), stopped); !errors.Is(err, c.cancel) {
				t.Errorf("%s: cancel says %v", name, err)
			}
			if c.cancel == nil {
				want.Status, want.Reason, want.ReasonDetail = models.Cancelled, models.CancelledByPerson, "ines@example.org"
				want.HoldReason, want.DueAt, want.FinishedAt = "", 0, now
			}
			if diff := cmp.Diff(want, a.delivery(t, stopped)); diff != "" {
				t.Errorf("%s, cancelled:\n%s", name, diff)
			}
		}
	})
}

// retrying returns a postback with three attempts.
func (a fixture) retrying() models.Callback {
	c := a.postbackCallback()
	c.Settings.Attempts, c.Settings.Interval = 3, 300
	return c
}

func TestResendIsFoundByTheEngine(t *testing.T) {
	t.Parallel()
	eachAtNoon(t, func(t *testing.T, a fixture, _ *clock) {
		a.publish(t, a.addCallback(t, a.eventCallback()), 1)
		record(t, a, outcome(a.claim(t, 1)[0], models.Failed, 500))
		id := rowsOf[models.Delivery](t, a)[0].ID
		if err := a.s.Resend(t.Context(), a.by(), id); err != nil {
			t.Fatal(err)
		}
		tasks := a.claim(t, 1)
		if len(tasks) != 1 {
			t.Fatal("the resent delivery was not claimed")
		}
		record(t, a, outcome(tasks[0], models.Delivered, 200))
		attempts := a.attempts(t, id)
		if len(attempts) != 2 || attempts[0].Number != 2 || attempts[1].Number != 1 {
			t.Errorf("attempts %v, want their numbers to go on", attempts)
		}
		entries := audited(t, a.s, id)
		if len(entries) != 1 || entries[0].Action != "delivery.resend" || entries[0].ActorName != "ines@example.org" || entries[0].CompanyID != a.company.ID {
			t.Errorf("audited as %+v", entries)
		}
	})
}
