package delivery

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// storeFixture is a company with a location and one postback for its contacts, whose
// engine runs in a bubble on a real database.
type storeFixture struct {
	store    *store.Store
	engine   *Engine
	location models.Location
	callback models.Callback
	oracle   *fakeConditions
	stop     func()
}

// onBothDatabases runs fn in a bubble on SQLite and on MariaDB. The clock of a bubble
// begins long before the first ID that there can be, so it is put forward.
func onBothDatabases(t *testing.T, fn func(t *testing.T, s *storeFixture)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			s := &storeFixture{store: storetest.Open(t, database)}
			company := storetest.Company(t, s.store)
			s.location = storetest.Location(t, s.store, company)
			s.callback = models.Callback{
				Kind: models.KindPostback, CompanyID: company.ID, LocationID: s.location.ID, IsActive: true,
				URL: "http://pos.example/receiver", Types: []models.CallbackType{{Type: "contact.*"}},
				Settings: models.Settings{
					Attempts: 3, Interval: 300, User: "pos", Actions: []models.Action{models.Create, models.Delete},
				},
				Secrets: models.Secrets{Password: "hunter2"},
			}
			if err := s.store.CreateCallback(t.Context(), storetest.Access(), &s.callback); err != nil {
				t.Fatal(err)
			}
			fn(t, s)
			s.stop()
		})
	})
}

// run starts an engine whose only receiver answers.
func (s *storeFixture) run(t *testing.T, receiver http.HandlerFunc) {
	t.Helper()
	s.engine, s.oracle = New(s.store, newSender(serve(t, receiver).dial, nil), quiet()), &fakeConditions{says: answersOf}
	s.engine.Conditions = s.oracle
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.engine.Run(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func (s *storeFixture) publish(t *testing.T, a models.Action) {
	t.Helper()
	publish(t, s.engine, models.Event{
		CompanyID: s.location.CompanyID, LocationID: s.location.ID, Data: []byte(contact),
		Type: models.TypeOfChange("contact", a), Source: "test",
	})
}

// rows returns all deliveries, oldest first.
func (s *storeFixture) rows(t *testing.T) []deliverylog.Row {
	t.Helper()
	page, err := s.store.Deliveries(t.Context(), models.Everything, deliverylog.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	rows := page.Rows
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
	return rows
}

func TestPostbackOnTheStore(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		var form url.Values
		answer := answers(500, 500, 200)
		s.run(t, func(w http.ResponseWriter, r *http.Request) {
			if _, password, _ := r.BasicAuth(); password == "hunter2" && r.ParseForm() == nil {
				form = r.PostForm
			}
			answer(w, r)
		})
		s.publish(t, models.Create)
		s.publish(t, models.Update)
		time.Sleep(11 * time.Minute)
		rows := s.rows(t)
		if len(rows) != 2 || rows[0].Status != models.Delivered || rows[0].Attempts != 3 ||
			rows[1].Status != models.NotSent || rows[1].Reason != models.ActionMismatch {
			t.Fatalf("deliveries: %+v", rows)
		}
		attempts, err := s.store.Attempts(t.Context(), models.Everything, rows[0].ID)
		if err != nil || len(attempts) != 3 {
			t.Fatalf("%d attempts, %v", len(attempts), err)
		}
		for i, want := range []struct{ number, code int }{{3, 200}, {2, 500}, {1, 500}} {
			if a := attempts[i]; a.Number != want.number || a.Code != want.code || len(a.RequestBody) == 0 {
				t.Errorf("attempt %d: %+v", want.number, a)
			}
			if i > 0 && attempts[i-1].StartedAt-attempts[i].StartedAt != 300_000 {
				t.Errorf("attempts %d and %d stand %d ms apart", want.number, want.number+1, attempts[i-1].StartedAt-attempts[i].StartedAt)
			}
		}
		want := url.Values{"type": {"CREATE"}, "resource": {"contact"}, "number_of_attempts": {"3"}, "data": {contact}}
		if diff := cmp.Diff(want, form); diff != "" {
			t.Errorf("received (-want +got)\n%s", diff)
		}
	})
}

func TestPauseHoldsAndResumeSendsOnTheStore(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		s.run(t, answers(200))
		if _, err := s.store.PauseCallback(t.Context(), storetest.Access(), s.callback.PublicID, "moving house"); err != nil {
			t.Fatal(err)
		}
		s.publish(t, models.Create)
		time.Sleep(10 * time.Minute)
		if d := s.rows(t)[0]; d.Status != models.Queued || d.HoldReason != models.HeldPaused {
			t.Errorf("paused: %s %q", d.Status, d.HoldReason)
		}
		if n, err := s.store.ResumeCallback(t.Context(), storetest.Access(), s.callback.PublicID); n != 1 || err != nil {
			t.Errorf("%d released, %v", n, err)
		}
		s.engine.Wake()
		time.Sleep(100 * time.Millisecond)
		if d := s.rows(t)[0]; d.Status != models.Delivered {
			t.Errorf("resumed: %s", d.Status)
		}
	})
}

func TestGonePausesOnTheStore(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		s.run(t, answers(410))
		s.publish(t, models.Create)
		time.Sleep(11 * time.Minute)
		c, err := s.store.Callback(t.Context(), models.Everything, s.callback.PublicID)
		if err != nil || !c.Paused() || c.PauseReason != "pos.example says this address is gone for good (410)." {
			t.Errorf("callback paused %d for %q, %v", c.PausedAt, c.PauseReason, err)
		}
		if d := s.rows(t)[0]; d.Status != models.Failed || d.Attempts != 3 {
			t.Errorf("%s after %d attempts", d.Status, d.Attempts)
		}
	})
}

func TestEndCancelsWhatWaitsOnTheStore(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		s.run(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			time.Sleep(5 * time.Second)
			panic(http.ErrAbortHandler) // hangs up
		})
		s.publish(t, models.Create)
		time.Sleep(6 * time.Second)
		s.publish(t, models.Delete)
		time.Sleep(2 * time.Second)
		if _, err := s.store.EndCallback(t.Context(), storetest.Access(), s.callback.PublicID, false); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		for _, d := range s.rows(t) {
			if d.Status != models.Cancelled || d.Reason != models.CancelledByEnd || d.Attempts != 1 || d.Cause != models.ConnReset {
				t.Errorf("%s %q after %d attempts, cause %q", d.Status, d.Reason, d.Attempts, d.Cause)
			}
		}
	})
}

func TestRestartTakesItsLeasesOver(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		s.run(t, answers(200))
		s.stop()
		s.publish(t, models.Create)
		tasks, err := s.store.Claim(t.Context(), 10, func(models.ID) int { return 10 })
		if err != nil || len(tasks) != 1 {
			t.Fatalf("%d tasks, %v", len(tasks), err)
		}
		s.run(t, answers(200))
		time.Sleep(2 * time.Second)
		if d := s.rows(t)[0]; d.Status != models.Delivered || d.Attempts != 1 {
			t.Errorf("%s after %d attempts", d.Status, d.Attempts)
		}
	})
}
