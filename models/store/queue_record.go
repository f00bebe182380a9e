package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// Result is the outcome of one leased delivery: its new state, and the
// attempt, nil when no request was made.
type Result struct {
	Delivery models.Delivery
	Attempt  *models.Attempt
	Others   []models.Delivery // the other members of a batch, as they were leased; they share the outcome
	Pause    string            // not "": pause the callback for this reason
}

// Record writes results whose leases hold. A result whose lease is gone is dropped
// and counted in lost. When it is not known whether a call went through, the same
// results can be recorded again. Callbacks to be paused are paused first, so that the
// retries among the same results are held.
func (s *Store) Record(ctx context.Context, results []Result) (lost int, err error) {
	for _, r := range results {
		if r.Pause == "" {
			continue
		}
		if err := s.pauseByAnswer(ctx, r); err != nil {
			return 0, fmt.Errorf("pause callback %s: %w", r.Delivery.CallbackID, err)
		}
	}
	results = slices.SortedFunc(slices.Values(results), func(a, b Result) int {
		return cmp.Compare(a.Delivery.ID, b.Delivery.ID)
	})
	err = s.tx(ctx, func(tx *gorm.DB) error {
		following, err := followCallbacks(tx, results, s.now())
		if err != nil {
			return err
		}
		stored, late, err := storeResults(tx, following)
		if err != nil {
			return err
		}
		if err := s.addAttempts(tx, stored); err != nil {
			return err
		}
		recorded, err := countRecorded(tx, late)
		if err != nil {
			return err
		}
		lost = len(late) - recorded
		return addCounters(tx, countSettled(deliveriesOf(stored), s.now()))
	})
	if err != nil {
		return 0, fmt.Errorf("record %d outcomes: %w", len(results), err)
	}
	return lost, nil
}

// followCallbacks returns the results with what happened to their callbacks
// meanwhile: a retry is held when its callback is, and cancelled when that was ended
// or deleted. The callbacks are locked first, as every change of a callback locks
// it.
func followCallbacks(tx *gorm.DB, results []Result, now models.Millis) ([]Result, error) {
	var ids []models.ID
	for _, r := range results {
		if !r.Delivery.Status.Final() {
			ids = append(ids, r.Delivery.CallbackID)
		}
	}
	if len(ids) == 0 {
		return results, nil
	}
	var locked []models.Callback
	err := tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).
		Select("id, kind, paused_at, is_active, verified_at, ended_at, keep_waiting, deleted_at").
		Where("id IN ?", sortedUnique(ids)).Order("id").Find(&locked).Error
	if err != nil {
		return nil, fmt.Errorf("read callbacks of retries: %w", err)
	}
	callbacks := mapByID(locked, func(c models.Callback) models.ID { return c.ID })
	following := slices.Clone(results)
	for i, r := range following {
		if !r.Delivery.Status.Final() {
			following[i].Delivery = waiting(r.Delivery, callbacks[r.Delivery.CallbackID], now)
		}
	}
	return following, nil
}

// waiting returns a delivery that is to be retried, held or cancelled as its
// callback says now.
func waiting(d models.Delivery, c models.Callback, now models.Millis) models.Delivery {
	hold, reason := holdOrCancel(c)
	if reason == "" && endCancels(c) && models.At(d.LeaseToken.Time()) <= c.EndedAt {
		reason = models.CancelledByEnd
	}
	switch {
	case reason != "":
		d.Status, d.Reason, d.DueAt, d.FinishedAt = models.Cancelled, reason, 0, now
	case hold != "":
		d.HoldReason, d.DueAt = hold, 0
	}
	return d
}

// resultColumns lists the columns that a result changes.
var resultColumns = []string{
	"Host", "CallbackVersion", "Status", "HoldReason", "Reason", "ReasonDetail", "Cause", "CauseDetail", "Code", "Took",
	"ConditionState", "Attempts", "PlanPos", "PlanLen", "DueAt", "BatchID", "Backup", "FinishedAt", "LeaseOwner", "LeaseToken",
}

// storeResults stores the deliveries of results whose leases hold, and returns those
// results, and those that came too late.
func storeResults(tx *gorm.DB, results []Result) (stored, late []Result, err error) {
	for _, r := range results {
		d := r.Delivery
		d.LeaseOwner, d.LeaseToken = 0, 0
		d.CauseDetail, d.ReasonDetail = models.Shorten(d.CauseDetail, models.DetailLimit), models.Shorten(d.ReasonDetail, models.DetailLimit)
		if err := storeOtherMembers(tx, r, d); err != nil {
			return nil, nil, fmt.Errorf("store the batch of delivery %s: %w", d.ID, err)
		}
		done := tx.Model(&models.Delivery{}).
			Where("id = ? AND status = ? AND lease_token = ?", d.ID, models.Sending, r.Delivery.LeaseToken).
			Select(resultColumns).Updates(d)
		switch {
		case done.Error != nil:
			return nil, nil, fmt.Errorf("store delivery %s: %w", d.ID, done.Error)
		case done.RowsAffected == 0:
			late = append(late, r)
		default:
			stored = append(stored, r)
		}
	}
	return stored, late, nil
}

// storeOtherMembers stores the other members of a batch. Attempts are counted for
// each by itself, because one that was resent has had more.
func storeOtherMembers(tx *gorm.DB, r Result, d models.Delivery) error {
	byCount := map[int][]models.ID{}
	for _, other := range r.Others {
		byCount[other.Attempts] = append(byCount[other.Attempts], other.ID)
	}
	for before, ids := range byCount {
		if d.Attempts = before; r.Attempt != nil {
			d.Attempts++
		}
		err := tx.Model(&models.Delivery{}).
			Where("id IN ? AND status = ? AND lease_token = ?", ids, models.Sending, r.Delivery.LeaseToken).
			Select(resultColumns).Updates(d).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// attemptOwner returns the id under which attempts are stored: that of the batch or,
// without one, of the delivery.
func attemptOwner(d models.Delivery) models.ID { return cmp.Or(d.BatchID, d.ID) }

// addAttempts stores the attempts of results, their bodies packed.
func (s *Store) addAttempts(tx *gorm.DB, results []Result) error {
	results = slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return r.Attempt == nil })
	data, err := eventData(tx, results)
	if err != nil {
		return err
	}
	attempts := make([]models.Attempt, len(results))
	for i, r := range results {
		a, d := *r.Attempt, r.Delivery
		a.CompanyID, a.DeliveryID, a.BatchID, a.LeaseToken, a.Test = d.CompanyID, attemptOwner(d), d.BatchID, d.LeaseToken, d.Test
		a.ID = cmp.Or(a.ID, s.NewID())
		a.CauseDetail = models.Shorten(a.CauseDetail, models.DetailLimit)
		if d.BatchID == 0 {
			a.RequestBody, a.BodyPacking = models.PackBody(a.RequestBody, data[d.EventID])
		}
		attempts[i] = a
	}
	if err := insert(tx, attempts, attemptSize); err != nil {
		return fmt.Errorf("store attempts: %w", err)
	}
	return nil
}

// attemptSize returns the bytes of an attempt that came from outside: a receiver may
// send many headers.
func attemptSize(a models.Attempt) int {
	size := len(a.RequestBody) + len(a.ResponseBody)
	for _, h := range slices.Concat(a.RequestHeaders, a.ResponseHeaders) {
		size += len(h.Name) + len(h.Value)
	}
	return size
}

// eventData returns the data of the results' events, by event.
func eventData(tx *gorm.DB, results []Result) (map[models.ID][]byte, error) {
	var ids []models.ID
	for _, r := range results {
		ids = append(ids, r.Delivery.EventID)
	}
	var events []models.Event
	if err := tx.Select("id, data").Where("id IN ?", sortedUnique(ids)).Find(&events).Error; err != nil {
		return nil, fmt.Errorf("read data of attempts: %w", err)
	}
	data := make(map[models.ID][]byte, len(events))
	for _, e := range events {
		data[e.ID] = e.Data
	}
	return data, nil
}

// countRecorded counts the late results that an earlier call has stored: their
// attempt is there or, where none was made, the same status without a lease.
func countRecorded(tx *gorm.DB, late []Result) (int, error) {
	count := 0
	for _, r := range late {
		d := r.Delivery
		same := tx.Model(&models.Attempt{}).Where("delivery_id = ? AND lease_token = ?", attemptOwner(d), d.LeaseToken)
		if r.Attempt == nil {
			same = tx.Model(&models.Delivery{}).Where("id = ? AND status = ? AND reason = ? AND lease_token = 0", d.ID, d.Status, d.Reason)
		}
		var n int64
		if err := same.Count(&n).Error; err != nil {
			return 0, fmt.Errorf("look for recorded outcome of %s: %w", d.ID, err)
		}
		count += int(n)
	}
	return count, nil
}

// deliveriesOf returns the deliveries of results, all members of batches included.
func deliveriesOf(results []Result) []models.Delivery {
	var deliveries []models.Delivery
	for _, r := range results {
		deliveries = append(deliveries, r.Delivery)
		for _, other := range r.Others {
			same := r.Delivery
			same.LocationID = other.LocationID
			deliveries = append(deliveries, same)
		}
	}
	return deliveries
}

// pauseByAnswer pauses a callback whose receiver asked for it, unless it was ended,
// deleted or changed meanwhile: a new URL gets a chance of its own.
func (s *Store) pauseByAnswer(ctx context.Context, r Result) error {
	var c models.Callback
	err := s.db.WithContext(ctx).Select("public_id").Where("id = ? AND version = ?", r.Delivery.CallbackID, r.Delivery.CallbackVersion).Take(&c).Error
	if err == nil {
		_, err = s.PauseCallback(ctx, models.System("Callboard"), c.PublicID, r.Pause)
	}
	var ended models.EndedError
	if errors.As(err, &ended) || errors.Is(orNotFound(err), models.ErrNotFound) {
		return nil
	}
	return err
}
