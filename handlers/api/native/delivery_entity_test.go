package native_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// batched sends one batch of deliveries, one for each location, and returns
// the first of them.
func (f *fixture) batched(at ...models.ID) models.Delivery {
	f.T.Helper()
	name := f.Store.NewID().String()
	c := models.Callback{
		Kind: models.KindBatch, CompanyID: f.Company.ID, Name: name, URL: "https://crm.example/" + name,
		Settings: models.Settings{BatchSize: len(at), User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
	}
	if err := f.Store.CreateCallback(f.T.Context(), storetest.Access(), &c); err != nil {
		f.T.Fatal(err)
	}
	if _, err := f.Store.VerifyByHand(f.T.Context(), storetest.Access(), c, "a test"); err != nil {
		f.T.Fatal(err)
	}
	for _, location := range at {
		e := models.Event{
			ID: f.Store.NewID(), PublicID: f.Store.NewID().String(), CompanyID: c.CompanyID, LocationID: location, Type: "EMAIL_BOUNCED",
			Data: []byte(`{"riid": 7,"access_token":"hunter2"}`), Before: []byte(`{"access_token":["hunter2"]}`), AcceptedAt: models.At(now), OccurredAt: models.At(now),
		}
		d := models.Delivery{
			ID: f.Store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: c.CompanyID, LocationID: location, EventType: e.Type,
			Host: c.Host, Status: models.Queued, DueAt: models.At(now), PlanLen: len(c.Plan()),
		}
		if err := f.Store.Accept(f.T.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			f.T.Fatal(err)
		}
	}
	tasks, err := f.Store.Claim(f.T.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 || len(tasks[0].Others) != len(at)-1 {
		f.T.Fatalf("claim: %+v, %v", tasks, err)
	}
	sent := store.Result{Delivery: tasks[0].Delivery, Attempt: &models.Attempt{
		ID: f.Store.NewID(), Number: 1, StartedAt: models.At(now), Method: "POST", URL: c.URL, Code: 200,
		RequestBody: []byte(`[{"last_name":"Jones","password":"hunter2"}]`), ResponseBody: []byte(`{"said":"planted-answer","token":"hunter2"}`),
	}}
	for _, other := range tasks[0].Others {
		sent.Others = append(sent.Others, other.Delivery)
	}
	for _, d := range append([]*models.Delivery{&sent.Delivery}, pointers(sent.Others)...) {
		d.Status, d.Attempts, d.Code, d.DueAt, d.FinishedAt = models.Delivered, 1, 200, 0, models.At(now)
	}
	if lost, err := f.Store.Record(f.T.Context(), []store.Result{sent}); err != nil || lost != 0 {
		f.T.Fatalf("record: %d lost, %v", lost, err)
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
	f := newFixture(t)
	other := storetest.Location(t, f.Store, f.Company)
	_, local := storetest.Key(t, f.Store, models.Manager, f.Location.Owner())
	mixed, alone := f.batched(f.Location.ID, other.ID), f.batched(f.Location.ID, f.Location.ID)
	for name, c := range map[string]struct {
		key   string
		of    models.Delivery
		shown bool
	}{
		"key of the company":         {f.Key, mixed, true},
		"key of a location":          {local, mixed, false},
		"key of a location, its own": {local, alone, true},
	} {
		got := f.send(request{key: c.key, method: "GET", path: "/deliveries/" + c.of.ID.String()}).wants(t, 200)
		if strings.Contains(got.Body, "Jones") != c.shown || strings.Contains(got.Body, "planted-answer") != c.shown {
			t.Errorf("%s: %s", name, got.Body)
		}
	}
}

// Bodies that are kept no longer are no empty ones.
func TestBodiesThatWereRemoved(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	d := f.batched(f.Location.ID, f.Location.ID)
	read := request{key: f.Key, method: "GET", path: "/deliveries/" + d.ID.String()}
	if got := f.send(read).wants(t, 200); strings.Contains(got.Body, "bodies_removed") {
		t.Errorf("before: %s", got.Body)
	}
	inAnHour := store.Keep{Bodies: -time.Hour}
	if _, err := f.Store.Retention(inAnHour).Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := f.send(read).wants(t, 200)
	if !strings.Contains(got.Body, `"bodies_removed":true`) || strings.Contains(got.Body, "Jones") ||
		strings.Contains(got.Body, "planted-answer") || strings.Contains(got.Body, `"request_body":`) {
		t.Errorf("afterwards: %s", got.Body)
	}
}

// Why a condition was false tells what the event carries, but not to those who
// may not see that.
func TestReasonOfACondition(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, viewer := storetest.Key(t, f.Store, models.Viewer, f.Company.Owner())
	row, err := f.Store.Delivery(t.Context(), models.Everything, f.deliver(1)[0])
	if err != nil {
		t.Fatal(err)
	}
	e := models.Event{ID: f.Store.NewID(), PublicID: "e-age", CompanyID: row.CompanyID, LocationID: row.LocationID, Type: row.EventType, Data: []byte(`{"age":7}`)}
	d := models.Delivery{
		ID: f.Store.NewID(), EventID: e.ID, CallbackID: row.CallbackID, CompanyID: e.CompanyID, LocationID: e.LocationID, EventType: e.Type,
		Status: models.NotSent, Reason: models.ConditionFalse, ReasonDetail: "age > 18" + models.Because + "age is 7", FinishedAt: models.At(now),
	}
	if err := f.Store.Accept(t.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{f.Key: "condition was false: age > 18, because age is 7", viewer: "condition was false: age > 18"} {
		for _, path := range []string{"/deliveries/" + d.ID.String(), "/deliveries?status=not_sent"} {
			got := f.send(request{key: key, method: "GET", path: path}).wants(t, 200)
			if !strings.Contains(got.Body, `"reason":{"code":"condition_false","text":`+strconv.Quote(want)) {
				t.Errorf("%s with the key of %s: %s", path, want, got.Body)
			}
		}
	}
}

// Values of secret names are for nobody, in what was sent, answered and published:
// pages do not show them either.
func TestValuesOfSecretNames(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	shown := f.call("GET", "/deliveries/"+f.batched(f.Location.ID).ID.String(), "").wants(t, 200)
	for _, want := range []string{
		`"request_body":"[{\"last_name\":\"Jones\",\"password\":\"•••\"}]"`,
		`"response_body":"{\"said\":\"planted-answer\",\"token\":\"•••\"}"`,
	} {
		if !strings.Contains(shown.Body, want) {
			t.Errorf("lacks %s: %s", want, shown.Body)
		}
	}
	event := f.call("GET", f.in("/events/"+shown.text(t, "event.id")), "").wants(t, 200)
	if want := `"data":{"riid":7,"access_token":"•••"},"before":{"access_token":["•••"]}`; !strings.Contains(event.Body, want) {
		t.Errorf("lacks %s: %s", want, event.Body)
	}
	if strings.Contains(shown.Body+event.Body, "hunter2") {
		t.Error("a secret is shown")
	}
}
