package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// echo is a receiver that writes back to the program what it is told, and passes
// the number of hops on.
type echo struct {
	p   *program
	key string

	mu      sync.Mutex
	back    map[string]func(n int) *http.Request // by the path of the callback
	hops    map[string][]string
	answers map[string][]int
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	way := strings.TrimPrefix(r.URL.Path, "/")
	hops := r.Header.Get("X-Callboard-Hops")
	e.hops[way] = append(e.hops[way], hops)
	request := e.back[way](len(e.hops[way]))
	request.Header.Set("Authorization", "Bearer "+e.key)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Callboard-Hops", hops)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	response.Body.Close()
	e.answers[way] = append(e.answers[way], response.StatusCode)
}

// write returns calls that differ from each other by a number in their body.
func (e *echo) write(method, path, body string) func(n int) *http.Request {
	return func(n int) *http.Request {
		request, err := http.NewRequest(method, e.p.url+path, strings.NewReader(strings.ReplaceAll(body, "NUMBER", strconv.Itoa(n))))
		if err != nil {
			e.p.t.Error(err)
		}
		return request
	}
}

// TestAReceiverThatWritesBack makes a loop through each API that makes events. The
// sixth call is refused, the log shows why, and no more come.
func TestAReceiverThatWritesBack(t *testing.T) {
	t.Parallel()
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Contoso")
	location, database := p.location(company, "Lund"), p.verb("database", "add", "-company", company, "Members")
	e := &echo{p: p, key: key.key, back: map[string]func(int) *http.Request{}, hops: map[string][]string{}, answers: map[string][]int{}}
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)

	contact := want[struct{ Contact struct{ ID string } }](t,
		key.call(http.MethodPost, "/v2/contacts", fmt.Sprintf(`{"contact":{"location_id":%q,"last_name":"Jones"}}`, location)), http.StatusCreated).Contact.ID
	profile := key.call(http.MethodPost, "/database/"+database+"/profiles", `{"visits":0}`).header.Get("X-Created")
	publish := e.write(http.MethodPost, "/api/v1/companies/"+company+"/events", `{"type":"person_added","data":{"person":{"id":"NUMBER"}}}`)
	change := e.write(http.MethodPut, "/v2/contacts/"+contact, `{"contact":{"last_name":"Jones NUMBER"}}`)
	count := e.write(http.MethodPut, "/profile/"+profile, `{"visits":NUMBER}`)
	tests := []struct {
		way, types string
		back       func(int) *http.Request
		code       int
	}{
		{"publish", "person_added", publish, http.StatusAccepted},
		{"contact", "contact.updated", change, http.StatusOK},
		{"profile", "profile.updated", count, http.StatusSeeOther},
	}
	for _, tt := range tests {
		e.back[tt.way] = tt.back
	}
	for _, tt := range tests {
		t.Run(tt.way, func(t *testing.T) {
			t.Parallel()
			mine := api{t, p, key.key}
			owner := map[string]string{"contact": fmt.Sprintf(`"owner":{"location":%q},`, location)}[tt.way]
			mine.register(company, fmt.Sprintf(`{"kind":"webhook","types":[%q],%s"destination":{"url":"%s/%s"}}`, tt.types, owner, server.URL, tt.way))
			first := tt.back(100)
			first.Header.Set("Authorization", "Bearer "+key.key)
			first.Header.Set("Content-Type", "application/json")
			if got := ask(t, first); got.code != tt.code {
				t.Fatalf("%d %s", got.code, got.body)
			}
			var ids []string
			until(t, "all are delivered", func() bool {
				rows := want[logged](t, mine.call(http.MethodGet, "/api/v1/deliveries?status=delivered&type="+tt.types, ""), http.StatusOK).Data
				ids = nil
				for _, row := range rows {
					ids = append(ids, row.ID)
				}
				return len(rows) == 6
			})
			e.mu.Lock()
			hops, answers := slices.Clone(e.hops[tt.way]), slices.Clone(e.answers[tt.way])
			e.mu.Unlock()
			c := tt.code
			if !slices.Equal(hops, []string{"1", "2", "3", "4", "5", "6"}) || !slices.Equal(answers, []int{c, c, c, c, c, http.StatusLoopDetected}) {
				t.Errorf("it came with %v hops, and writing back was answered %v", hops, answers)
			}
			last := mine.call(http.MethodGet, "/api/v1/deliveries/"+slices.Max(ids), "")
			if !strings.Contains(last.body, `{"name":"X-Callboard-Hops","value":"6"`) {
				t.Errorf("the last delivery does not say so: %s", last.body)
			}
		})
	}
	t.Cleanup(func() {
		if n := strings.Count(p.log.String(), "status=508"); n != len(tests) {
			t.Errorf("%d refusals in the log", n)
		}
	})
}
