package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// resending is a run as the API tells of it.
type resending struct {
	ID      string
	Status  string
	Total   int
	Left    int
	Resent  int
	Results struct{ Delivered, Failed, Waiting int }
	Skipped []struct{ Count int }
}

// failing registers a callback that gives up after one attempt, and publishes
// n events to it, which fail.
func (a api) failing(company, kind, url string, n int) registered {
	a.t.Helper()
	made := a.register(company, fmt.Sprintf(`{"kind":"webhook","name":%q,"types":[%q],"destination":{"url":%q},"retry":{"delays_s":[0]}}`, kind, kind, url))
	events := make([]string, n)
	for i := range events {
		events[i] = fmt.Sprintf(`{"id":"%s-%d","type":%q,"data":{"person":{},"subscription_list":{}}}`, kind, i, kind)
	}
	a.publish(company, "["+strings.Join(events, ",")+"]")
	return made
}

// settled waits until the callback has n deliveries with a status.
func (a api) settled(callback, status string, n int) {
	a.t.Helper()
	until(a.t, fmt.Sprintf("%d deliveries %s", n, status), func() bool {
		return len(a.log("callback="+callback+"&status="+status)) == n
	})
}

// again is a row of the log, with how often it was resent.
type again struct {
	ID     string
	Resent int
}

func (a api) log(filter string) []again {
	a.t.Helper()
	return want[struct{ Data []again }](a.t, a.call(http.MethodGet, "/api/v1/deliveries?limit=200&"+filter, ""), http.StatusOK).Data
}

// resend starts a run under a name.
func (a api) resend(name, body string) resending {
	a.t.Helper()
	request, err := http.NewRequest(http.MethodPost, a.p.url+"/api/v1/resends", strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.key)
	request.Header.Set("Idempotency-Key", name)
	var got answer
	until(a.t, "the run is started", func() bool {
		request.Body, _ = request.GetBody()
		got = ask(a.t, request)
		return got.code != http.StatusConflict // the other click is being answered
	})
	return want[resending](a.t, got, http.StatusCreated)
}

func (a api) run(id string) resending {
	a.t.Helper()
	return want[resending](a.t, a.call(http.MethodGet, "/api/v1/resends/"+id, ""), http.StatusOK)
}

// The till was down. Its URL is mended, and all that failed meanwhile is sent
// again with one call, made twice by an impatient hand.
func TestResendAllThatFailed(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		till := key.failing(company, "person_added", rc.url+"/500/till", 42)
		key.failing(company, "person_updated", rc.url+"/200/shop", 60)
		other := key.failing(company, "subscription_list_added", rc.url+"/404/other", 20)
		key.settled(till.ID, "failed", 42)
		key.settled(other.ID, "failed", 20)
		rc.wait("/200/shop", 60)
		want[registered](t, key.call(http.MethodPatch, "/api/v1/callbacks/"+till.ID, fmt.Sprintf(`{"destination":{"url":"%s/200/till"}}`, rc.url)), http.StatusOK)
		filter := "status=failed&callback=" + till.ID
		preview := want[struct {
			Count      int
			Until      string
			ByCallback []struct{ URL string } `json:"by_callback"`
		}](t, key.call(http.MethodGet, "/api/v1/resend-preview?"+filter, ""), http.StatusOK)
		if preview.Count != 42 || preview.ByCallback[0].URL != rc.url+"/200/till" {
			t.Errorf("previews %+v", preview)
		}
		body := fmt.Sprintf(`{"filter":{"status":["failed"],"callback":%q},"rate":20,"until":%q}`, till.ID, preview.Until)
		var clicks sync.WaitGroup
		var ids [2]string
		for i := range ids {
			clicks.Go(func() { ids[i] = key.resend("mended", body).ID })
		}
		clicks.Wait()
		if ids[0] != ids[1] {
			t.Errorf("two clicks start %s and %s", ids[0], ids[1])
		}
		until(t, "all 42 are delivered", func() bool { return key.run(ids[0]).Results.Delivered == 42 })
		key.resend("mended", body)
		<-time.After(time.Second)
		seen := map[string]int{}
		for _, one := range rc.at("/200/till") {
			seen[one.header.Get("webhook-id")]++
		}
		if len(seen) != 42 || len(rc.at("/200/till")) != 42 || len(rc.at("/404/other")) != 20 || len(rc.at("/200/shop")) != 60 {
			t.Errorf("%d of 42 arrived in %d requests; elsewhere %d and %d", len(seen), len(rc.at("/200/till")), len(rc.at("/404/other")), len(rc.at("/200/shop")))
		}
		if run := key.run(ids[0]); run.Status != "done" || run.Resent != 42 || run.Left != 0 {
			t.Errorf("the run says %+v", run)
		}
	})
}

// The program is killed again and again in the middle of a run. Each delivery
// is sent again by the run once.
func TestResendGoesOnAfterKills(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		till := key.failing(company, "person_added", rc.url+"/500/till", 150)
		key.settled(till.ID, "failed", 150)
		want[registered](t, key.call(http.MethodPatch, "/api/v1/callbacks/"+till.ID, fmt.Sprintf(`{"destination":{"url":"%s/200/till"}}`, rc.url)), http.StatusOK)
		run := key.resend("mended", fmt.Sprintf(`{"filter":{"callback":%q},"rate":50}`, till.ID))
		const kills = 2
		for kill := range kills {
			rc.wait("/200/till", 10+30*kill)
			p.kill()
			if arrived := len(rc.at("/200/till")); arrived == 150 {
				t.Error("the kill came too late to mean anything")
			}
			p.run()
		}
		until(t, "all 150 are delivered", func() bool { return key.run(run.ID).Results.Delivered == 150 })
		for _, one := range key.log("callback=" + till.ID) {
			if one.Resent != 1 {
				t.Errorf("%s was resent %d times", one.ID, one.Resent)
			}
		}
		seen, twice := map[string]int{}, 0
		for _, one := range rc.at("/200/till") {
			if seen[one.header.Get("webhook-id")]++; seen[one.header.Get("webhook-id")] > 1 {
				twice++
			}
		}
		if len(seen) != 150 || twice > kills*inFlight {
			t.Errorf("%d arrived, %d twice, more than were in flight", len(seen), twice)
		}
	})
}

func TestResendIsStopped(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		till := key.failing(company, "person_added", rc.url+"/500/till", 60)
		key.settled(till.ID, "failed", 60)
		run := key.resend("try", fmt.Sprintf(`{"filter":{"callback":%q}}`, till.ID))
		rc.wait("/500/till", 65)
		stopped := want[resending](t, key.call(http.MethodPost, "/api/v1/resends/"+run.ID+"/stop", ""), http.StatusOK)
		<-time.After(2 * time.Second)
		after := key.run(run.ID)
		if after.Status != "stopped" || after.Resent != stopped.Resent || after.Left != 60-after.Resent || after.Left == 0 {
			t.Errorf("at the stop %+v, later %+v", stopped, after)
		}
		if sent := len(rc.at("/500/till")) - 60; sent != after.Resent {
			t.Errorf("%d requests for %d resent", sent, after.Resent)
		}
		want[resending](t, key.call(http.MethodPost, "/api/v1/resends/"+run.ID+"/resume", ""), http.StatusOK)
		until(t, "the rest goes as well", func() bool { return key.run(run.ID).Results.Failed == 60 })
	})
}
