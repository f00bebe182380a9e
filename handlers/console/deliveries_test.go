package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
)

// attempted stores a delivery for c whose first attempt was answered with
// code, and returns it.
func (d fixture) attempted(t *testing.T, c models.Callback, code int) models.Delivery {
	t.Helper()
	d.owe(t, c, 1)
	return d.answer(t, code)
}

// answer claims what is due and records one attempt of it.
func (d fixture) answer(t *testing.T, code int) models.Delivery {
	t.Helper()
	tasks, err := d.s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 {
		t.Fatalf("claim: %d tasks, %v", len(tasks), err)
	}
	one := tasks[0].Delivery
	a := models.Attempt{
		ID: d.s.NewID(), CompanyID: one.CompanyID, DeliveryID: one.ID, LeaseToken: one.LeaseToken, Number: one.Attempts + 1,
		StartedAt: models.At(noon), Method: "POST", URL: tasks[0].Callback.URL,
		RequestHeaders:  []models.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "Authorization", Hidden: true}},
		RequestBody:     []byte(`{"last_name":"Jones","password":"planted-secret"}`),
		Code:            code,
		ResponseHeaders: []models.Header{{Name: "Content-Type", Value: "text/html"}},
		ResponseBody:    []byte("<script>alert(1)</script>"),
		ResponseSize:    25, Timing: models.Timing{Wait: 2000, Total: 3000},
	}
	one.Attempts, one.PlanPos, one.Code, one.DueAt, one.FinishedAt = one.Attempts+1, one.PlanPos+1, code, 0, models.At(noon)
	one.Status = models.Delivered
	if code >= 300 {
		one.Status, one.Cause, a.Cause = models.Failed, models.HTTP5xx, models.HTTP5xx
	}
	if lost, err := d.s.Record(t.Context(), []store.Result{{Delivery: one, Attempt: &a}}); err != nil || lost != 0 {
		t.Fatalf("record: %d lost, %v", lost, err)
	}
	return one
}

func pathOf(d models.Delivery) string { return "/admin/deliveries/" + d.ID.String() }

func TestDeliveryLog(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	if got := d.get(t, "/admin/deliveries").text("#results"); !strings.Contains(got, "No deliveries yet.") {
		t.Errorf("the empty log says %q", got)
	}
	failed := d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	tests := map[string]struct {
		query, shows, chip string
		rows               int
	}{
		"everything":       {"", "1 delivery", "", 1},
		"its status":       {"?status=failed", "1 delivery", "Failed", 1},
		"another status":   {"?status=delivered", "In the last 7 days 1 delivery failed.", "Delivered", 0},
		"its type":         {"?type=contact.created", "had an error of its own (503)", "contact created", 1},
		"its callback":     {"?callback=" + d.publicIDOf(t, failed), "1 delivery", "Rotterdam POS", 1},
		"its ID":           {"?q=" + failed.ID.String(), "1 delivery", "‘" + failed.ID.String() + "’", 1},
		"another host":     {"?host=crm.example", "No deliveries match", "crm.example", 0},
		"its code class":   {"?code=5xx", "1 delivery", "Answer 5xx", 1},
		"a range":          {"?range=1h", "Last hour", "Last hour", 1},
		"unknown location": {"?location=ffffffffffffffffffffffff", "No deliveries match", "Location ffffffffffffffffffffffff", 0},
	}
	for name, tt := range tests {
		shown := d.get(t, "/admin/deliveries"+tt.query)
		if got := shown.Find("table.log tbody tr").Length(); got != tt.rows {
			t.Errorf("%s: %d rows, want %d", name, got, tt.rows)
		}
		if got := shown.text("#results"); !strings.Contains(got, tt.shows) {
			t.Errorf("%s: lacks %q: %s", name, tt.shows, got)
		}
		if got := shown.text(".chips li:first-child"); !strings.Contains(got, tt.chip) {
			t.Errorf("%s: chip %q, want %q", name, got, tt.chip)
		}
	}
	if got := d.get(t, "/admin/deliveries?status=lost").text("main .note"); !strings.Contains(got, "lost") {
		t.Errorf("an unknown status is passed over in silence: %q", got)
	}
}

// TestDeliveryLogInPlace changes the filter as htmx does.
func TestDeliveryLogInPlace(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	whole := d.get(t, "/admin/deliveries?status=failed")
	part := d.get(t, "/admin/deliveries?status=failed&q=&host=", "HX-Request", "true", "HX-Target", "results")
	if whole.Find("title").Length() != 1 || whole.Find("[hx-swap-oob]").Length() != 0 {
		t.Error("the whole page holds what belongs to its parts")
	}
	if got := part.text("title"); got != "Failed deliveries – Callboard" || part.Find("main").Length() != 0 {
		t.Errorf("the title is %q", got)
	}
	if got := part.text("#tabs[hx-swap-oob] [aria-current]"); got != "Failed" {
		t.Errorf("the chosen view is %q", got)
	}
	if got := part.header.Get("HX-Push-Url"); got != "/admin/deliveries?status=failed" {
		t.Errorf("the address becomes %q", got)
	}
	for _, query := range []string{"?status=failed", "?host=crm.example", "?status=lost"} {
		shown := d.get(t, "/admin/deliveries"+query)
		if bare := shown.Find("#results :is(a, button, input, select):not([id])"); bare.Length() > 0 {
			t.Errorf("%s: without an id the focus falls off %q", query, bare.Text())
		}
	}
}

// publicIDOf is the public id of the callback of a delivery.
func (d fixture) publicIDOf(t *testing.T, one models.Delivery) string {
	t.Helper()
	row, err := d.s.Delivery(t.Context(), models.Everything, one.ID)
	if err != nil {
		t.Fatal(err)
	}
	return row.CallbackPublicID
}

func TestDeliveryPage(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	failed := d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	shown := d.get(t, pathOf(failed))
	for selector, want := range map[string]string{
		".lead":     "pos.example had an error of its own (503). Its attempts are used up.",
		".way":      "Attempt 1 12:00:30 had an error of its own (503)",
		"#attempt":  "Attempt 1",
		".timing":   "Total 3.0 ms",
		"#response": "Response",
	} {
		if got := shown.text(selector); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q", selector, got, want)
		}
	}
	if !strings.Contains(shown.text("#attempt"), "<script>alert(1)</script>") || shown.Find("main script").Length() > 0 {
		t.Error("the answer is not shown as text")
	}
	for _, view := range []string{"", "?attempt=1&view=raw", "?attempt=99"} {
		html, _ := d.get(t, pathOf(failed)+view).Html()
		if strings.Contains(html, "planted-secret") || !strings.Contains(html, "Jones") {
			t.Errorf("%q hides the wrong values", view)
		}
	}
	viewer := d.as(t, models.Viewer, d.company.Owner()).get(t, pathOf(failed))
	if html, _ := viewer.Html(); strings.Contains(html, "Jones") || strings.Contains(html, "alert(1)") || !strings.Contains(html, "last_name") {
		t.Error("a Viewer sees more than the shape of the bodies")
	}
	if viewer.Find("#resend, #curl").Length() > 0 {
		t.Error("a Viewer sees Resend or curl")
	}
}

func TestResendFromTheConsole(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	failed := d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	if got := d.as(t, models.Viewer, d.company.Owner()).post(t, pathOf(failed)+"/resend", nil); got.status != http.StatusForbidden {
		t.Errorf("a Viewer's resend is answered %d", got.status)
	}
	shown := d.post(t, pathOf(failed)+"/resend", nil)
	if shown.path != pathOf(failed) || shown.text("h1 .status") != "Queued" || !strings.Contains(shown.text("#messages"), "Queued. Attempt 2 starts now.") {
		t.Errorf("after a resend: %s, %q, %q", shown.path, shown.text("h1"), shown.text("#messages"))
	}
	if d.wakes.Load() != 1 {
		t.Errorf("the engine was woken %d times, want once", d.wakes.Load())
	}
	again := d.answer(t, 200)
	if got := d.get(t, pathOf(again)); got.text("h1 .status") != "Delivered" || !strings.Contains(got.text(".attempts"), "Attempt 2") {
		t.Errorf("after the second attempt: %q, %q", got.text("h1"), got.text(".attempts"))
	}
}

func TestResendInFlight(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.owe(t, d.postback(t, "Rotterdam POS"), 1)
	tasks, err := d.s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
	if err != nil || len(tasks) != 1 {
		t.Fatalf("claim: %v", err)
	}
	if got := d.post(t, pathOf(tasks[0].Delivery)+"/resend", nil); got.status != http.StatusConflict {
		t.Errorf("a resend in flight is answered %d", got.status)
	}
}

func TestCancelFromTheConsole(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	d.owe(t, d.postback(t, "Rotterdam POS"), 1)
	page, err := d.s.Deliveries(t.Context(), models.Everything, deliverylog.Filter{})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("log: %v", err)
	}
	at := pathOf(page.Rows[0].Delivery)
	shown := d.post(t, at+"/cancel", nil)
	if shown.text("h1 .status") != "Cancelled" || !strings.Contains(shown.text(".lead"), "manager") {
		t.Errorf("after a cancel: %q, %q", shown.text("h1"), shown.text(".lead"))
	}
	if got := d.post(t, at+"/cancel", nil); got.status != http.StatusConflict {
		t.Errorf("a second cancel is answered %d", got.status)
	}
}

func TestDeliveriesOfOthers(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	failed := d.attempted(t, d.postback(t, "Rotterdam POS"), 503)
	stranger := d.stranger(t)
	for _, path := range []string{pathOf(failed), pathOf(failed) + "/row", "/admin/deliveries/nonsense"} {
		if got := stranger.get(t, path); got.status != http.StatusNotFound || strings.Contains(got.Text(), "Rotterdam") {
			t.Errorf("%s is answered %d", path, got.status)
		}
	}
	if got := stranger.get(t, "/admin/deliveries?"+url.Values{"q": {failed.ID.String()}}.Encode()); strings.Contains(got.text("#results"), "Rotterdam") {
		t.Error("the log shows a delivery of another company")
	}
}
