package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"callboard/models"
)

// leaseMargin is how much longer a lease lasts than the request may: time to
// record the outcome, also when the database is away for a moment.
const leaseMargin = 20 * time.Second

// How many candidates one query reads: few at first, because they often belong to
// one callback that can take few more.
const (
	firstFetch = 64
	maxFetch   = 10_000
)

// isDue finds deliveries that are due. The zero is written out so that SQLite sees
// that the index of the queue holds them all.
const isDue = "due_at > 0 AND due_at <= ?"

// claimable is the guard of every change of due deliveries: of two claims the second
// finds a due time that lies ahead.
const claimable = isDue + " AND status IN (1, 2, 3)" // queued, sending, retrying

// Task is a claimed delivery with all that sending it needs.
type Task struct {
	Delivery models.Delivery
	Event    models.Event
	Callback models.Callback // as it is now, with its secrets
	Company  models.Company
	Location models.Location // of the event, where a condition is to be asked about it
	Others   []TaskMember    // the other members of a batch
}

// MaybeClaimedError says that a claim failed after it may have leased deliveries.
// Release gives them back, once the database answers again.
type MaybeClaimedError struct {
	Deliveries []models.ID
	Err        error
}

func (e MaybeClaimedError) Error() string { return e.Err.Error() }

// Unwrap returns what went wrong.
func (e MaybeClaimedError) Unwrap() error { return e.Err }

// Claim leases up to limit due deliveries to this instance, at most free(cb) of each
// callback, and none of inFlight: what this instance is still sending, though its lease
// has ended, because the machine stood still or the clock jumped. A lease lasts the
// callback's timeout and a margin. Deliveries that a callback no longer wants are held
// or cancelled instead. MaybeClaimedError when it failed half-way.
//
// The guard stands inside the UPDATE, so that no two instances ever get the same
// delivery, on a cluster neither. Claim goes by the clock of the database, and claims
// nothing when that has just jumped or cannot be read.
func (s *Store) Claim(ctx context.Context, limit int, free func(callback models.ID) int, inFlight ...models.ID) ([]Task, error) {
	if s.clock.age() > readAgain {
		if jumped, err := s.readClock(ctx); err != nil || jumped {
			return nil, err
		}
	}
	now := s.now()
	p := picker{limit: limit, free: free, room: map[models.ID]int{}, seen: map[models.ID]bool{}, picked: map[models.ID][]models.ID{}}
	for _, id := range inFlight {
		p.seen[id] = true
	}
	due, err := s.candidates(ctx, now, p)
	if err != nil {
		return nil, fmt.Errorf("look for due deliveries: %w", err)
	}
	if len(due) == 0 {
		return nil, nil
	}
	loaded, err := s.callbacksWithSecrets(s.db.WithContext(ctx).Where("id IN ?", slices.Collect(maps.Keys(due))))
	if err != nil {
		return nil, fmt.Errorf("read callbacks of due deliveries: %w", err)
	}
	c := claim{now: now, token: s.NewID(), due: due, inFlight: inFlight, callbacks: mapByID(loaded, func(c models.Callback) models.ID { return c.ID })}
	if c.batches, err = s.batchesToClaim(ctx, c); err != nil {
		return nil, err
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := c.applyHolds(tx); err != nil {
			return err
		}
		if err := c.leaseSingles(tx, s.instance.Number()); err != nil {
			return err
		}
		return c.leaseBatches(tx, s.instance.Number())
	})
	if err != nil {
		return nil, MaybeClaimedError{c.deliveryIDs(), fmt.Errorf("claim deliveries: %w", err)}
	}
	tasks, err := s.tasks(ctx, c)
	if err != nil {
		return nil, MaybeClaimedError{c.deliveryIDs(), err}
	}
	return tasks, nil
}

// candidates returns deliveries that are due, by callback, the oldest first.
// Callbacks that can take no more are left out of the next query, so that one with a
// long queue does not hide the others.
func (s *Store) candidates(ctx context.Context, now models.Millis, p picker) (map[models.ID][]models.ID, error) {
	for size := min(p.limit, firstFetch); p.limit > 0; size = min(2*size, maxFetch) {
		rows := s.db.WithContext(ctx).Model(&models.Delivery{}).Select("id, callback_id").Where(isDue, now)
		if len(p.full) > 0 {
			rows = rows.Where("callback_id NOT IN ?", p.full)
		}
		var due []candidate
		if err := rows.Order("due_at").Limit(size).Find(&due).Error; err != nil {
			return nil, err
		}
		p.pick(due)
		if p.limit == 0 || len(due) < size {
			break
		}
	}
	return p.picked, nil
}

type candidate struct{ ID, CallbackID models.ID }

// picker chooses among candidates.
type picker struct {
	limit  int
	free   func(callback models.ID) int
	room   map[models.ID]int  // how many more each callback can take
	full   []models.ID        // callbacks that can take no more
	seen   map[models.ID]bool // what is not to be looked at again
	picked map[models.ID][]models.ID
}

// pick takes candidates as long as there is room.
func (p *picker) pick(due []candidate) {
	for _, c := range due {
		if p.limit == 0 {
			return
		}
		if p.seen[c.ID] {
			continue
		}
		if _, ok := p.room[c.CallbackID]; !ok {
			p.room[c.CallbackID] = p.free(c.CallbackID)
		}
		if p.room[c.CallbackID] <= 0 {
			if !slices.Contains(p.full, c.CallbackID) {
				p.full = append(p.full, c.CallbackID)
			}
			continue
		}
		p.seen[c.ID] = true
		p.limit--
		p.room[c.CallbackID]--
		p.picked[c.CallbackID] = append(p.picked[c.CallbackID], c.ID)
	}
}

// claim is one call of Claim.
type claim struct {
	now       models.Millis
	token     models.ID
	due       map[models.ID][]models.ID // deliveries by callback
	callbacks map[models.ID]models.Callback
	batches   []claimedBatch
	inFlight  []models.ID // deliveries that are being sent, though their leases have ended
}

// leaseEnd returns when a lease ends that begins now.
func (c claim) leaseEnd(callback models.Callback) models.Millis {
	return models.At(c.now.Time().Add(callback.Timeout() + models.ConnectTimeout + leaseMargin))
}

// isSingle says whether a callback gets each delivery in a request of its own.
func (c claim) isSingle(callback models.ID) bool { return !c.callbacks[callback].Kind.Traits().Batched }

// runsConditions says whether deliveries of a batch callback are claimed one by one
// at first, to run their conditions.
func (c claim) runsConditions(callback models.ID) bool {
	return !c.isSingle(callback) && c.callbacks[callback].Asks() == models.ConditionPending
}

// deliveryIDs lists all deliveries of the claim.
func (c claim) deliveryIDs() []models.ID { return slices.Concat(slices.Collect(maps.Values(c.due))...) }

// applyHolds holds or cancels deliveries that their callback does not want now:
// their lease ended, or they were accepted at the moment in which the callback was
// changed.
func (c claim) applyHolds(tx *gorm.DB) error {
	for _, id := range slices.Sorted(maps.Keys(c.due)) {
		callback := c.callbacks[id]
		waiting := tx.Model(&models.Delivery{}).Where("id IN ?", c.due[id]).Where(claimable, c.now)
		hold, reason := holdOrCancel(callback)
		var err error
		switch {
		case reason != "":
			err = waiting.Updates(cancelColumns(reason, c.now)).Error
		case hold != "":
			err = waiting.Updates(holdColumns(hold)).Error
		case endCancels(callback):
			claimedBefore := models.FirstIDAt(callback.EndedAt.Time().Add(time.Millisecond))
			err = waiting.Where("(resent = 0 AND status <> ? OR status = ? AND lease_token < ?)", models.Sending, models.Sending, claimedBefore).
				Updates(cancelColumns(models.CancelledByEnd, c.now)).Error
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leaseSingles leases deliveries that are sent alone, and those of batch callbacks
// whose condition is to be run first. Callbacks with the same timeout share one
// statement.
func (c claim) leaseSingles(tx *gorm.DB, instance int) error {
	single, withCondition := map[models.Millis][]models.ID{}, map[models.Millis][]models.ID{}
	for id, deliveries := range c.due {
		end := c.leaseEnd(c.callbacks[id])
		switch {
		case c.isSingle(id):
			single[end] = append(single[end], deliveries...)
		case c.runsConditions(id):
			withCondition[end] = append(withCondition[end], deliveries...)
		}
	}
	due := tx.Model(&models.Delivery{}).Where(claimable, c.now)
	if err := c.lease(due, single, instance); err != nil {
		return err
	}
	return c.lease(due.Session(&gorm.Session{}).Where("condition_state = ?", models.ConditionPending), withCondition, instance)
}

// lease leases deliveries, grouped by the end of their lease.
func (c claim) lease(due *gorm.DB, byEnd map[models.Millis][]models.ID, instance int) error {
	for _, end := range slices.Sorted(maps.Keys(byEnd)) {
		err := due.Session(&gorm.Session{}).Where("id IN ?", byEnd[end]).Updates(map[string]any{
			"status": models.Sending, "due_at": end, "lease_owner": instance, "lease_token": c.token,
		}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// tasks reads the leased deliveries with all that sending them needs.
func (s *Store) tasks(ctx context.Context, c claim) ([]Task, error) {
	db := s.db.WithContext(ctx)
	claimed, err := c.claimed(db)
	if err != nil {
		return nil, fmt.Errorf("read claimed deliveries: %w", err)
	}
	var eventIDs, companyIDs []models.ID
	for _, d := range claimed {
		eventIDs, companyIDs = append(eventIDs, d.EventID), append(companyIDs, d.CompanyID)
	}
	var events []models.Event
	if err := db.Where("id IN ?", sortedUnique(eventIDs)).Find(&events).Error; err != nil {
		return nil, fmt.Errorf("read events of claimed deliveries: %w", err)
	}
	var companies []models.Company
	if err := db.Where("id IN ?", sortedUnique(companyIDs)).Find(&companies).Error; err != nil {
		return nil, fmt.Errorf("read companies of claimed deliveries: %w", err)
	}
	eventOf := mapByID(events, func(e models.Event) models.ID { return e.ID })
	companyOf := mapByID(companies, func(c models.Company) models.ID { return c.ID })
	var tasks []Task
	taskOfBatch := map[models.ID]int{} // indexes of tasks
	for _, d := range claimed {
		i, ok := taskOfBatch[d.BatchID]
		switch {
		case d.BatchID != 0 && ok:
			tasks[i].Others = append(tasks[i].Others, TaskMember{d, eventOf[d.EventID]})
			continue
		case d.BatchID != 0:
			taskOfBatch[d.BatchID] = len(tasks)
		}
		tasks = append(tasks, Task{Delivery: d, Event: eventOf[d.EventID], Callback: c.callbacks[d.CallbackID], Company: companyOf[d.CompanyID]})
	}
	return tasks, s.addLocations(ctx, tasks)
}

// claimed reads the deliveries that were leased: first those that are sent alone,
// then the members of batches.
func (c claim) claimed(db *gorm.DB) ([]models.Delivery, error) {
	var ids []models.ID
	for callback, due := range c.due {
		if c.isSingle(callback) || c.runsConditions(callback) {
			ids = append(ids, due...)
		}
	}
	var alone []models.Delivery
	if len(ids) > 0 {
		if err := db.Where("id IN ? AND lease_token = ? AND batch_id = 0", ids, c.token).Order("id").Find(&alone).Error; err != nil {
			return nil, err
		}
	}
	together, err := c.leasedMembers(db)
	return slices.Concat(alone, together), err
}
