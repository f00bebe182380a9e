package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
	"callboard/models/resend"
)

// missedFor is how long after its end a callback still gets a row for what it
// missed.
const missedFor = models.Millis(7 * 24 * time.Hour / time.Millisecond)

// Subscribers returns the callbacks of a company that an event may concern:
// all that are not deleted and have not ended more than 7 days ago; with
// them the company's and locations' states.
func (s *Store) Subscribers(ctx context.Context, company models.ID) (models.Subscribers, error) {
	db := s.db.WithContext(ctx)
	var a models.Subscribers
	if err := db.Where("id = ? AND deleted_at = 0", company).Take(&a.Company).Error; err != nil {
		return models.Subscribers{}, fmt.Errorf("read company %s: %w", company, one(err))
	}
	var locations []models.Location
	if err := db.Where("company_id = ? AND deleted_at = 0", company).Find(&locations).Error; err != nil {
		return models.Subscribers{}, fmt.Errorf("read locations of company %s: %w", company, err)
	}
	a.Locations = make(map[models.ID]models.Location, len(locations))
	for _, l := range locations {
		a.Locations[l.ID] = l
	}
	callbacks, err := s.loadCallbacks(db.Where("company_id = ? AND deleted_at = 0", company).
		Where("(end_at = 0 OR end_at > ?)", s.now()-missedFor).Order("id"))
	if err != nil {
		return models.Subscribers{}, fmt.Errorf("read callbacks of company %s: %w", company, err)
	}
	a.Callbacks = callbacks
	return a, nil
}

// Accept commits a change (nil for none), events and their deliveries in one
// transaction, or nothing of them. An event that the company has had before
// is passed over with its deliveries. The record of the change is then as it is
// stored.
func (s *Store) Accept(ctx context.Context, change *models.Change, events []models.Event, deliveries []models.Delivery) error {
	var stored models.Record
	apply := func(tx *gorm.DB) (err error) {
		if change != nil {
			if stored, err = s.applyChange(tx, *change); err != nil {
				return err
			}
		}
		return expand(tx, events)
	}
	if err := s.accept(ctx, apply, events, deliveries); err != nil || change == nil {
		return err
	}
	change.Record = stored
	return nil
}

// expand takes the snapshot of what the callbacks of events want beside the
// records, after the change that the events report.
func expand(tx *gorm.DB, events []models.Event) error {
	for i, e := range events {
		if len(e.Wanted) == 0 {
			continue
		}
		snapshot, err := expandSnapshot(tx, e)
		if err != nil {
			return err
		}
		events[i].Expands = snapshot
	}
	return nil
}

// Record writes outcomes while their leases hold. A result whose lease is
// gone is dropped and counted in lost. Callbacks to be paused are paused
// first, so that the retries of the same results are held.
func (s *Store) Record(ctx context.Context, results []Result) (lost int, err error) {
	for _, r := range results {
		if r.Pause == "" {
			continue
		}
		if err := s.pauseByAnswer(ctx, r); err != nil {
			return 0, fmt.Errorf("pause callback %s: %w", r.Delivery.CallbackID, err)
		}
	}
	return s.record(ctx, results)
}

// pauseByAnswer pauses a callback whose receiver asked for it, unless it has
// ended, was deleted or was changed meanwhile: a new URL deserves its try.
func (s *Store) pauseByAnswer(ctx context.Context, r Result) error {
	var c models.Callback
	err := s.db.WithContext(ctx).Select("public_id").Where("id = ? AND version = ?", r.Delivery.CallbackID, r.Delivery.CallbackVersion).Take(&c).Error
	if err == nil {
		_, err = s.PauseCallback(ctx, models.System("Callboard"), c.PublicID, r.Pause)
	}
	var ended models.EndedError
	if errors.As(err, &ended) || errors.Is(one(err), models.ErrNotFound) {
		return nil
	}
	return err
}

// openedCallbacks returns callbacks with their secrets. One whose secrets
// cannot be opened says so: it must not stop the others.
func (s *Store) openedCallbacks(query *gorm.DB) ([]models.Callback, error) {
	found, err := s.loadCallbacks(query)
	for i := range found {
		if err := errors.Join(s.openCallback(&found[i]), s.openSigning(&found[i])); err != nil {
			found[i].SecretsLost = true
			slog.ErrorContext(query.Statement.Context, "a callback's secrets cannot be opened", "callback", found[i].PublicID, "error", err)
		}
	}
	return found, err
}

// Resend gives a delivery a fresh plan that starts now: see runs.Again.
func (s *Store) Resend(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.resend", func(d models.Delivery, c models.Callback) (models.Delivery, error) {
		return resend.Again(d, c, s.now())
	}})
}

// CancelDelivery stops what is still planned. ErrConflict when nothing is, or
// while a request is in flight.
func (s *Store) CancelDelivery(ctx context.Context, by models.Access, id models.ID) error {
	return s.redirect(ctx, by, redirection{id, "delivery.cancel", func(d models.Delivery, _ models.Callback) (models.Delivery, error) {
		if d.Status != models.Queued && d.Status != models.Retrying {
			return d, models.ErrConflict
		}
		d.Status, d.Reason, d.ReasonDetail = models.Cancelled, models.CancelledByPerson, shortened(by.Actor.Name)
		d.HoldReason, d.DueAt, d.FinishedAt = "", 0, s.now()
		return d, nil
	}})
}

// redirection is what an operator decides about one delivery.
type redirection struct {
	id     models.ID
	action string // for the audit log
	decide func(d models.Delivery, c models.Callback) (models.Delivery, error)
}

// redirect changes one delivery, and records it. The engine finds the row by
// itself. The callback is locked while it is judged, so that it cannot be
// paused between.
func (s *Store) redirect(ctx context.Context, by models.Access, r redirection) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var before models.Delivery
		found := within(tx.Where("id = ?", r.id), by.Scope)
		if err := found.Take(&before).Error; err != nil {
			return one(err)
		}
		callback, err := s.oneCallback(tx.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).Where("id = ?", before.CallbackID))
		if err != nil {
			return err
		}
		after, err := r.decide(before, callback)
		if err != nil {
			return err
		}
		if err := redirectDelivery(tx, before, after); err != nil {
			return err
		}
		return s.audit(tx, by, change{
			Action: r.action, Company: after.CompanyID, Kind: "delivery", ID: after.ID, Name: after.ID.String(),
			Before: before, After: after,
		})
	})
}
