package native_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// startRun starts a run of one delivery and returns its id.
func (w *world) startRun(delivery string) string {
	w.t.Helper()
	body := fmt.Sprintf(`{"filter":{"delivery":[%q]}}`, delivery)
	return w.call("POST", "/resends", body).wants(w.t, http.StatusCreated).text(w.t, "id")
}

func TestPreviewOfAResend(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ids := w.deliver(60)
		got := w.call("GET", "/resend-preview?status=failed&company="+w.company.PublicID, "").wants(t, 200)
		if got.member(t, "count") != 60.0 || got.member(t, "seconds") != 6.0 || got.member(t, "rate") != 10.0 || got.text(t, "until") != "2027-03-02T09:15:42.007Z" {
			t.Errorf("previews %s", got.body)
		}
		if !strings.Contains(got.body, `"by_cause":[{"cause":"http_410","count":60}]`) || !strings.Contains(got.body, `"url":"https://shop.example/in","hold":null,"count":60`) {
			t.Errorf("previews %s", got.body)
		}
		if !strings.Contains(got.body, `"filter":{"company":"`+w.company.PublicID+`","status":["failed"]}`) {
			t.Errorf("says it looked for %s", got.body)
		}
		for query, want := range map[string]float64{
			"delivery=" + ids[3].String() + "&delivery=" + ids[4].String(): 2, "status=delivered": 0, "event=e-7&rate=100": 1, "until=2027-03-02T09:15:41Z": 0, "include_delivered=true": 60,
		} {
			if got := w.call("GET", "/resend-preview?"+query, "").wants(t, 200).member(t, "count"); got != want {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		for _, query := range []string{
			"rate=0", "rate=x", "rate=101", "include_delivered=perhaps", "until=yesterday", "stauts=failed", "status=lost", "company=", "company=a&company=b",
		} {
			w.call("GET", "/resend-preview?"+query, "").wants(t, http.StatusUnprocessableEntity)
		}
		w.call("GET", "/resends", "").wants(t, 200)
	})
}

func TestResends(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		ids := w.deliver(60)
		body := `{"filter":{"status":["failed"]},"rate":20,"until":"2027-03-02T09:15:42.007Z"}`
		named := request{key: w.key, method: "POST", path: "/resends", body: body, headers: map[string]string{"Idempotency-Key": "fix the till"}}
		got := w.send(named).wants(t, http.StatusCreated)
		id := got.text(t, "id")
		if got.text(t, "status") != "running" || got.member(t, "total") != 60.0 || got.member(t, "left") != 60.0 || got.text(t, "started_by.name") != "Front desk" || w.woken == 0 {
			t.Errorf("started as %s", got.body)
		}
		if got.header.Get("Location") != "/api/v1/resends/"+id {
			t.Errorf("at %s", got.header.Get("Location"))
		}
		if again := w.send(named).wants(t, http.StatusCreated); again.text(t, "id") != id || again.header.Get("Idempotency-Replayed") == "" {
			t.Errorf("sent again: %s", again.body)
		}
		if _, _, err := w.store.ResendWorker().Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		stopped := w.call("POST", "/resends/"+id+"/stop", "").wants(t, 200)
		if stopped.text(t, "status") != "stopped" || stopped.text(t, "stopped_by") != "Front desk" || stopped.member(t, "resent") != 1.0 || stopped.member(t, "left") != 59.0 || stopped.member(t, "results.waiting") != 1.0 {
			t.Errorf("stopped: %s", stopped.body)
		}
		if again := w.call("POST", "/resends/"+id+"/stop", "").wants(t, http.StatusConflict); !strings.Contains(again.text(t, "detail"), "not running") {
			t.Errorf("again: %s", again.body)
		}
		if on := w.call("POST", "/resends/"+id+"/resume", "").wants(t, 200); on.text(t, "status") != "running" || on.member(t, "ended_at") != nil {
			t.Errorf("goes on: %s", on.body)
		}
		shown := w.call("GET", "/deliveries/"+ids[0].String(), "").wants(t, 200)
		if runs, _ := shown.member(t, "resends").([]any); len(runs) != 1 || !strings.Contains(shown.body, `"resends":[{"id":"`+id+`","by":"Front desk"`) {
			t.Errorf("the delivery says %s", shown.body)
		}
		if rows, _ := w.call("GET", "/deliveries?run="+id, "").wants(t, 200).member(t, "data").([]any); len(rows) != 1 {
			t.Errorf("the log finds %d of the run", len(rows))
		}
		second := w.startRun(ids[9].String())
		list := w.call("GET", "/resends?limit=1", "").wants(t, 200)
		if !strings.Contains(list.body, second) || strings.Contains(list.body, id) {
			t.Errorf("lists %s", list.body)
		}
		if next := w.call("GET", "/resends?cursor="+list.text(t, "next_cursor"), "").wants(t, 200); !strings.Contains(next.body, id) || next.member(t, "next_cursor") != nil {
			t.Errorf("and then %s", next.body)
		}
		for _, none := range []string{"0000000000001", "x"} {
			w.call("GET", "/resends/"+none, "").wants(t, http.StatusNotFound)
		}
	})
}

func TestResendIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(2)
		for body, field := range map[string]string{
			`{}`:                                    "filter",
			`{"filter":[]}`:                         "filter",
			`{"filter":"status=failed"}`:            "filter",
			`{"filter":{"stauts":"failed"}}`:        "filter.stauts",
			`{"filter":{"company":["a","b"]}}`:      "filter.company",
			`{"filter":{"company":""}}`:             "filter.company",
			`{"filter":{"company":{}}}`:             "filter.company",
			`{"filter":{"company":null}}`:           "filter.company",
			`{"filter":{"callback":[]}}`:            "filter.callback",
			`{"filter":{"event":[]}}`:               "filter.event",
			`{"filter":{"status":[]}}`:              "filter.status",
			`{"filter":{"status":[null]}}`:          "filter.status",
			`{"filter":{"delivery":[]}}`:            "filter.delivery",
			`{"filter":{"delivery":null}}`:          "filter.delivery",
			`{"filter":{"status":["lost"]}}`:        "filter",
			`{"filter":{"status":["delivered"]}}`:   "filter",
			`{"filter":{},"rate":0}`:                "rate",
			`{"filter":{},"rate":"fast"}`:           "rate",
			`{"filter":{},"until":"soon"}`:          "until",
			`{"filter":{},"include_delivered":"x"}`: "include_delivered",
		} {
			got := w.call("POST", "/resends", body).wants(t, http.StatusUnprocessableEntity)
			if !strings.Contains(got.body, `"field":"`+field+`"`) {
				t.Errorf("%s: %s", body, got.body)
			}
		}
		for until, want := range map[string]string{"2025-12-31T23:59:59Z": "until must be 2026-01-01T00:00:00Z or later", "2027-03-02 09:15": "until must be a moment in RFC 3339"} {
			if got := w.call("POST", "/resends", `{"filter":{},"until":"`+until+`"}`).wants(t, http.StatusUnprocessableEntity); !strings.Contains(got.body, want) {
				t.Errorf("until %s: %s", until, got.body)
			}
		}
		got := w.call("POST", "/resends", `{"filter":{"delivery":[],"status":[{}],"cause":null}}`).wants(t, http.StatusUnprocessableEntity)
		for _, want := range []string{"filter.delivery must not be empty", "filter.status must be a string or a list of strings", "filter.cause must not be empty"} {
			if strings.Count(got.body, want) != 1 {
				t.Errorf("says %s", got.body)
			}
		}
		for _, value := range hostile {
			for _, body := range []string{`{"filter":` + value + `}`, `{"filter":{"status":` + value + `,"q":` + value + `}}`, `{"filter":{"delivery":` + value + `},"rate":` + value + `,"until":` + value + `}`} {
				if got := w.call("POST", "/resends", body); got.status >= http.StatusInternalServerError {
					t.Errorf("%.80s: %d %s", body, got.status, got.body)
				}
			}
		}
	})
}

// The key of a location starts runs of its own deliveries alone.
func TestResendsOfALocation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.deliver(3)
		elsewhere := storetest.Location(t, w.store, w.company)
		_, inside := storetest.Key(t, w.store, models.Operator, w.location.Owner())
		_, outside := storetest.Key(t, w.store, models.Operator, elsewhere.Owner())
		w.send(request{key: outside, method: "POST", path: "/resends", body: `{"filter":{}}`}).wants(t, http.StatusUnprocessableEntity)
		run := w.send(request{key: inside, method: "POST", path: "/resends", body: `{"filter":{}}`}).wants(t, http.StatusCreated)
		w.send(request{key: outside, method: "POST", path: "/resends/" + run.text(t, "id") + "/stop"}).wants(t, http.StatusNotFound)
		w.call("GET", "/resends/"+run.text(t, "id"), "").wants(t, 200)
	})
}
