package delivery_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"callboard/delivery"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// resendNoon is when the clock of every bubble stands: IDs begin in 2026.
var resendNoon = time.Date(2027, 3, 2, 12, 0, 0, 0, time.UTC)

// resendFixture is a company with failed deliveries and a resender.
type resendFixture struct {
	t        *testing.T
	store    *store.Store
	company  models.Company
	resender *delivery.Resender
	due      atomic.Int64
}

// onBothResendDatabases runs fn in a bubble on SQLite and on MariaDB.
func onBothResendDatabases(t *testing.T, fn func(s *resendFixture)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(resendNoon))
			s := &resendFixture{t: t, store: storetest.Open(t, database)}
			s.company = storetest.Company(t, s.store)
			fn(s)
		})
	})
}

// fail stores n deliveries that have failed.
func (s *resendFixture) fail(n int) {
	s.t.Helper()
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: s.company.ID, Name: "Shop", URL: "https://shop.example/in", Types: []models.CallbackType{{Type: "*"}},
	}
	if err := s.store.CreateCallback(s.t.Context(), storetest.Access(), &c); err != nil {
		s.t.Fatal(err)
	}
	for i := range n {
		now := models.At(time.Now())
		e := models.Event{
			ID: s.store.NewID(), PublicID: fmt.Sprintf("e-%d", i), CompanyID: s.company.ID, Type: "person_added", Data: []byte(`{}`), OccurredAt: now, AcceptedAt: now, Source: "test",
		}
		d := models.Delivery{
			ID: s.store.NewID(), EventID: e.ID, CallbackID: c.ID, CompanyID: e.CompanyID, EventType: e.Type, Host: c.Host, Status: models.Failed, FinishedAt: now,
		}
		if err := s.store.Accept(s.t.Context(), nil, []models.Event{e}, []models.Delivery{d}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// work runs a resender until the function that it returns is called.
func (s *resendFixture) work() (stop func()) {
	s.resender = delivery.NewResender(s.store.ResendWorker(), func() { s.due.Add(1) }, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.resender.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

func (s *resendFixture) start() models.ID {
	s.t.Helper()
	run, err := s.store.StartResend(s.t.Context(), storetest.Access(), store.ResendStart{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.resender.Wake()
	return run.ID
}

func (s *resendFixture) progress(id models.ID) (resend.Run, resend.Progress) {
	s.t.Helper()
	run, err := s.store.ResendRun(s.t.Context(), storetest.Access(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	p, err := s.store.ResendProgress(s.t.Context(), run)
	if err != nil {
		s.t.Fatal(err)
	}
	return run, p
}

func TestResendKeepsItsRate(t *testing.T) {
	t.Parallel()
	onBothResendDatabases(t, func(s *resendFixture) {
		s.fail(42)
		stop := s.work()
		defer stop()
		time.Sleep(10 * time.Second) // nothing to do
		id := s.start()
		for second := 1; second <= 3; second++ {
			time.Sleep(time.Second)
			if _, p := s.progress(id); p.Resent < 10*second-2 || p.Resent > 10*second+1 {
				s.t.Errorf("%d after %d seconds at 10 each second", p.Resent, second)
			}
		}
		time.Sleep(3 * time.Second)
		run, p := s.progress(id)
		if run.Status != resend.Done || p.Resent != 42 || s.due.Load() == 0 {
			s.t.Errorf("%s with %+v; the engine was told %d times", run.Status, p, s.due.Load())
		}
	})
}

func TestStopIsFeltWithinASecond(t *testing.T) {
	t.Parallel()
	onBothResendDatabases(t, func(s *resendFixture) {
		s.fail(60)
		stop := s.work()
		defer stop()
		id := s.start()
		time.Sleep(1500 * time.Millisecond)
		if _, err := s.store.StopResend(s.t.Context(), storetest.Access(), id); err != nil {
			s.t.Fatal(err)
		}
		_, before := s.progress(id)
		time.Sleep(time.Minute)
		run, after := s.progress(id)
		if after.Resent != before.Resent || run.Status != resend.Stopped || after.Left == 0 || after.Left+after.Resent != 60 {
			s.t.Errorf("%d at the stop, then %+v", before.Resent, after)
		}
	})
}

// A resender that is stopped releases its resend runs, and the next one goes on at
// once, where they were.
func TestNextResenderGoesOn(t *testing.T) {
	t.Parallel()
	onBothResendDatabases(t, func(s *resendFixture) {
		s.fail(40)
		stop := s.work()
		id := s.start()
		time.Sleep(time.Second)
		stop()
		_, before := s.progress(id)
		defer s.work()()
		time.Sleep(500 * time.Millisecond)
		if _, p := s.progress(id); p.Resent <= before.Resent {
			s.t.Errorf("%d, then %d", before.Resent, p.Resent)
		}
		time.Sleep(5 * time.Second)
		page, err := s.store.Deliveries(s.t.Context(), models.Everything, deliverylog.Filter{Run: id})
		if err != nil || len(page.Rows) != 40 {
			s.t.Fatalf("%d of 40, %v", len(page.Rows), err)
		}
		for _, row := range page.Rows {
			if row.Resent != 1 {
				s.t.Errorf("resent %d times", row.Resent)
			}
		}
	})
}

// brokenResends is a store whose database is away at times.
type brokenResends struct {
	away  atomic.Bool
	steps atomic.Int64
}

func (b *brokenResends) err() error {
	if b.away.Load() {
		return errors.New("no route to host")
	}
	return nil
}

func (b *brokenResends) Step(context.Context) (int, bool, error) {
	b.steps.Add(1)
	return 0, true, b.err()
}
func (b *brokenResends) TakeOver(context.Context) error { return b.err() }
func (b *brokenResends) Release(context.Context) error  { return nil }

func TestOutageIsLoggedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var said bytes.Buffer
		broken := &brokenResends{}
		broken.away.Store(true)
		r := delivery.NewResender(broken, func() {}, slog.New(slog.NewTextHandler(&said, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		go r.Run(ctx)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := broken.steps.Load(); n < 55 || n > 65 {
			t.Errorf("asked %d times in a minute", n)
		}
		broken.away.Store(false)
		time.Sleep(2 * time.Second)
		cancel()
		synctest.Wait()
		if lines := strings.Count(said.String(), "\n"); lines != 2 || !strings.Contains(said.String(), "no route to host") {
			t.Errorf("logs %s", said.String())
		}
	})
}
