package delivery

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"callboard/models"
)

func publisher(fake *fakeStore) *Engine { return New(fake, newSender(nil, nil), quiet()) }

func TestPublishLeavesARowForEveryCallbackItConcerns(t *testing.T) {
	t.Parallel()
	sent, held := contacts(1, models.Settings{Delays: []int{60, 5}}), contacts(2, models.Settings{})
	held.PausedAt = 1
	stopped := contacts(3, models.Settings{Actions: []models.Action{models.Delete}})
	fake := newFakeStore(sent, held, stopped, people(4, models.Settings{}))
	changes := []models.Change{{Action: models.Create}}
	events, err := publisher(fake).Publish(t.Context(), changes, []models.Event{contactCreated()})
	if err != nil {
		t.Fatal(err)
	}
	e := events[0]
	if e.ID == 0 || len(e.PublicID) != 12 || e.AcceptedAt == 0 || e.OccurredAt != e.AcceptedAt || e.Action != models.Create {
		t.Errorf("event: %+v", e)
	}
	if diff := cmp.Diff(e, fake.events[e.ID]); diff != "" || &fake.changes[0] != &changes[0] {
		t.Errorf("stored (-returned +stored)\n%s", diff)
	}
	row := models.Delivery{EventID: e.ID, CompanyID: 1, LocationID: 7, CallbackVersion: 3, EventType: "contact.created", Status: models.Queued, PlanLen: 1}
	want := []models.Delivery{row, row, row}
	want[0].CallbackID, want[0].Host, want[0].PlanLen, want[0].DueAt = 1, "pos1.example", 2, e.AcceptedAt+60_000
	want[1].CallbackID, want[1].Host, want[1].HoldReason = 2, "pos2.example", models.HeldPaused
	want[2].CallbackID, want[2].Host, want[2].Status, want[2].FinishedAt = 3, "pos3.example", models.NotSent, e.AcceptedAt
	want[2].Reason, want[2].ReasonDetail = models.ActionMismatch, "deleted"
	got, _ := fake.all()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(models.Delivery{}, "ID")); diff != "" {
		t.Errorf("deliveries (-want +got)\n%s", diff)
	}
	for _, d := range got {
		if d.ID == 0 {
			t.Errorf("a delivery for callback %d has no id", d.CallbackID)
		}
	}
}

func TestPublishKeepsWhatTheEventSays(t *testing.T) {
	t.Parallel()
	fake := newFakeStore()
	given := models.Event{
		PublicID: "order-77", CompanyID: 1, Type: "subscription_added", OccurredAt: 5, Source: "key Till",
		Data: []byte(`{"subscription":{"subscription_list":{"id":"l77"}}}`),
	}
	events, err := publisher(fake).Publish(t.Context(), nil, []models.Event{given})
	if err != nil {
		t.Fatal(err)
	}
	want := given
	want.FilterValue, want.ContentHash = "l77", given.ContentSum()
	if diff := cmp.Diff(want, events[0], cmpopts.IgnoreFields(models.Event{}, "ID", "AcceptedAt")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if given.ID != 0 || given.FilterValue != "" {
		t.Error("the caller's event was changed")
	}
}

func TestPublishTestEvent(t *testing.T) {
	t.Parallel()
	ended, paused, active := people(1, models.Settings{}), people(2, models.Settings{}), people(3, models.Settings{})
	ended.EndAt, paused.PausedAt = models.At(noon), 1
	fake := newFakeStore(ended)
	fake.subscribers.Callbacks[0].EndAt = models.At(fake.Now()) - 1
	test := personAdded()
	test.Test = true
	if _, err := publisher(fake).Publish(t.Context(), nil, []models.Event{test}); !errors.Is(err, models.ErrNoCallback) {
		t.Errorf("without an active callback: %v", err)
	}
	if len(fake.events) != 0 || len(fake.deliveries) != 0 {
		t.Error("something was stored")
	}
	fake = newFakeStore(ended, paused, active)
	test.OnlyTo = 2
	if _, err := publisher(fake).Publish(t.Context(), nil, []models.Event{test}); err != nil {
		t.Fatal(err)
	}
	if d := fake.deliveries; len(d) != 1 || d[0].CallbackID != 2 || d[0].HoldReason != models.HeldPaused || !d[0].Test {
		t.Errorf("deliveries: %+v", d)
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	asks := func(id models.ID, expands string) models.Callback {
		return models.Callback{ID: id, Settings: models.Settings{Expands: expands}}
	}
	a := models.Subscribers{Callbacks: []models.Callback{asks(1, "contact,location"), asks(2, ""), asks(3, "changelogs, contact"), asks(4, "accountvault")}}
	rows := []models.Delivery{{CallbackID: 3}, {CallbackID: 2}, {CallbackID: 1, Status: models.NotSent}}
	if diff := cmp.Diff([]string{"changelogs", "contact", "location"}, wanted(rows, a)); diff != "" {
		t.Error(diff)
	}
	if got := wanted(nil, a); len(got) != 0 {
		t.Errorf("no delivery wants %v", got)
	}
}
