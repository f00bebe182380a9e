package native_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store/storetest"
)

// deliver stores n events with one failed delivery each, oldest first, and
// returns their ids.
func (w *world) deliver(n int) []models.ID {
	w.t.Helper()
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: w.company.ID, Name: "Shop", URL: "https://shop.example/in",
		Types: []models.CallbackType{{Type: "*"}},
	}
	if err := w.store.CreateCallback(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatal(err)
	}
	var ids []models.ID
	for i := range n {
		e := models.Event{
			ID: w.store.NewID(), PublicID: fmt.Sprintf("e-%d", i), CompanyID: w.company.ID, LocationID: w.location.ID, Type: "person_added",
			Data: []byte(`{"person":{"n":1.50}}`), OccurredAt: models.At(now), AcceptedAt: models.At(now), Source: "key Shop",
		}
		d := models.Delivery{
			ID: w.store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: e.CompanyID, LocationID: e.LocationID, EventType: e.Type,
			Host: c.Host, Status: models.Failed, Cause: models.HTTP410, Code: 410, Attempts: 1, PlanLen: 10, FinishedAt: models.At(now),
		}
		if err := w.store.Accept(w.t.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, d.ID)
	}
	return ids
}

func TestListDeliveries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ids := w.deliver(120)
		var seen []string
		for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
			got := w.call("GET", "/deliveries?limit=70&status=failed&company="+w.company.PublicID+"&cursor="+cursor, "").wants(t, 200)
			for _, row := range got.member(t, "data").([]any) {
				seen = append(seen, row.(map[string]any)["id"].(string))
			}
			if cursor = got.text(t, "next_cursor"); pages > 2 {
				t.Fatal("the list has no end")
			}
		}
		if len(seen) != len(ids) || seen[0] != ids[119].String() || seen[119] != ids[0].String() {
			t.Errorf("%d deliveries, from %s", len(seen), seen[0])
		}
		for query, want := range map[string]int{
			"event=e-7": 1, "status=delivered": 0, "cause=http_410&limit=200": 120, "code=5xx": 0, "host=shop.example&limit=1": 1, "type=person_updated": 0,
			"company=none": 0, "q=" + ids[3].String(): 1,
		} {
			if got := len(w.call("GET", "/deliveries?"+query, "").wants(t, 200).member(t, "data").([]any)); got != want {
				t.Errorf("%s: %d deliveries, want %d", query, got, want)
			}
		}
		many := ""
		for i := range 6000 { // more than a statement of SQLite can name for each status
			many += fmt.Sprintf("&type=a%d", i)
		}
		for _, query := range []string{many, "status=lost", "stauts=failed", "after=0000000000001", "code=9", "slow=x", "cursor=x", "cause=" + url.QueryEscape("<b>")} {
			if got := w.call("GET", "/deliveries?"+query, "").wants(t, http.StatusUnprocessableEntity); strings.Contains(got.body, "left out") {
				t.Errorf("%.60s is refused, and the answer says %s", query, got.body)
			}
		}
	})
}

// Every filter of the console's log is one of the API, and described.
func TestEveryFilterIsDescribed(t *testing.T) {
	t.Parallel()
	whole := deliverylog.Filter{
		Company: "c", Location: "l", Callback: "k", Event: "e", Status: []models.Status{models.Failed}, Types: []string{"t"},
		Causes: []models.Cause{models.HTTP410}, Code: "410", Host: "h", Test: "yes", Slow: 1, MinAttempts: 1, Range: "1h",
		From: now, To: now, Q: "q", After: 1, Before: 1, Deliveries: []models.ID{1}, Batch: 1, Run: 1,
	}
	for field, value := range reflect.ValueOf(whole).Fields() {
		if value.IsZero() {
			t.Errorf("this test leaves %s out", field.Name)
		}
	}
	document := native.API{}.Document()
	list, _ := document.Paths.Get("/deliveries")
	operation, _ := list.Get("get")
	var parameters []string
	for _, parameter := range operation.Parameters {
		parameters = append(parameters, parameter.Name)
	}
	filter, ok := document.Components.Schemas.Get("DeliveryFilter")
	if !ok {
		t.Fatal("the filter of resends is not described")
	}
	for _, pair := range whole.Pairs() {
		if _, ok := filter.Properties.Get(pair.Key); !ok || !slices.Contains(parameters, pair.Key) {
			t.Errorf("%s is not described: %q, %v", pair.Key, parameters, filter.Properties)
		}
	}
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.deliver(1)[0].String()
		got := w.call("GET", "/deliveries/"+id, "").wants(t, 200)
		if got.text(t, "cause.text") != "shop.example says this address is gone for good (410)." || got.text(t, "event.id") != "e-0" || got.text(t, "location") != w.location.PublicID {
			t.Errorf("shows %s", got.body)
		}
		if resent := w.call("POST", "/deliveries/"+id+"/resend", "").wants(t, 200); resent.text(t, "status") != "queued" || w.woken == 0 {
			t.Errorf("resent: %s", resent.body)
		}
		if cancelled := w.call("POST", "/deliveries/"+id+"/cancel", "").wants(t, 200); cancelled.text(t, "reason.code") != "by_person" {
			t.Errorf("cancelled: %s", cancelled.body)
		}
		if again := w.call("POST", "/deliveries/"+id+"/cancel", "").wants(t, http.StatusConflict); !strings.Contains(again.text(t, "detail"), "nothing to cancel") {
			t.Errorf("again: %s", again.body)
		}
		for _, none := range []string{"0000000000001", "x", strings.Repeat("9", 40)} {
			w.call("GET", "/deliveries/"+none, "").wants(t, http.StatusNotFound)
		}
	})
}

// Why a condition was false tells what the event carries, but not to those who
// may not see that.
func TestReasonOfACondition(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, viewer := storetest.Key(t, w.store, models.Viewer, w.company.Owner())
		row, err := w.store.Delivery(t.Context(), models.Everything, w.deliver(1)[0])
		if err != nil {
			t.Fatal(err)
		}
		e := models.Event{ID: w.store.NewID(), PublicID: "e-age", CompanyID: row.CompanyID, LocationID: row.LocationID, Type: row.EventType, Data: []byte(`{"age":7}`)}
		d := models.Delivery{
			ID: w.store.NewID(), EventID: e.ID, CallbackID: row.CallbackID, CompanyID: e.CompanyID, LocationID: e.LocationID, EventType: e.Type,
			Status: models.NotSent, Reason: models.ConditionFalse, ReasonDetail: "age > 18" + models.Because + "age is 7", FinishedAt: models.At(now),
		}
		if err := w.store.Accept(t.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]string{w.key: "condition was false: age > 18, because age is 7", viewer: "condition was false: age > 18"} {
			for _, path := range []string{"/deliveries/" + d.ID.String(), "/deliveries?status=not_sent"} {
				got := w.send(request{key: key, method: "GET", path: path}).wants(t, 200)
				if !strings.Contains(got.body, `"reason":{"code":"condition_false","text":`+strconv.Quote(want)) {
					t.Errorf("%s with the key of %s: %s", path, want, got.body)
				}
			}
		}
	})
}

func TestStatistics(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(3)
		for _, query := range []string{"", "?company=" + w.company.PublicID, "?location=" + w.location.PublicID} {
			if got := w.call("GET", "/statistics"+query, "").wants(t, 200).member(t, "failed"); got != 3.0 {
				t.Errorf("%q: %v failed", query, got)
			}
		}
		w.call("GET", "/statistics?company=none", "").wants(t, http.StatusNotFound)
		w.call("GET", "/statistics?callback="+w.register(signed), "").wants(t, 200)
	})
}
