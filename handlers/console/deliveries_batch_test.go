package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// batched stores three deliveries that go in one request, and returns them.
// Their events belong to the company, or to these locations in turn.
func (d fixture) batched(t *testing.T, at ...models.ID) []models.Delivery {
	t.Helper()
	one := d.s.NewID().String()
	c := models.Callback{
		Kind: models.KindBatch, CompanyID: d.company.ID, Name: "Bounces " + one, URL: "https://crm.example/" + one,
		Settings: models.Settings{BatchSize: 3, User: "crm"}, Secrets: models.Secrets{Password: "hunter2"},
	}
	if err := d.s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	if _, err := d.s.VerifyByHand(t.Context(), storetest.Access(), c, "a test"); err != nil {
		t.Fatal(err)
	}
	var events []models.Event
	var owed []models.Delivery
	for i := range 3 {
		event := models.Event{ID: d.s.NewID(), PublicID: d.s.NewID().String(), CompanyID: c.CompanyID, Type: "EMAIL_BOUNCED", Data: []byte(`{}`), AcceptedAt: models.At(noon)}
		one := models.Delivery{
			ID: d.s.NewID(), EventID: event.ID, CallbackID: c.ID, CompanyID: c.CompanyID, EventType: event.Type, Host: c.Host,
			Status: models.Queued, DueAt: models.At(noon), PlanLen: len(c.Plan()),
		}
		if i < len(at) {
			event.LocationID, one.LocationID = at[i], at[i]
		}
		events, owed = append(events, event), append(owed, one)
	}
	if err := d.s.Accept(t.Context(), nil, events, owed); err != nil {
		t.Fatal(err)
	}
	tasks, err := d.s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 || len(tasks[0].Others) != 2 {
		t.Fatalf("claim: %+v, %v", tasks, err)
	}
	members := []models.Delivery{tasks[0].Delivery}
	for _, other := range tasks[0].Others {
		members = append(members, other.Delivery)
	}
	return members
}

func TestBatchInTheLog(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.attempted(t, d.postback(t, "Rotterdam POS"), 200)
	members := d.batched(t)
	of := "/admin/deliveries?batch=" + members[0].BatchID.String()
	all := d.get(t, "/admin/deliveries")
	if got := all.Find("tbody a.tag[href='" + of + "']"); got.Length() != 3 || got.First().Text() != "Batch of 3" || all.Find("tbody tr").Length() != 4 {
		t.Errorf("the log shows %s", all.text("#results"))
	}
	shown := d.get(t, of)
	if got := shown.text("#results"); shown.Find("tbody tr").Length() != 3 || strings.Contains(got, "Rotterdam POS") || !strings.Contains(got, "3 deliveries") {
		t.Errorf("the batch holds %s", got)
	}
	chip := shown.Find(".chips a[href='/admin/deliveries']")
	if !strings.Contains(chip.Text(), "Batch ") || shown.Find("form.filters input[type=hidden][name=batch]").AttrOr("value", "") != members[0].BatchID.String() {
		t.Errorf("the filter is %q", shown.text(".chips"))
	}
	if got := d.get(t, of+"x"); got.status != http.StatusOK || got.Find("tbody tr").Length() != 4 || !strings.Contains(got.text("main"), "The filter batch has no value ‘"+members[0].BatchID.String()+"x’, so it was left out.") {
		t.Errorf("a batch that is none: %s", got.text("main"))
	}
	for _, one := range members {
		page := d.get(t, pathOf(one))
		if got := page.Find("dl a#batch[href='" + of + "']").Text(); got != "3 deliveries in one request" {
			t.Errorf("its page says %q", got)
		}
	}
	if got := d.stranger(t).get(t, of); got.Find("tbody tr").Length() != 0 {
		t.Errorf("a stranger sees %s", got.text("#results"))
	}
}

// A request may carry what happened at several locations. Who may see what one
// of them sends sees none of it: the body is one.
func TestBatchOfSeveralLocations(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	other := storetest.Location(t, d.s, d.company)
	here := d.location.Owner()
	mixed := d.sentBatch(t, d.batched(t, here.LocationID, other.ID))
	alone := d.sentBatch(t, d.batched(t, here.LocationID, here.LocationID, here.LocationID))
	clerk := d.as(t, models.Operator, here)
	for name, c := range map[string]struct {
		browser fixture
		of      models.Delivery
		shown   bool
	}{
		"of the company":         {d, mixed, true},
		"of a location":          {clerk, mixed, false},
		"of a location, its own": {clerk, alone, true},
	} {
		body := c.browser.get(t, pathOf(c.of)).text("#attempt")
		if shown := strings.Contains(body, "Jones"); shown != c.shown || strings.Contains(body, "planted-answer") != c.shown || !strings.Contains(body, "last_name") {
			t.Errorf("%s: %s", name, body)
		}
	}
}

// The page of a delivery whose bodies are kept no longer says so, and keeps the rest.
func TestBodiesThatWereRemoved(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	sent := d.sentBatch(t, d.batched(t))
	inAnHour := store.Keep{Bodies: -time.Hour}
	if _, err := d.s.Retention(inAnHour).Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown := d.get(t, pathOf(sent)).wants(t, http.StatusOK)
	html, _ := shown.Html()
	if strings.Count(html, "The body was removed") != 2 || strings.Contains(html, "Jones") || strings.Contains(html, "planted-answer") {
		t.Errorf("it shows %s", shown.text("#attempt"))
	}
	if !strings.Contains(shown.text("#attempt"), "text/plain") || !strings.Contains(shown.text("#curl-text"), "--data-binary @body") {
		t.Error("the headers, or the command without the body, are not there")
	}
}

// sentBatch records the one request of a batch, and returns its first member.
func (d fixture) sentBatch(t *testing.T, members []models.Delivery) models.Delivery {
	t.Helper()
	for i := range members {
		members[i].Status, members[i].Attempts, members[i].Code, members[i].DueAt, members[i].FinishedAt = models.Delivered, 1, 200, 0, models.At(noon)
	}
	sent := store.Result{Delivery: members[0], Others: members[1:], Attempt: &models.Attempt{
		ID: d.s.NewID(), Number: 1, StartedAt: models.At(noon), Method: "POST", URL: "https://crm.example/in", Code: 200,
		RequestHeaders: []models.Header{{Name: "Content-Type", Value: "application/json"}}, RequestBody: []byte(`[{"last_name":"Jones"},{},{}]`),
		ResponseHeaders: []models.Header{{Name: "Content-Type", Value: "text/plain"}}, ResponseBody: []byte("planted-answer"),
	}}
	if lost, err := d.s.Record(t.Context(), []store.Result{sent}); err != nil || lost != 0 {
		t.Fatalf("record: %d lost, %v", lost, err)
	}
	return members[0]
}
