package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store/storetest"
)

// fakeConditions runs conditions in a bubble: it gives what was prepared for a text,
// and remembers what it was asked.
type fakeConditions struct {
	mu    sync.Mutex
	says  map[string]condition.Result
	fails []error // once each, in their order
	waits time.Duration
	judge func(scope []byte) condition.Result // nil: by the text
	asked []string
	scope []byte
	quiet []string
}

func (o *fakeConditions) Run(_ context.Context, q condition.Question) (condition.Result, error) {
	o.mu.Lock()
	o.asked, o.scope, o.quiet = append(o.asked, q.Text), q.Scope.Object, q.Redacted
	var err error
	if len(o.fails) > 0 {
		err, o.fails = o.fails[0], o.fails[1:]
	}
	result, waits := o.says[q.Text], o.waits
	if o.judge != nil {
		result = o.judge(q.Scope.Object)
	}
	o.mu.Unlock()
	if q.Text == "for (;;);" {
		time.Sleep(waits)
	}
	return result, err
}

func (o *fakeConditions) set(judge func(scope []byte) condition.Result) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.judge = judge
}

func (o *fakeConditions) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.asked)
}

var answersOf = map[string]condition.Result{
	"yes":   {True: true},
	"no":    {Why: "contact_balance > 0, because contact_balance is null"},
	"empty": {Was: "an empty text"},
	"threw": {Error: &condition.Problem{Line: 1, Column: 6, Text: "it threw the text ‘Lue’", HoldsValues: true}},
	"wrong": {Error: &condition.Problem{Line: 1, Column: 6, Text: "contact is not defined"}},
	"taken": {
		Error: &condition.Problem{Line: 1, Column: 9, Text: "Cannot read property 'id' of undefined"},
		Names: []condition.Name{{Name: "company", TakenFor: "the record's field"}},
	},
	"told": {
		Error: &condition.Problem{Line: 1, Column: 6, Text: "it threw the text ‘Lue’", HoldsValues: true},
		Names: []condition.Name{{Name: "company", TakenFor: "the record's field"}},
	},
}

// asks runs an engine with an oracle.
func asks(t *testing.T, fake *fakeStore, net *fakeNetwork, o *fakeConditions) (e *Engine, stop func()) {
	t.Helper()
	e = New(fake, newSender(net.dial, nil), quiet())
	if o != nil {
		e.Conditions = o
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	return e, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run returned %v", err)
		}
	}
}

func TestConditionDecides(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text, detail string
		status       models.Status
		reason       models.Reason
		state        models.ConditionState
	}{
		"none":  {"", "", models.Delivered, "", models.NoCondition},
		"true":  {"yes", "", models.Delivered, "", models.ConditionTrue},
		"false": {"no", "contact_balance > 0, because contact_balance is null", models.NotSent, models.ConditionFalse, models.ConditionStopped},
		"no comparison": {
			"empty", "its value is an empty text", models.NotSent, models.ConditionFalse, models.ConditionStopped,
		},
		"an error that tells a value": {
			"threw", "line 1, column 6, because it threw the text ‘Lue’", models.NotSent, models.ConditionError, models.ConditionStopped,
		},
		"an error": {
			"wrong", "line 1, column 6: contact is not defined", models.NotSent, models.ConditionError, models.ConditionStopped,
		},
		"an error, with a name that was a field": {
			"taken", "line 1, column 9: Cannot read property 'id' of undefined, because company: the record's field",
			models.NotSent, models.ConditionError, models.ConditionStopped,
		},
		"both": {
			"told", "line 1, column 6, because it threw the text ‘Lue’ (company: the record's field)",
			models.NotSent, models.ConditionError, models.ConditionStopped,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := newFakeStore(contacts(1, models.Settings{Condition: tt.text}))
				e, stop := asks(t, fake, serve(t, answers(200)), &fakeConditions{says: answersOf})
				publish(t, e, contactCreated())
				time.Sleep(time.Second)
				stop()
				deliveries, attempts := fake.all()
				d := deliveries[0]
				got := []any{d.Status, d.Reason, d.ReasonDetail, d.ConditionState, d.DueAt, d.FinishedAt != 0}
				want := []any{tt.status, tt.reason, tt.detail, tt.state, models.Millis(0), true}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if sent := tt.status == models.Delivered; (len(attempts) == 1) != sent {
					t.Errorf("%d attempts", len(attempts))
				}
			})
		})
	}
}

func TestConditionIsAskedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(contacts(1, models.Settings{Condition: "yes", Attempts: 3, Interval: 300}))
		o := &fakeConditions{says: answersOf}
		e, stop := asks(t, fake, serve(t, answers(500, 500, 200)), o)
		publish(t, e, contactCreated())
		if n := o.count(); n != 0 {
			t.Errorf("asked %d times while publishing", n)
		}
		time.Sleep(11 * time.Minute)
		stop()
		if deliveries, attempts := fake.all(); len(attempts) != 3 || deliveries[0].Status != models.Delivered {
			t.Errorf("%d attempts, %v", len(attempts), deliveries[0].Status)
		}
		if n := o.count(); n != 1 {
			t.Errorf("asked %d times", n)
		}
		var seen struct {
			Event struct {
				Type, Action string
				Data         struct{ ID string }
			}
		}
		if err := json.Unmarshal(o.scope, &seen); err != nil || seen.Event.Type != "contact.created" || seen.Event.Action != "create" || seen.Event.Data.ID == "" {
			t.Errorf("it sees %s: %v", o.scope, err)
		}
		if !slices.Contains(o.quiet, "password") {
			t.Errorf("its explanation tells all but %q", o.quiet)
		}
	})
}

func TestConditionThatCannotBeRun(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fails []error
		with  bool
		asked int
	}{
		"too much to do":            {[]error{condition.ErrBusy, condition.ErrBusy}, true, 3},
		"no child can be started":   {[]error{errors.New("no memory")}, true, 2},
		"an engine without a judge": {nil, false, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake := newFakeStore(contacts(1, models.Settings{Condition: "yes"}))
				o := &fakeConditions{says: answersOf, fails: tt.fails}
				runs := o
				if !tt.with {
					runs = nil
				}
				e, stop := asks(t, fake, serve(t, answers(200)), runs)
				publish(t, e, contactCreated())
				time.Sleep(10 * time.Second)
				stop()
				deliveries, attempts := fake.all()
				delivered := deliveries[0].Status == models.Delivered && len(attempts) == 1
				waits := deliveries[0].Status == models.Queued && len(attempts) == 0
				if tt.with && !delivered || !tt.with && !waits {
					t.Errorf("%v after %d attempts", deliveries[0].Status, len(attempts))
				}
				if o.count() != tt.asked {
					t.Errorf("asked %d times, want %d", o.count(), tt.asked)
				}
			})
		})
	}
}

func TestConditionThatHangsHarmsNoOtherLane(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeStore(contacts(1, models.Settings{Condition: "for (;;);"}), contacts(2, models.Settings{Condition: "yes"}))
		e, stop := asks(t, fake, serve(t, answers(200)), &fakeConditions{says: answersOf, waits: time.Hour})
		for range 20 {
			publish(t, e, contactCreated())
		}
		time.Sleep(time.Second)
		_, attempts := fake.all()
		if len(attempts) != 20 {
			t.Errorf("%d of 20 were sent", len(attempts))
		}
		time.Sleep(3 * time.Hour)
		stop()
	})
}

func TestConditionOnTheStore(t *testing.T) {
	t.Parallel()
	onBothDatabases(t, func(t *testing.T, s *storeFixture) {
		s.run(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
		o := s.oracle
		set := func(text string) {
			s.callback.Settings.Condition = text
			if err := s.store.UpdateCallback(t.Context(), storetest.Access(), &s.callback); err != nil {
				t.Fatal(err)
			}
			s.publish(t, models.Create)
			time.Sleep(2 * time.Second)
		}
		set("no")
		set("yes")
		rows := s.rows(t)
		if rows[0].Status != models.NotSent || rows[0].Reason != models.ConditionFalse ||
			rows[0].ConditionState != models.ConditionStopped || rows[0].ReasonDetail != answersOf["no"].Why {
			t.Errorf("false: %+v", rows[0].Delivery)
		}
		if rows[1].Status != models.Delivered || rows[1].ConditionState != models.ConditionTrue {
			t.Errorf("true: %+v", rows[1].Delivery)
		}
		var seen struct {
			Event struct{ Location struct{ ID, Name string } }
		}
		if err := json.Unmarshal(o.scope, &seen); err != nil || seen.Event.Location.ID != s.location.PublicID {
			t.Errorf("it sees %s: %v", o.scope, err)
		}
		if err := s.store.Resend(t.Context(), storetest.Access(), rows[0].ID); err != nil {
			t.Fatal(err)
		}
		s.engine.Wake()
		time.Sleep(2 * time.Second)
		if rows = s.rows(t); rows[0].Status != models.Delivered || o.count() != 2 {
			t.Errorf("resent: %v, asked %d times", rows[0].Status, o.count())
		}
	})
}

func TestConditionOfABatch(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		s.oracle.set(func(scope []byte) condition.Result {
			var seen struct {
				Event struct{ Data struct{ RIID float64 } }
			}
			err := json.Unmarshal(scope, &seen)
			return condition.Result{True: err == nil && int(seen.Event.Data.RIID)%2 == 0}
		})
		c, err := s.store.Callback(t.Context(), models.Everything, s.callback.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		c.Settings.Condition = "data.riid % 2 == 0"
		if err := s.store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil {
			t.Fatal(err)
		}
		s.publishBounces(t, 25)
		time.Sleep(5 * time.Second)
		sent := map[models.Status]int{}
		for _, row := range s.rows(t) {
			sent[row.Status]++
		}
		if diff := cmp.Diff(map[models.Status]int{models.Delivered: 13, models.NotSent: 12}, sent); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if got := each(in.take(), size); !slices.Equal(got, []int{10, 3}) {
			t.Errorf("batches of %v", got)
		}
	})
}
