package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// resendClock is a clock that the test moves.
type resendClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *resendClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *resendClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// resendFixture is a company with a location and a callback.
type resendFixture struct {
	t        *testing.T
	s        *store.Store
	clock    *resendClock
	company  models.Company
	location models.Location
	callback models.Callback
	by       models.Access
	events   int
}

// eachResendFixture runs fn with a fresh fixture on both databases.
func eachResendFixture(t *testing.T, fn func(t *testing.T, w *resendFixture)) {
	t.Helper()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		w := &resendFixture{t: t, clock: &resendClock{now: time.Date(2027, 3, 2, 9, 15, 0, 0, time.UTC)}}
		w.s = storetest.Open(t, database, func(o *store.Options) { o.Now = w.clock.Now })
		w.company = storetest.Company(t, w.s)
		w.location = storetest.Location(t, w.s, w.company)
		w.callback = w.register("Shop")
		w.by = operator(7, models.Grant{CompanyID: w.company.ID, Role: models.Operator})
		fn(t, w)
	})
}

// operator is a person with these grants.
func operator(id models.ID, grants ...models.Grant) models.Access {
	actor := models.Actor{Kind: models.PersonActor, ID: id, Name: fmt.Sprintf("ines%d@example.org", id), Grants: grants}
	return models.Access{Actor: actor, Scope: actor.Scope(models.DeliveriesResend)}
}

func (w *resendFixture) register(name string) models.Callback {
	w.t.Helper()
	c := models.Callback{
		Kind: models.KindWebhook, CompanyID: w.company.ID, Name: name, URL: "https://" + name + ".example/in", Types: []models.CallbackType{{Type: "*"}},
	}
	if err := w.s.CreateCallback(w.t.Context(), storetest.Access(), &c); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// add stores n deliveries like d, a millisecond later each, and returns their
// ids.
func (w *resendFixture) add(n int, d models.Delivery) []models.ID {
	w.t.Helper()
	var ids []models.ID
	var deliveries []models.Delivery
	w.events++
	e := models.Event{
		ID: w.s.NewID(), PublicID: fmt.Sprintf("e-%d", w.events), CompanyID: w.company.ID, LocationID: w.location.ID, Type: "person_added",
		Data: []byte(`{}`), OccurredAt: models.At(w.clock.Now()), AcceptedAt: models.At(w.clock.Now()), Source: "test",
	}
	for range n {
		now := models.At(w.clock.Now())
		one := d
		one.ID, one.EventID, one.CompanyID, one.LocationID, one.EventType = w.s.NewID(), e.ID, e.CompanyID, e.LocationID, e.Type
		if one.CallbackID == 0 {
			one.CallbackID, one.Host = w.callback.ID, w.callback.Host
		}
		if one.Status.Final() {
			one.FinishedAt = now
		}
		deliveries, ids = append(deliveries, one), append(ids, one.ID)
		w.clock.Advance(time.Millisecond)
	}
	if err := w.s.Accept(w.t.Context(), nil, []models.Event{e}, deliveries); err != nil {
		w.t.Fatal(err)
	}
	return ids
}

// failed is a delivery that gave up.
var failed = models.Delivery{Status: models.Failed, Cause: models.ConnRefused, Attempts: 3, PlanPos: 3, PlanLen: 3}

func (w *resendFixture) start(o resend.Request) resend.Run {
	w.t.Helper()
	run, err := w.s.StartResend(w.t.Context(), w.by, store.ResendStart{Order: o})
	if err != nil {
		w.t.Fatal(err)
	}
	return run
}

// step works once.
func (w *resendFixture) step(worker store.ResendWorker) int {
	w.t.Helper()
	resent, _, err := worker.Step(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return resent
}

// finish works a run to its end.
func (w *resendFixture) finish(run resend.Run) {
	w.t.Helper()
	worker := w.s.ResendWorker()
	for range 1000 {
		w.step(worker)
		w.clock.Advance(200 * time.Millisecond)
		if w.run(run.ID).Status != resend.Running {
			return
		}
	}
	w.t.Fatal("the run has no end")
}

func (w *resendFixture) run(id models.ID) resend.Run {
	w.t.Helper()
	run, err := w.s.ResendRun(w.t.Context(), models.System("test"), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return run
}

func (w *resendFixture) progress(id models.ID) resend.Progress {
	w.t.Helper()
	p, err := w.s.ResendProgress(w.t.Context(), w.run(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// delivery returns a delivery as it stands.
func (w *resendFixture) delivery(id models.ID) models.Delivery {
	w.t.Helper()
	row, err := w.s.Delivery(w.t.Context(), models.Everything, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return row.Delivery
}

// change overwrites columns of a delivery, as what happens to it would.
func (w *resendFixture) change(id models.ID, columns map[string]any) {
	w.t.Helper()
	if err := w.s.DB().Model(&models.Delivery{}).Where("id = ?", id).Updates(columns).Error; err != nil {
		w.t.Fatal(err)
	}
}

func onlyFailed() resend.Request {
	return resend.Request{Filter: deliverylog.Filter{Status: []models.Status{models.Failed}}, Rate: resend.MostRate}
}
