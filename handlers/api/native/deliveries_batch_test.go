package native_test

import (
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// batched sends one batch of deliveries, one for each location, and returns
// the first of them.
func (w *world) batched(at ...models.ID) models.Delivery {
	w.t.Helper()
	name := w.store.NewID().String()
	c := models.Callback{
		Kind: models.KindBatch, CompanyID: w.company.ID, Name: name, URL: "https://crm.example/" + name,
		Settings: models.Settings{BatchSize: len(at), User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
	}
	if err := w.store.CreateCallback(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.store.VerifyByHand(w.t.Context(), storetest.Access(), c, "a test"); err != nil {
		w.t.Fatal(err)
	}
	for _, location := range at {
		e := models.Event{
			ID: w.store.NewID(), PublicID: w.store.NewID().String(), CompanyID: c.CompanyID, LocationID: location, Type: "EMAIL_BOUNCED",
			Data: []byte(`{}`), AcceptedAt: models.At(now), OccurredAt: models.At(now),
		}
		d := models.Delivery{
			ID: w.store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: c.CompanyID, LocationID: location, EventType: e.Type,
			Host: c.Host, Status: models.Queued, DueAt: models.At(now), PlanLen: len(c.Plan()),
		}
		if err := w.store.Accept(w.t.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			w.t.Fatal(err)
		}
	}
	tasks, err := w.store.Claim(w.t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 || len(tasks[0].Others) != len(at)-1 {
		w.t.Fatalf("claim: %+v, %v", tasks, err)
	}
	sent := store.Result{Delivery: tasks[0].Delivery, Attempt: &models.Attempt{
		ID: w.store.NewID(), Number: 1, StartedAt: models.At(now), Method: "POST", URL: c.URL, Code: 200,
		RequestBody: []byte(`[{"last_name":"Jones"}]`), ResponseBody: []byte("planted-answer"),
	}}
	for _, other := range tasks[0].Others {
		sent.Others = append(sent.Others, other.Delivery)
	}
	for _, d := range append([]*models.Delivery{&sent.Delivery}, pointers(sent.Others)...) {
		d.Status, d.Attempts, d.Code, d.DueAt, d.FinishedAt = models.Delivered, 1, 200, 0, models.At(now)
	}
	if lost, err := w.store.Record(w.t.Context(), []store.Result{sent}); err != nil || lost != 0 {
		w.t.Fatalf("record: %d lost, %v", lost, err)
	}
	return sent.Delivery
}

func pointers(all []models.Delivery) []*models.Delivery {
	list := make([]*models.Delivery, len(all))
	for i := range all {
		list[i] = &all[i]
	}
	return list
}

// The body of a batch tells of every location whose events it carried.
func TestBatchOfSeveralLocations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		other := storetest.Location(t, w.store, w.company)
		_, local := storetest.Key(t, w.store, models.Manager, w.location.Owner())
		mixed, alone := w.batched(w.location.ID, other.ID), w.batched(w.location.ID, w.location.ID)
		for name, c := range map[string]struct {
			key   string
			of    models.Delivery
			shown bool
		}{
			"key of the company":         {w.key, mixed, true},
			"key of a location":          {local, mixed, false},
			"key of a location, its own": {local, alone, true},
		} {
			got := w.send(request{key: c.key, method: "GET", path: "/deliveries/" + c.of.ID.String()}).wants(t, 200)
			if strings.Contains(got.body, "Jones") != c.shown || strings.Contains(got.body, "planted-answer") != c.shown {
				t.Errorf("%s: %s", name, got.body)
			}
		}
	})
}
