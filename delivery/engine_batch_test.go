package delivery

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store/storetest"
)

func TestBatchesGoWhenFullOrAfterTwoSeconds(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		s.publishBounces(t, 25)
		time.Sleep(time.Second)
		if got := each(in.take(), size); !slices.Equal(got, []int{10, 10}) {
			t.Errorf("at once: batches of %v", got)
		}
		time.Sleep(2 * time.Second)
		last := in.take()
		if got := each(last, size); !slices.Equal(got, []int{5}) {
			t.Fatalf("after two seconds: batches of %v", got)
		}
		want := `[{"riid":20.0,"campaignName":"Spring","failureType":"EMAIL_BOUNCED"},{"riid":21.0,`
		if got := last[0].body; got[:min(len(got), len(want))] != want {
			t.Errorf("body %s", got)
		}
		rows := s.rows(t)
		if len(rows) != 25 {
			t.Fatalf("%d deliveries, want one for each event", len(rows))
		}
		for i, d := range rows {
			attempts, err := s.store.Attempts(t.Context(), models.Everything, d.ID)
			if d.Status != models.Delivered || d.Attempts != 1 || len(attempts) != 1 || err != nil {
				t.Fatalf("%d: %s after %d attempts, %d shown, %v", i, d.Status, d.Attempts, len(attempts), err)
			}
			if wanted := []int{10, 10, 5}[i/10]; d.BatchSize != wanted {
				t.Errorf("%d: in a batch of %d, want %d", i, d.BatchSize, wanted)
			}
		}
	})
}

func TestBatchGoesToTheBackupURL(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		in.refuse["first.example"] = true
		s.publishBounces(t, tenBounces)
		time.Sleep(10 * time.Minute)
		got := in.take()
		hosts := each(got, func(b batch) string { return b.host + " " + b.number })
		want := []string{"first.example 1", "first.example 2", "first.example 3", "second.example 4"}
		if diff := cmp.Diff(want, hosts); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		for _, b := range got {
			if b.id != got[0].id || b.body != got[0].body || b.size != tenBounces {
				t.Errorf("not the same batch: %+v", b)
			}
		}
		attempts, err := s.store.Attempts(t.Context(), models.Everything, s.rows(t)[9].ID)
		if err != nil || len(attempts) != 4 || !attempts[0].Backup || attempts[1].Backup {
			t.Fatalf("%d attempts, %v", len(attempts), err)
		}
		for i, wait := range []models.Millis{0, 120_000, 30_000} {
			if apart := attempts[i].StartedAt - attempts[i+1].StartedAt; apart != wait && wait != 0 || apart > 120_000 {
				t.Errorf("attempts stand %d ms apart, want %d", apart, wait)
			}
		}
		s.publishBounces(t, tenBounces)
		time.Sleep(time.Second)
		if next := in.take(); len(next) == 0 || next[0].host != "first.example" {
			t.Errorf("the next batch began at %+v", next)
		}
	})
}

func TestBatchFailsAfterSixAndIsResentAsAnother(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		in.refuse["first.example"], in.refuse["second.example"] = true, true
		s.publishBounces(t, 3)
		time.Sleep(20 * time.Minute)
		first := in.take()
		rows := s.rows(t)
		if len(first) != 6 || rows[0].Status != models.Failed || rows[2].Attempts != 6 {
			t.Fatalf("%d requests, then %s", len(first), rows[0].Status)
		}
		clear(in.refuse)
		if err := s.store.Resend(t.Context(), storetest.Access(), rows[1].ID); err != nil {
			t.Fatal(err)
		}
		s.engine.Wake()
		time.Sleep(time.Minute)
		again := in.take()
		if len(again) != 1 || again[0].size != 1 || again[0].id == first[0].id || again[0].host != "first.example" || again[0].number != "1" {
			t.Fatalf("resent: %+v", again)
		}
		rows = s.rows(t)
		attempts, err := s.store.Attempts(t.Context(), models.Everything, rows[1].ID)
		if err != nil || rows[1].Status != models.Delivered || rows[1].Attempts != 7 || len(attempts) != 7 || attempts[0].Number != 7 {
			t.Errorf("%s, %d attempts, %d shown, %v", rows[1].Status, rows[1].Attempts, len(attempts), err)
		}
		if rows[0].Status != models.Failed {
			t.Errorf("another member became %s", rows[0].Status)
		}
	})
}

func TestUnverifiedHoldsUntilVerified(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		in.refuse["first.example"] = true
		s.publishBounces(t, 2)
		time.Sleep(10 * time.Second) // one attempt has failed by now
		in.take()
		c, err := s.store.Callback(t.Context(), models.Everything, s.callback.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		c.URL, c.Secrets.Password = "http://third.example/in", "p"
		if err := s.store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil || !c.Unverified() {
			t.Fatalf("verified at %d, %v", c.VerifiedAt, err)
		}
		s.publishBounces(t, 12)
		time.Sleep(time.Hour)
		if got := in.take(); len(got) != 0 {
			t.Errorf("sent while unverified: %+v", got)
		}
		for _, d := range s.rows(t) {
			if d.HoldReason != models.HeldUnverified {
				t.Fatalf("%s %q", d.Status, d.HoldReason)
			}
		}
		if released := s.verify(t); released != 14 {
			t.Errorf("%d released", released)
		}
		time.Sleep(time.Second)
		got := each(in.take(), size)
		if slices.Sort(got); !slices.Equal(got, []int{2, 2, 10}) {
			t.Errorf("batches of %v: the old one, a full one and a rest", got)
		}
	})
}

func TestTestsAndRealEventsNeverShareABatch(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		s.publishBounces(t, 2)
		s.publishBounces(t, 3, func(e *models.Event) { e.Test = true })
		time.Sleep(5 * time.Second)
		for _, b := range in.take() {
			if b.test != (b.size == 3) || b.size+2 > 5 {
				t.Errorf("%+v", b)
			}
		}
	})
}

func TestRestartSendsTheSameBatch(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		s.stop()
		s.publishBounces(t, tenBounces)
		tasks, err := s.store.Claim(t.Context(), 10, func(models.ID) int { return 8 })
		if err != nil || len(tasks) != 1 || len(tasks[0].Others) != 9 {
			t.Fatalf("%d tasks, %v", len(tasks), err)
		}
		s.run(t, in.ServeHTTP)
		s.publishBounces(t, 1)
		time.Sleep(5 * time.Second)
		got := in.take()
		if len(got) != 2 || got[0].id != tasks[0].Delivery.BatchID.String() || got[0].size != tenBounces {
			t.Errorf("%+v", got)
		}
	})
}

func TestCampaignsNarrowDown(t *testing.T) {
	t.Parallel()
	onBatches(t, func(t *testing.T, s *storeFixture, in *batchReceiver) {
		s.subscribe(t, models.Subscription{
			Name: "narrow", Types: []string{"EMAIL_FAILED", "EMAIL_OPTIN"},
			Filters: []models.SubscriptionFilter{{Types: []string{"EMAIL_FAILED"}, Campaigns: []string{"Spring"}}},
		})
		s.publishBounces(t, 1, func(e *models.Event) { e.Type = "EMAIL_FAILED" })
		s.publishBounces(t, 1, func(e *models.Event) { e.Type, e.Data = "EMAIL_FAILED", []byte(`{"campaignName":"Autumn"}`) })
		s.publishBounces(t, 1, func(e *models.Event) { e.Type, e.Data = "EMAIL_OPTIN", []byte(`{"failureType":"own"}`) })
		time.Sleep(5 * time.Second)
		got := in.take()
		want := `[{"riid":0.0,"campaignName":"Spring","failureType":"EMAIL_FAILED"},{"failureType":"own"}]`
		if len(got) != 1 || got[0].body != want {
			t.Errorf("%+v", got)
		}
	})
}
