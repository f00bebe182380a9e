package native_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
	"callboard/web"
)

// startRun starts a run of one delivery and returns its id.
func (f *fixture) startRun(delivery string) string {
	f.T.Helper()
	body := fmt.Sprintf(`{"filter":{"delivery":[%q]}}`, delivery)
	return f.call("POST", "/resends", body).wants(f.T, http.StatusCreated).text(f.T, "id")
}

func TestResends(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.deliver(60)
	body := `{"filter":{"status":["failed"]},"rate":20,"until":"2027-03-02T09:15:42.007Z"}`
	named := request{key: f.Key, method: "POST", path: "/resends", body: body, headers: map[string]string{"Idempotency-Key": "fix the till"}}
	got := f.send(named).wants(t, http.StatusCreated)
	id := got.text(t, "id")
	if got.text(t, "status") != "running" || got.member(t, "total") != 60.0 || got.member(t, "left") != 60.0 || got.text(t, "started_by.name") != "Front desk" || f.woken == 0 {
		t.Errorf("started as %s", got.Body)
	}
	if got.Header.Get("Location") != "/api/v1/resends/"+id {
		t.Errorf("at %s", got.Header.Get("Location"))
	}
	if again := f.send(named).wants(t, http.StatusCreated); again.text(t, "id") != id || again.Header.Get("Idempotency-Replayed") == "" {
		t.Errorf("sent again: %s", again.Body)
	}
	if _, _, err := f.Store.ResendWorker().Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	stopped := f.call("POST", "/resends/"+id+"/stop", "").wants(t, 200)
	if stopped.text(t, "status") != "stopped" || stopped.text(t, "stopped_by") != "Front desk" || stopped.member(t, "resent") != 1.0 || stopped.member(t, "left") != 59.0 || stopped.member(t, "results.waiting") != 1.0 {
		t.Errorf("stopped: %s", stopped.Body)
	}
	if again := f.call("POST", "/resends/"+id+"/stop", "").wants(t, http.StatusConflict); !strings.Contains(again.text(t, "detail"), "not running") {
		t.Errorf("again: %s", again.Body)
	}
	if on := f.call("POST", "/resends/"+id+"/resume", "").wants(t, 200); on.text(t, "status") != "running" || on.member(t, "ended_at") != nil {
		t.Errorf("goes on: %s", on.Body)
	}
	shown := f.call("GET", "/deliveries/"+ids[0].String(), "").wants(t, 200)
	if runs, _ := shown.member(t, "resends").([]any); len(runs) != 1 || !strings.Contains(shown.Body, `"resends":[{"id":"`+id+`","by":"Front desk"`) {
		t.Errorf("the delivery says %s", shown.Body)
	}
	if rows, _ := f.call("GET", "/deliveries?run="+id, "").wants(t, 200).member(t, "data").([]any); len(rows) != 1 {
		t.Errorf("the log finds %d of the run", len(rows))
	}
	second := f.startRun(ids[9].String())
	list := f.call("GET", "/resends?limit=1", "").wants(t, 200)
	if !strings.Contains(list.Body, second) || strings.Contains(list.Body, id) {
		t.Errorf("lists %s", list.Body)
	}
	if next := f.call("GET", "/resends?cursor="+list.text(t, "next_cursor"), "").wants(t, 200); !strings.Contains(next.Body, id) || next.member(t, "next_cursor") != nil {
		t.Errorf("and then %s", next.Body)
	}
	for _, none := range []string{"0000000000001", "x"} {
		f.call("GET", "/resends/"+none, "").wants(t, http.StatusNotFound)
	}
}

// What is answered with an error must not send: once a run is started, nothing that is
// asked of the database can fail before its answer.
func TestStartedRunIsAnswered(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ids := f.deliver(2)
	ctx, away := context.WithCancel(t.Context())
	defer away()
	f.api.Wake = away // the engine is told as soon as the run is stored
	mux, answer := http.NewServeMux(), httptest.NewRecorder()
	web.Mount(mux, f.api.Site())
	body := strings.NewReader(fmt.Sprintf(`{"filter":{"delivery":[%q]}}`, ids[0].String()))
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/resends", body)
	r.Header.Set("Authorization", "Bearer "+f.Key)
	mux.ServeHTTP(answer, r)
	if answer.Code != http.StatusCreated || !strings.Contains(answer.Body.String(), `"total":1,"left_out":[],"left":1,"resent":0`) {
		t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
}

// The key of a location starts runs of its own deliveries alone.
func TestResendsOfALocation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.deliver(3)
	elsewhere := storetest.Location(t, f.Store, f.Company)
	_, inside := storetest.Key(t, f.Store, models.Operator, f.Location.Owner())
	_, outside := storetest.Key(t, f.Store, models.Operator, elsewhere.Owner())
	f.send(request{key: outside, method: "POST", path: "/resends", body: `{"filter":{}}`}).wants(t, http.StatusUnprocessableEntity)
	run := f.send(request{key: inside, method: "POST", path: "/resends", body: `{"filter":{}}`}).wants(t, http.StatusCreated)
	f.send(request{key: outside, method: "POST", path: "/resends/" + run.text(t, "id") + "/stop"}).wants(t, http.StatusNotFound)
	f.call("GET", "/resends/"+run.text(t, "id"), "").wants(t, 200)
}
