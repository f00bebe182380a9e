package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// TaskMember is one delivery of a batch.
type TaskMember struct {
	Delivery models.Delivery
	Event    models.Event
}

// claimedBatch is what one request shall carry: a batch that was tried before, or
// deliveries that shall form a new one.
type claimedBatch struct {
	callback   models.Callback
	batch      models.ID
	newMembers []models.ID // nil: all of the batch that is due
}

// queuedAlone is the guard of deliveries that belong to no batch yet: queued ones.
const queuedAlone = "status = 1 AND batch_id = 0 AND due_at > 0"

// conditionDone is the guard of deliveries whose condition needs no more asking. Until
// then each goes alone.
func conditionDone(c models.Callback) string {
	if c.Asks() == models.ConditionPending {
		return "condition_state <> 1"
	}
	return "1 = 1"
}

// batchesToClaim returns what is to be sent to batch callbacks: of each no more
// requests than it has room for.
func (s *Store) batchesToClaim(ctx context.Context, c claim) ([]claimedBatch, error) {
	var all []claimedBatch
	for _, id := range slices.Sorted(maps.Keys(c.due)) {
		callback := c.callbacks[id]
		hold, reason := holdOrCancel(callback)
		if !callback.Kind.Traits().Batched || hold != "" || reason != "" {
			continue
		}
		found, err := s.batchesOf(ctx, callback, c)
		if err != nil {
			return nil, fmt.Errorf("form batches of callback %s: %w", id, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// batchesOf returns the requests of one callback, those tried before first.
func (s *Store) batchesOf(ctx context.Context, callback models.Callback, c claim) ([]claimedBatch, error) {
	room := len(c.due[callback.ID])
	size := max(callback.Settings.BatchSize, 1)
	horizon := models.At(c.now.Time().Add(callback.BatchWait()))
	var due []models.Delivery
	err := s.db.WithContext(ctx).Select("id, event_id, batch_id, due_at, test").
		Where("callback_id = ? AND due_at > 0 AND due_at <= ? AND status IN (1, 2, 3)", callback.ID, horizon).
		Where("(batch_id = 0 OR due_at <= ?)", c.now).Where(conditionDone(callback)).
		Order("due_at, id").Limit(room * size).Find(&due).Error
	if err != nil {
		return nil, err
	}
	var groups []claimedBatch
	var alone []models.Delivery
	for _, d := range due {
		known := func(g claimedBatch) bool { return g.batch == d.BatchID }
		switch {
		case d.BatchID == 0:
			alone = append(alone, d)
		case !slices.ContainsFunc(groups, known):
			groups = append(groups, claimedBatch{callback: callback, batch: d.BatchID})
		}
	}
	waiting, err := s.withSizes(ctx, alone)
	if err != nil {
		return nil, err
	}
	for _, members := range models.FormBatches(waiting, size, c.now) {
		groups = append(groups, claimedBatch{callback, s.NewID(), members})
	}
	return groups[:min(len(groups), room)], nil
}

// withSizes says of deliveries how much their events carry.
func (s *Store) withSizes(ctx context.Context, deliveries []models.Delivery) ([]models.WaitingDelivery, error) {
	if len(deliveries) == 0 {
		return nil, nil
	}
	var events []models.ID
	for _, d := range deliveries {
		events = append(events, d.EventID)
	}
	var sizes []struct {
		ID    models.ID
		Bytes int
	}
	err := s.db.WithContext(ctx).Model(&models.Event{}).Select("id, LENGTH(data) AS bytes").Where("id IN ?", sortedUnique(events)).Find(&sizes).Error
	if err != nil {
		return nil, err
	}
	bytes := map[models.ID]int{}
	for _, one := range sizes {
		bytes[one.ID] = one.Bytes
	}
	waiting := make([]models.WaitingDelivery, len(deliveries))
	for i, d := range deliveries {
		waiting[i] = models.WaitingDelivery{ID: d.ID, EventID: d.EventID, DueAt: d.DueAt, Test: d.Test, Bytes: bytes[d.EventID]}
	}
	return waiting, nil
}

// leaseBatches leases batches. Who is in a new one is whom the guard let in.
func (c claim) leaseBatches(tx *gorm.DB, instance int) error {
	for _, g := range c.batches {
		lease := map[string]any{
			"status": models.Sending, "due_at": c.leaseEnd(g.callback), "lease_owner": instance, "lease_token": c.token,
		}
		members := tx.Model(&models.Delivery{}).Where("callback_id = ? AND batch_id = ?", g.callback.ID, g.batch).Where(claimable, c.now)
		if g.newMembers != nil {
			lease["batch_id"], lease["plan_pos"], lease["plan_len"] = g.batch, 0, len(g.callback.Plan())
			members = tx.Model(&models.Delivery{}).Where("id IN ?", g.newMembers).Where(queuedAlone)
		}
		taken := members.Updates(lease)
		if taken.Error != nil {
			return taken.Error
		}
		if g.newMembers == nil || taken.RowsAffected == 0 {
			continue
		}
		if err := c.storeBatch(tx, g); err != nil {
			return err
		}
	}
	return nil
}

// storeBatch keeps who is in a new batch, for the log.
func (c claim) storeBatch(tx *gorm.DB, g claimedBatch) error {
	var ids []models.ID
	err := tx.Model(&models.Delivery{}).Where("id IN ? AND batch_id = ? AND lease_token = ?", g.newMembers, g.batch, c.token).Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	members := make([]models.BatchMember, len(ids))
	for i, id := range ids {
		members[i] = models.BatchMember{DeliveryID: id, BatchID: g.batch}
	}
	formed := models.Batch{ID: g.batch, CompanyID: g.callback.CompanyID, CallbackID: g.callback.ID, Size: len(ids)}
	if err := tx.Create(&formed).Error; err != nil {
		return err
	}
	return insert(tx, members, small)
}

// leasedMembers reads the deliveries of the batches that were leased.
func (c claim) leasedMembers(tx *gorm.DB) ([]models.Delivery, error) {
	if len(c.batches) == 0 {
		return nil, nil
	}
	var batches []models.ID
	var ends []models.Millis
	for _, g := range c.batches {
		batches, ends = append(batches, g.batch), append(ends, c.leaseEnd(g.callback))
	}
	var members []models.Delivery
	err := tx.Where("due_at IN ? AND batch_id IN ? AND lease_token = ?", ends, batches, c.token).Order("id").Find(&members).Error
	return members, err
}

// FlushFullBatches makes deliveries to batch callbacks due that wait for others though
// their batch is full. It comes after the commit that accepted them, so that
// whoever commits last sees them all.
func (s *Store) FlushFullBatches(ctx context.Context, callbacks []models.Callback) error {
	for _, c := range callbacks {
		now := s.now()
		var waiting []models.WaitingDelivery
		horizon := models.At(now.Time().Add(c.BatchWait()))
		err := s.db.WithContext(ctx).Model(&models.Delivery{}).Select("id, event_id, due_at, test").
			Where("due_at > ? AND due_at <= ? AND callback_id = ?", now, horizon, c.ID).Where(queuedAlone).Where(conditionDone(c)).
			Order("due_at, id").Find(&waiting).Error
		if err != nil {
			return fmt.Errorf("look for full batches: %w", err)
		}
		full := slices.Concat(models.FormBatches(waiting, max(c.Settings.BatchSize, 1), 0)...)
		if len(full) == 0 {
			continue
		}
		due := s.db.WithContext(ctx).Model(&models.Delivery{}).Where("id IN ?", full).Where(queuedAlone).Where("due_at > ?", now)
		if err := due.Update("due_at", now).Error; err != nil {
			return fmt.Errorf("send full batches: %w", err)
		}
	}
	return nil
}
