package delivery

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

var errAway = errors.New("the database is away")

// fakeStore is a store in memory, in which tests of timing can make each call
// fail. It passes storetest.QueueTests, as the real one does.
type fakeStore struct {
	mu          sync.Mutex
	lastID      models.ID
	subscribers models.Subscribers
	changes     []models.Change // of the last call of Accept
	events      map[models.ID]models.Event
	deliveries  []models.Delivery
	attempts    []models.Attempt
	pauses      []string    // reasons why callbacks were paused
	released    []models.ID // deliveries that were given back
	beats       int
	takeOvers   int
	down        bool // every call fails
	recordFails bool
	beatFails   error
	refuse      models.ID          // outcomes of this callback cannot be written
	refuseBody  string             // nor those with this answer
	claimFails  bool               // the next claim leases, and fails
	stop        context.CancelFunc // called within Claim
}

func newFakeStore(callbacks ...models.Callback) *fakeStore {
	for i := range callbacks {
		callbacks[i].IsActive = true
		callbacks[i].Host = models.HostOf(callbacks[i].URL)
	}
	return &fakeStore{events: map[models.ID]models.Event{}, subscribers: models.Subscribers{
		Company:   models.Company{ID: 1, Active: true},
		Locations: map[models.ID]models.Location{7: {ID: 7, CompanyID: 1, Active: true}},
		Callbacks: callbacks,
	}}
}

func (f *fakeStore) NewID() models.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastID++
	return 100 + f.lastID
}

func (f *fakeStore) Now() time.Time { return time.Now() }

func (f *fakeStore) Subscribers(context.Context, models.ID) (models.Subscribers, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return models.Subscribers{}, errAway
	}
	return f.subscribers, nil
}

func (f *fakeStore) Accept(_ context.Context, changes []models.Change, events []models.Event, deliveries []models.Delivery) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return errAway
	}
	f.changes = changes
	for _, e := range events {
		same := func(id models.ID) bool {
			return f.events[id].CompanyID == e.CompanyID && f.events[id].PublicID == e.PublicID
		}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(f.events)), same) {
			f.events[e.ID] = e
		}
	}
	for _, d := range deliveries {
		if _, ok := f.events[d.EventID]; ok {
			f.deliveries = append(f.deliveries, d)
		}
	}
	return nil
}

func (f *fakeStore) FlushFullBatches(_ context.Context, callbacks []models.Callback) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range callbacks {
		for _, batch := range models.FormBatches(f.waiting(c), max(c.Settings.BatchSize, 1), 0) {
			for _, id := range batch {
				d := f.delivery(id)
				d.DueAt = min(d.DueAt, models.At(time.Now()))
			}
		}
	}
	return nil
}

// waiting returns the deliveries of a callback that are in no batch yet, the
// oldest first.
func (f *fakeStore) waiting(c models.Callback) []models.WaitingDelivery {
	var waiting []models.WaitingDelivery
	for _, d := range f.deliveries {
		if d.CallbackID == c.ID && d.Status == models.Queued && d.BatchID == 0 && d.DueAt != 0 {
			waiting = append(waiting, models.WaitingDelivery{
				ID: d.ID, EventID: d.EventID, DueAt: d.DueAt, Test: d.Test, Bytes: len(f.events[d.EventID].Data),
			})
		}
	}
	slices.SortStableFunc(waiting, func(a, b models.WaitingDelivery) int { return cmp.Compare(a.DueAt, b.DueAt) })
	return waiting
}

func (f *fakeStore) delivery(id models.ID) *models.Delivery {
	return &f.deliveries[slices.IndexFunc(f.deliveries, func(d models.Delivery) bool { return d.ID == id })]
}

func (f *fakeStore) callback(id models.ID) *models.Callback {
	callbacks := f.subscribers.Callbacks
	return &callbacks[slices.IndexFunc(callbacks, func(c models.Callback) bool { return c.ID == id })]
}

func (f *fakeStore) Claim(_ context.Context, limit int, free func(models.ID) int, inFlight ...models.ID) ([]store.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return nil, errAway
	}
	f.lastID++
	token := f.lastID
	var tasks []store.Task
	room, now := map[models.ID]int{}, models.At(time.Now())
	for i := range f.deliveries {
		d := &f.deliveries[i]
		if d.Status.Final() || d.DueAt == 0 || d.DueAt > now || len(tasks) >= limit || slices.Contains(inFlight, d.ID) {
			continue
		}
		c := f.callback(d.CallbackID)
		if _, ok := room[c.ID]; !ok {
			room[c.ID] = free(c.ID)
		}
		switch {
		case room[c.ID] <= 0:
		case c.HeldBy() != "":
			d.Status, d.HoldReason, d.DueAt, d.LeaseToken = beforeLease(*d), c.HeldBy(), 0, 0
		default:
			room[c.ID]--
			tasks = append(tasks, f.lease(*c, d, token))
		}
	}
	if f.claimFails && len(tasks) > 0 {
		f.claimFails = false
		return nil, store.MaybeClaimedError{Deliveries: deliveryIDs(tasks), Err: errAway}
	}
	if f.stop != nil && len(tasks) > 0 {
		f.stop()
	}
	return tasks, nil
}

// lease leases a delivery and, if its callback gets batches, the other members of
// its batch.
func (f *fakeStore) lease(c models.Callback, first *models.Delivery, token models.ID) store.Task {
	now := models.At(time.Now())
	members := []models.ID{first.ID}
	if first.BatchID != 0 {
		members = nil
		for _, d := range f.deliveries {
			if d.BatchID == first.BatchID {
				members = append(members, d.ID)
			}
		}
	} else if c.Kind.Traits().Batched && first.ConditionState != models.ConditionPending {
		for _, batch := range models.FormBatches(f.waiting(c), max(c.Settings.BatchSize, 1), now) {
			if slices.Contains(batch, first.ID) {
				members = batch
			}
		}
		f.lastID++
		for _, id := range members {
			f.delivery(id).BatchID = f.lastID
		}
	}
	task := store.Task{Callback: c, Company: f.subscribers.Company}
	for i, id := range members {
		d := f.delivery(id)
		d.Status, d.LeaseToken, d.DueAt = models.Sending, token, now+models.Millis(c.Timeout().Milliseconds())+15_000
		if i == 0 {
			task.Delivery, task.Event = *d, f.events[d.EventID]
		} else {
			task.Others = append(task.Others, store.TaskMember{Delivery: *d, Event: f.events[d.EventID]})
		}
	}
	return task
}

// beforeLease is the status that a delivery had before it was leased.
func beforeLease(d models.Delivery) models.Status {
	if d.PlanPos == 0 {
		return models.Queued
	}
	return models.Retrying
}

func (f *fakeStore) NextDue(context.Context) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return time.Time{}, errAway
	}
	var next models.Millis
	for _, d := range f.deliveries {
		if d.DueAt != 0 && (next == 0 || d.DueAt < next) {
			next = d.DueAt
		}
	}
	if next == 0 {
		return time.Time{}, nil
	}
	return next.Time(), nil
}

func (f *fakeStore) Record(_ context.Context, results []store.Result) (lost int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range results {
		if f.down || f.recordFails || r.Delivery.CallbackID == f.refuse ||
			f.refuseBody != "" && r.Attempt != nil && string(r.Attempt.ResponseBody) == f.refuseBody {
			return 0, errAway
		}
		if r.Pause != "" {
			f.pauses = append(f.pauses, r.Pause)
			f.callback(r.Delivery.CallbackID).PausedAt = models.At(time.Now())
		}
	}
	for _, r := range results {
		if d := f.delivery(r.Delivery.ID); d.Status != models.Sending || d.LeaseToken != r.Delivery.LeaseToken {
			if !f.recorded(r) {
				lost++
			}
			continue
		}
		f.write(r)
	}
	return lost, nil
}

// recorded says that an earlier call has written a result.
func (f *fakeStore) recorded(r store.Result) bool {
	if r.Attempt == nil {
		d := f.delivery(r.Delivery.ID)
		return d.Status == r.Delivery.Status && d.Reason == r.Delivery.Reason && d.LeaseToken == 0
	}
	return slices.ContainsFunc(f.attempts, func(a models.Attempt) bool {
		return a.DeliveryID == cmp.Or(r.Delivery.BatchID, r.Delivery.ID) && a.LeaseToken == r.Delivery.LeaseToken
	})
}

// write stores a result whose lease holds, for all members of a batch.
func (f *fakeStore) write(r store.Result) {
	after := r.Delivery
	after.LeaseOwner, after.LeaseToken = 0, 0
	if hold := f.callback(after.CallbackID).HeldBy(); hold != "" && !after.Status.Final() {
		after.HoldReason, after.DueAt = hold, 0
	}
	*f.delivery(after.ID) = after
	for _, member := range r.Others {
		d := f.delivery(member.ID)
		id, event, attempts := d.ID, d.EventID, d.Attempts
		*d = after
		d.ID, d.EventID, d.Attempts = id, event, attempts
		if r.Attempt != nil {
			d.Attempts++
		}
	}
	if r.Attempt != nil {
		a := *r.Attempt
		a.DeliveryID = cmp.Or(after.BatchID, after.ID)
		f.attempts = append(f.attempts, a)
	}
}

func (f *fakeStore) Release(_ context.Context, ids []models.ID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.released = append(f.released, ids...)
	for _, id := range ids {
		if d := f.delivery(id); d.Status == models.Sending {
			d.Status, d.DueAt, d.LeaseToken = beforeLease(*d), models.At(time.Now()), 0
		}
	}
	return nil
}

func (f *fakeStore) TakeOver(context.Context) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.takeOvers++
	if f.down {
		return 0, errAway
	}
	n, now := 0, models.At(time.Now())
	for i, d := range f.deliveries {
		if d.Status == models.Sending && d.DueAt > now {
			f.deliveries[i].DueAt = now
			n++
		}
	}
	return n, nil
}

func (f *fakeStore) Beat(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.beats++
	return f.beatFails
}

// all returns the deliveries and attempts as they stand.
func (f *fakeStore) all() ([]models.Delivery, []models.Attempt) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.deliveries), slices.Clone(f.attempts)
}

func (f *fakeStore) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// TestFakeStore holds the fake to the tests that the real store passes.
func TestFakeStore(t *testing.T) {
	t.Parallel()
	for name, test := range storetest.QueueTests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				single := people(1, models.Settings{})
				batched := models.Callback{
					ID: 2, Kind: models.KindBatch, CompanyID: 1, VerifiedAt: 1, URL: "http://crm.example/batch", Settings: models.Settings{BatchSize: 5},
				}
				fake := newFakeStore(single, batched)
				test(storetest.Queue{
					Store: fake, Company: fake.subscribers.Company, Single: single, Batched: batched,
					Pause: func(_ *testing.T, c models.Callback) {
						fake.set(func() { fake.callback(c.ID).PausedAt = models.At(time.Now()) })
					},
					Delivery: func(_ *testing.T, id models.ID) models.Delivery { return *fake.delivery(id) },
					Attempts: func(_ *testing.T, id models.ID) []models.Attempt {
						d := fake.delivery(id)
						return slices.DeleteFunc(slices.Clone(fake.attempts), func(a models.Attempt) bool {
							return a.DeliveryID != cmp.Or(d.BatchID, d.ID)
						})
					},
				}, t)
			})
		})
	}
}
