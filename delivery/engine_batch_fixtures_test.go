package delivery

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
	"callboard/models/store/storetest"
)

const tenBounces = 10

// batch is what the receiver of a batch callback got with one request.
type batch struct {
	host, id, number string
	test             bool
	size             int
	body             string
}

// batchReceiver is the receiver of a batch callback.
type batchReceiver struct {
	mu     sync.Mutex
	got    []batch
	refuse map[string]bool // hosts that answer 500
}

func (in *batchReceiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	in.mu.Lock()
	defer in.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	var events []json.RawMessage
	_ = json.Unmarshal(body, &events)
	in.got = append(in.got, batch{
		r.Host, r.Header.Get("webhook-id"), r.Header.Get("X-Delivery-Attempt"),
		r.Header.Get("X-Test-Event") == "true", len(events), string(body),
	})
	if in.refuse[r.Host] {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// take returns what arrived since the last call.
func (in *batchReceiver) take() []batch {
	in.mu.Lock()
	defer in.mu.Unlock()
	got := in.got
	in.got = nil
	return got
}

// each returns one value of every batch.
func each[T any](all []batch, value func(batch) T) []T {
	values := []T{}
	for _, one := range all {
		values = append(values, value(one))
	}
	return values
}

func size(b batch) int { return b.size }

// onBatches runs fn in a bubble on SQLite and on MariaDB: with a verified batch
// callback of ten, two subscriptions that ask for the same, and an engine.
func onBatches(t *testing.T, fn func(t *testing.T, s *storeFixture, in *batchReceiver)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			s := &storeFixture{store: storetest.Open(t, database)}
			company := storetest.Company(t, s.store)
			s.location = models.Location{CompanyID: company.ID}
			s.callback = models.Callback{
				Kind: models.KindBatch, CompanyID: company.ID, Name: "Bounces", URL: "http://first.example/in",
				Settings: models.Settings{BackupURL: "http://second.example/in", BatchSize: tenBounces, User: "crm"},
				Secrets:  models.Secrets{Password: "hunter2"},
			}
			if err := s.store.CreateCallback(t.Context(), storetest.Access(), &s.callback); err != nil {
				t.Fatal(err)
			}
			s.verify(t)
			for _, name := range []string{"one", "two"} {
				s.subscribe(t, models.Subscription{Name: name, Types: []string{"EMAIL_BOUNCED"}})
			}
			in := &batchReceiver{refuse: map[string]bool{}}
			s.run(t, in.ServeHTTP)
			fn(t, s, in)
			s.stop()
		})
	})
}

// verify marks the callback of s as verified, and returns how many deliveries
// that let go.
func (s *storeFixture) verify(t *testing.T) int {
	t.Helper()
	c, err := s.store.CallbackWithSecrets(t.Context(), models.Everything, s.callback.PublicID)
	if err != nil {
		t.Fatal(err)
	}
	released, err := s.store.RecordVerification(t.Context(), storetest.Access(), c, []models.Attempt{{Code: 200, Method: "POST"}})
	if err != nil {
		t.Fatal(err)
	}
	s.engine.wakeIfThere()
	return released
}

func (e *Engine) wakeIfThere() {
	if e != nil {
		e.Wake()
	}
}

func (s *storeFixture) subscribe(t *testing.T, one models.Subscription) {
	t.Helper()
	one.CompanyID, one.CallbackID = s.callback.CompanyID, s.callback.ID
	if err := s.store.SaveSubscription(t.Context(), storetest.Access(), &one); err != nil {
		t.Fatal(err)
	}
}

// publishBounces publishes n events, each by itself.
func (s *storeFixture) publishBounces(t *testing.T, n int, change ...func(*models.Event)) {
	t.Helper()
	for i := range n {
		e := models.Event{
			CompanyID: s.callback.CompanyID, Type: "EMAIL_BOUNCED", Source: "test",
			Data: fmt.Appendf(nil, `{"riid":%d.0,"campaignName":"Spring"}`, i),
		}
		for _, one := range change {
			one(&e)
		}
		publish(t, s.engine, e)
	}
}
