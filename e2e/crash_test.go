package e2e

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// inFlight is how many requests a callback may have under way: as many may
// arrive twice after a crash.
const inFlight = 8

// TestNothingIsLost kills the program at random moments while contacts are
// published. What it accepted arrives, and hardly anything twice.
// CALLBOARD_KILL_ROUNDS says how often; make soak asks for more.
func TestNothingIsLost(t *testing.T) {
	rounds := 3
	if text := os.Getenv("CALLBOARD_KILL_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		company, key := p.company("Northwind Gyms")
		location := p.location(company, "Rotterdam Zuid")
		want[config](t, key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, rc.url+"/200/pos")), http.StatusCreated)
		accepted := map[string]bool{}
		for range rounds {
			load := publish(key, location)
			moment := time.Duration(100+rand.IntN(500)) * time.Millisecond
			<-time.After(moment)
			p.kill()
			for _, id := range load() {
				accepted[id] = true
			}
			p.run()
		}
		if len(accepted) < rounds {
			t.Fatalf("accepted %d contacts: too few to mean anything", len(accepted))
		}
		until(t, "all that was accepted arrived", func() bool { return len(missing(t, accepted, rc)) == 0 })
		arrived, twice := 0, 0
		for _, n := range arrivals(rc) {
			arrived++
			twice += n - 1
		}
		t.Logf("%d rounds: %d accepted, %d arrived, 0 lost, %d twice", rounds, len(accepted), arrived, twice)
		if twice > rounds*inFlight {
			t.Errorf("%d arrived twice, more than the %d in flight at the kills", twice, rounds*inFlight)
		}
	})
}

// publish creates contacts until the program is gone. The function it returns
// waits for that, and gives the ids of those that were accepted.
func publish(key api, location string) func() []string {
	var mu sync.Mutex
	var ids []string
	var publishers sync.WaitGroup
	for range 4 {
		publishers.Go(func() {
			for {
				id, ok := key.tryContact(location)
				if !ok {
					return
				}
				mu.Lock()
				ids = append(ids, id)
				mu.Unlock()
			}
		})
	}
	return func() []string { publishers.Wait(); return ids }
}

// tryContact creates a contact, and says whether the program answered 201.
func (a api) tryContact(location string) (id string, ok bool) {
	request, err := http.NewRequest(http.MethodPost, a.p.url+"/v2/contacts", strings.NewReader(sampleContact(location)))
	if err != nil {
		return "", false
	}
	request.Header.Set("Authorization", "Bearer "+a.key)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return "", false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	var made struct {
		Contact struct {
			ID string `json:"id"`
		} `json:"contact"`
	}
	if err != nil || response.StatusCode != http.StatusCreated || json.Unmarshal(body, &made) != nil {
		return "", false
	}
	return made.Contact.ID, true
}

// arrivals counts how often each event has arrived.
func arrivals(rc *receiver) map[string]int {
	found := map[string]int{}
	for _, one := range rc.at("/200/pos") {
		found[one.header.Get("webhook-id")]++
	}
	return found
}

// missing returns the accepted contacts that have not arrived yet.
func missing(t *testing.T, accepted map[string]bool, rc *receiver) []string {
	t.Helper()
	arrived := map[string]bool{}
	for _, one := range rc.at("/200/pos") {
		form, err := url.ParseQuery(one.body)
		if err != nil {
			t.Fatal(err)
		}
		var data struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal([]byte(form.Get("data")), &data); err != nil {
			t.Fatal(err)
		}
		arrived[data.ID] = true
	}
	var lost []string
	for id := range accepted {
		if !arrived[id] {
			lost = append(lost, id)
		}
	}
	return lost
}
