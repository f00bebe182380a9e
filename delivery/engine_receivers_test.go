package delivery

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"callboard/delivery/receivertest"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// neverEnding are the receivers of the stable that would keep a request for ever.
var neverEnding = []string{
	"101 and silence", "101 and more", "endless 103", "endless 102 in drips", "100 and silence", "silence",
	"status line in drips", "headers in drips", "body in drips", "chunks in drips", "body that never comes",
	"endless headers", "endless line", "endless body", "endless chunks", "endless trailers",
}

// What the healthy receivers are sent, and the others.
const forHealthy, forNever = "person_added", "person_updated"

// Beside 200 callbacks whose receivers never end, 50 healthy ones get what they
// get alone, and the engine stops within the timeout of six seconds and two more.
func TestNeverEndingReceiversHoldUpNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		database := storetest.Open(t, "")
		company := storetest.Company(t, database)
		for i := range 250 {
			if i < 50 {
				subscribe(t, database, company, forHealthy, "http://healthy"+strconv.Itoa(i)+".example/in")
			} else {
				subscribe(t, database, company, forNever, "http://never"+strconv.Itoa(i)+".example/in")
			}
		}
		var arrived atomic.Int64
		network := receiverNetwork{healthy: serve(t, func(w http.ResponseWriter, _ *http.Request) { arrived.Add(1) }), never: neverReceivers(t)}
		engine := New(database, newSender(network.dial, nil), quiet())
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- engine.Run(ctx) }()

		alone := rate(t, engine, company, &arrived, forHealthy)
		rate(t, engine, company, &arrived, forNever) // until it is known who is slow
		beside := rate(t, engine, company, &arrived, forHealthy, forNever)
		if alone < 7*50 || float64(beside) < 0.9*float64(alone) {
			t.Errorf("%d deliveries alone, %d beside receivers that never end", alone, beside)
		}
		stopping := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(stopping); took > 8*time.Second {
			t.Errorf("it stopped after %v", took)
		}
		network.over.Wait()
	})
}

func subscribe(t *testing.T, s *store.Store, company models.Company, eventType, url string) {
	t.Helper()
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: company.ID, IsActive: true, URL: url, Types: []models.CallbackType{{Type: eventType}},
		Settings: models.Settings{Timeout: 6},
	}
	if err := s.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
}

// rate publishes an event of each type every second, and returns how many have
// arrived after 8 seconds.
func rate(t *testing.T, e *Engine, company models.Company, arrived *atomic.Int64, types ...string) int64 {
	t.Helper()
	before := arrived.Load()
	for range 8 {
		for _, eventType := range types {
			publish(t, e, models.Event{CompanyID: company.ID, Type: eventType, Data: []byte(`{"person":{"id":1}}`), Source: "test"})
		}
		time.Sleep(time.Second)
	}
	return arrived.Load() - before
}

// neverReceivers returns those of the stable that never end.
func neverReceivers(t *testing.T) []receivertest.Receiver {
	t.Helper()
	var never []receivertest.Receiver
	for _, r := range receivertest.All() {
		for _, name := range neverEnding {
			if r.Name == name {
				never = append(never, r)
			}
		}
	}
	if len(never) < len(neverEnding) {
		t.Fatalf("only %d receivers never end", len(never))
	}
	return never
}

// receiverNetwork is a network of healthy receivers and others.
type receiverNetwork struct {
	healthy *fakeNetwork
	never   []receivertest.Receiver
	over    sync.WaitGroup
}

func (n *receiverNetwork) dial(ctx context.Context, proto, address string) (net.Conn, error) {
	host, isNever := strings.CutPrefix(address, "never")
	if !isNever {
		return n.healthy.dial(ctx, proto, address)
	}
	number, _, _ := strings.Cut(host, ".")
	i, err := strconv.Atoi(number)
	if err != nil {
		return nil, err
	}
	ours, theirs := net.Pipe()
	n.over.Go(func() {
		defer theirs.Close()
		n.never[i%len(n.never)].Serve(theirs)
	})
	return ours, nil
}
