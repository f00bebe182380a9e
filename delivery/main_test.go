package delivery

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"callboard/models"
	"callboard/models/store"
)

// TestMain sees to it that nothing is left running but the connection that
// package storetest keeps to its server.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"),
		goleak.IgnoreTopFunction("github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher.func1"))
}

// quiet is a log that nobody reads.
func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

var errAway = errors.New("the database is away")

// memory is a store that forgets. It obeys the rules of the real one that the
// engine relies on: leases, tokens, and at most free(callback) of a callback.
type memory struct {
	mu         sync.Mutex
	last       models.ID
	audience   models.Subscribers
	change     *models.Change
	events     map[models.ID]models.Event
	deliveries []models.Delivery
	attempts   []models.Attempt
	pauses     []string
	released   []models.ID
	beats      int
	takenOver  int
	away       bool // every call fails
	awayWrites bool // Record fails
	beatFails  error
	refuse     models.ID          // outcomes of this callback cannot be written
	toxic      string             // nor those with this answer
	halfClaim  bool               // the next claim leases, and fails
	stop       context.CancelFunc // called within Claim
}

func newMemory(callbacks ...models.Callback) *memory {
	for i := range callbacks {
		callbacks[i].IsActive = true
		callbacks[i].Host = models.HostOf(callbacks[i].URL)
	}
	return &memory{events: map[models.ID]models.Event{}, audience: models.Subscribers{
		Company:   models.Company{ID: 1, Active: true},
		Locations: map[models.ID]models.Location{7: {ID: 7, CompanyID: 1, Active: true}},
		Callbacks: callbacks,
	}}
}

func (m *memory) NewID() models.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	return 100 + m.last
}

func (m *memory) Now() time.Time { return time.Now() }

func (m *memory) Subscribers(context.Context, models.ID) (models.Subscribers, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return models.Subscribers{}, errAway
	}
	return m.audience, nil
}

func (m *memory) FlushFullBatches(context.Context, []models.Callback) error { return nil }

func (m *memory) Accept(_ context.Context, change *models.Change, events []models.Event, deliveries []models.Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	m.change = change
	for _, e := range events {
		m.events[e.ID] = e
	}
	m.deliveries = append(m.deliveries, deliveries...)
	return nil
}

func (m *memory) callback(id models.ID) models.Callback {
	i := slices.IndexFunc(m.audience.Callbacks, func(c models.Callback) bool { return c.ID == id })
	return m.audience.Callbacks[i]
}

func (m *memory) Claim(_ context.Context, limit int, free func(models.ID) int) ([]store.Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return nil, errAway
	}
	var tasks []store.Task
	taken, now := map[models.ID]int{}, models.At(time.Now())
	for i := range m.deliveries {
		d := &m.deliveries[i]
		if d.Status.Final() || d.HoldReason != "" || d.DueAt > now ||
			len(tasks) == limit || taken[d.CallbackID] >= free(d.CallbackID) {
			continue
		}
		c := m.callback(d.CallbackID)
		m.last++
		taken[c.ID]++
		d.Status, d.LeaseToken, d.DueAt = models.Sending, m.last, now+models.Millis(c.Timeout().Milliseconds())+15_000
		tasks = append(tasks, store.Task{Delivery: *d, Event: m.events[d.EventID], Callback: c, Company: m.audience.Company})
	}
	if m.halfClaim && len(tasks) > 0 {
		m.halfClaim = false
		return nil, store.MaybeClaimedError{Deliveries: deliveryIDs(tasks), Err: errAway}
	}
	if m.stop != nil && len(tasks) > 0 {
		m.stop()
	}
	return tasks, nil
}

func (m *memory) NextDue(context.Context) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next models.Millis
	for _, d := range m.deliveries {
		if d.DueAt != 0 && (next == 0 || d.DueAt < next) {
			next = d.DueAt
		}
	}
	if m.away {
		return time.Time{}, errAway
	}
	return next.Time(), nil
}

func (m *memory) Record(_ context.Context, results []store.Result) (lost int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range results {
		if m.away || m.awayWrites || r.Delivery.CallbackID == m.refuse ||
			m.toxic != "" && r.Attempt != nil && string(r.Attempt.ResponseBody) == m.toxic {
			return 0, errAway
		}
	}
	for _, r := range results {
		i := slices.IndexFunc(m.deliveries, func(d models.Delivery) bool { return d.ID == r.Delivery.ID })
		if m.deliveries[i].LeaseToken != r.Delivery.LeaseToken {
			lost++
			continue
		}
		m.deliveries[i] = r.Delivery
		if r.Attempt != nil {
			m.attempts = append(m.attempts, *r.Attempt)
		}
		if r.Pause != "" {
			m.pauses = append(m.pauses, r.Pause)
		}
	}
	return lost, nil
}

func (m *memory) Release(_ context.Context, ids []models.ID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.released = append(m.released, ids...)
	for i, d := range m.deliveries {
		if slices.Contains(ids, d.ID) && d.Status == models.Sending {
			m.deliveries[i].Status, m.deliveries[i].DueAt = models.Queued, models.At(time.Now())
		}
	}
	return nil
}

func (m *memory) TakeOver(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.takenOver++
	if m.away {
		return 0, errAway
	}
	return 3, nil
}

func (m *memory) Beat(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.beats++
	return m.beatFails
}

// all returns the deliveries and attempts as they stand.
func (m *memory) all() ([]models.Delivery, []models.Attempt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.deliveries), slices.Clone(m.attempts)
}

func (m *memory) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

// pipes is a network in memory, so that time can stand still while its
// connections wait.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

// serve answers all requests of a new network, whatever their host.
func serve(t *testing.T, handler http.HandlerFunc) *pipes {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(p)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return p
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }
