package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// TaskMember is one of the other deliveries of a batch, with its event.
type TaskMember struct {
	Delivery models.Delivery
	Event    models.Event
}

// claimedBatch is a batch to be claimed: one that was tried before, or a new one
// with its members.
type claimedBatch struct {
	callback   models.Callback
	batch      models.ID
	newMembers []models.ID // nil: all of the batch that is due
}

// queuedAlone is the guard of deliveries that are queued and in no batch yet.
const queuedAlone = "status = 1 AND batch_id = 0 AND due_at > 0"

// conditionDone is the guard of deliveries whose condition has been run. Until then
// each is claimed alone.
func conditionDone(c models.Callback) string {
	if c.Asks() == models.ConditionPending {
		return "condition_state <> 1"
	}
	return "1 = 1"
}

// batchesToClaim returns the batches to be sent to batch callbacks: to each no more
// than it has room for.
func (s *Store) batchesToClaim(ctx context.Context, c claim) ([]claimedBatch, error) {
	var all []claimedBatch
	for _, id := range slices.Sorted(maps.Keys(c.due)) {
		callback := c.callbacks[id]
		hold, reason := holdOrCancel(callback)
		if !callback.Kind.Traits().Batched || hold != "" || reason != "" {
			continue
		}
		batches, err := s.batchesOf(ctx, callback, c)
		if err != nil {
			return nil, fmt.Errorf("form batches of callback %s: %w", id, err)
		}
		all = append(all, batches...)
	}
	return all, nil
}

// batchesOf returns the batches of one callback, those tried before first.
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
	sending := map[models.ID]bool{} // batches
	for _, d := range due {
		if slices.Contains(c.inFlight, d.ID) {
			sending[d.BatchID] = true
		}
	}
	var batches []claimedBatch
	var unbatched []models.Delivery
	for _, d := range due {
		sameBatch := func(b claimedBatch) bool { return b.batch == d.BatchID }
		switch {
		case d.BatchID == 0:
			unbatched = append(unbatched, d)
		case !sending[d.BatchID] && !slices.ContainsFunc(batches, sameBatch):
			batches = append(batches, claimedBatch{callback: callback, batch: d.BatchID})
		}
	}
	waiting, err := s.withSizes(ctx, unbatched)
	if err != nil {
		return nil, err
	}
	for _, members := range models.FormBatches(waiting, size, c.now) {
		batches = append(batches, claimedBatch{callback, s.NewID(), members})
	}
	return batches[:min(len(batches), room)], nil
}

// withSizes returns deliveries with the bytes of the data of their events.
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
	for _, row := range sizes {
		bytes[row.ID] = row.Bytes
	}
	waiting := make([]models.WaitingDelivery, len(deliveries))
	for i, d := range deliveries {
		waiting[i] = models.WaitingDelivery{ID: d.ID, EventID: d.EventID, DueAt: d.DueAt, Test: d.Test, Bytes: bytes[d.EventID]}
	}
	return waiting, nil
}

// leaseBatches leases batches. The members of a new one are those that the guard of
// its UPDATE lets in.
func (c claim) leaseBatches(tx *gorm.DB, instance int) error {
	for _, b := range c.batches {
		lease := map[string]any{
			"status": models.Sending, "due_at": c.leaseEnd(b.callback), "lease_owner": instance, "lease_token": c.token,
		}
		members := tx.Model(&models.Delivery{}).Where("callback_id = ? AND batch_id = ?", b.callback.ID, b.batch).Where(claimable, c.now)
		if b.newMembers != nil {
			lease["batch_id"], lease["plan_pos"], lease["plan_len"] = b.batch, 0, len(b.callback.Plan())
			members = tx.Model(&models.Delivery{}).Where("id IN ?", b.newMembers).Where(queuedAlone)
		}
		leased := members.Updates(lease)
		if leased.Error != nil {
			return leased.Error
		}
		if b.newMembers == nil || leased.RowsAffected == 0 {
			continue
		}
		if err := c.storeBatch(tx, b); err != nil {
			return err
		}
	}
	return nil
}

// storeBatch stores a new batch with its members, for the log.
func (c claim) storeBatch(tx *gorm.DB, b claimedBatch) error {
	var ids []models.ID
	err := tx.Model(&models.Delivery{}).Where("id IN ? AND batch_id = ? AND lease_token = ?", b.newMembers, b.batch, c.token).Pluck("id", &ids).Error
	if err != nil {
		return err
	}
	members := make([]models.BatchMember, len(ids))
	for i, id := range ids {
		members[i] = models.BatchMember{DeliveryID: id, BatchID: b.batch}
	}
	formed := models.Batch{ID: b.batch, CompanyID: b.callback.CompanyID, CallbackID: b.callback.ID, Size: len(ids)}
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
	for _, b := range c.batches {
		batches, ends = append(batches, b.batch), append(ends, c.leaseEnd(b.callback))
	}
	var members []models.Delivery
	err := tx.Where("due_at IN ? AND batch_id IN ? AND lease_token = ?", ends, batches, c.token).Order("id").Find(&members).Error
	return members, err
}

// FlushFullBatches makes deliveries to batch callbacks due whose batch is full,
// before they have waited long enough. It is called after the commit that accepted
// them, so that the last of several commits sees them all.
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
