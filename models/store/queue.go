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
	"callboard/models/queue"
	"callboard/models/related"
	"callboard/models/runbook"
	"callboard/models/runs"
)

// Task is a claimed delivery with all that sending it needs.
type Task = queue.Task

// Result is the outcome of one leased delivery.
type Result = queue.Result

// UnsureError says that a claim failed when it may have leased deliveries.
type UnsureError = queue.UnsureError

// RunPage says which runs are listed.
type RunPage = runbook.Page

// RunStart is what somebody asks for who starts a run.
type RunStart = runbook.Start

// hour is the length of what one counter counts.
const hour = queue.Hour

// missedFor is how long after its end a callback still gets a row for what it
// missed.
const missedFor = models.Millis(7 * 24 * time.Hour / time.Millisecond)

// Interested returns the callbacks of a company that an event may concern:
// all that are not deleted and have not ended more than 7 days ago; with
// them the company's and locations' states.
func (s *Store) Interested(ctx context.Context, company models.ID) (models.Audience, error) {
	db := s.db.WithContext(ctx)
	var a models.Audience
	if err := db.Where("id = ? AND deleted_at = 0", company).Take(&a.Company).Error; err != nil {
		return models.Audience{}, fmt.Errorf("read company %s: %w", company, one(err))
	}
	var locations []models.Location
	if err := db.Where("company_id = ? AND deleted_at = 0", company).Find(&locations).Error; err != nil {
		return models.Audience{}, fmt.Errorf("read locations of company %s: %w", company, err)
	}
	a.Locations = make(map[models.ID]models.Location, len(locations))
	for _, l := range locations {
		a.Locations[l.ID] = l
	}
	callbacks, err := s.loadCallbacks(db.Where("company_id = ? AND deleted_at = 0", company).
		Where("(end_at = 0 OR end_at > ?)", s.now()-missedFor).Order("id"))
	if err != nil {
		return models.Audience{}, fmt.Errorf("read callbacks of company %s: %w", company, err)
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
	if err := s.queue().Accept(ctx, apply, events, deliveries); err != nil || change == nil {
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
		snapshot, err := related.Snapshot(tx, e)
		if err != nil {
			return err
		}
		events[i].Expands = snapshot
	}
	return nil
}

// Claim leases up to limit due deliveries to this instance, at most free(cb)
// of each callback. A lease lasts the callback's timeout and a margin. An
// UnsureError when it failed half-way.
func (s *Store) Claim(ctx context.Context, limit int, free func(callback models.ID) int) ([]Task, error) {
	return s.queue().Claim(ctx, limit, free)
}

// NextDue returns when the next delivery comes due; zero when none waits.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) { return s.queue().NextDue(ctx) }

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
	return s.queue().Record(ctx, results)
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

// Release gives leases back unused, so that others can take them at once.
func (s *Store) Release(ctx context.Context, ids []models.ID) error {
	return s.queue().Release(ctx, ids)
}

// TakeOver ends this instance's leases from before a restart, so that their
// deliveries come due now.
func (s *Store) TakeOver(ctx context.Context) (int, error) { return s.queue().TakeOver(ctx) }

// Runs are what sends many deliveries again.
func (s *Store) Runs() runbook.Book {
	return runbook.Book{
		DB: s.db, Instance: s.instance.Number(), Now: s.Now, NewID: s.NewID, Callbacks: s.loadCallbacks,
		Audit: func(tx *gorm.DB, by models.Access, c runbook.Change) error {
			return s.audit(tx, by, change{
				Action: c.Action, Company: c.After.CompanyID, Kind: "run", ID: c.After.ID, Name: c.After.ID.String(), Before: c.Before, After: c.After,
			})
		},
	}
}

func (s *Store) queue() queue.Queue {
	return queue.Queue{DB: s.db, Instance: s.instance.Number(), Now: s.Now, NewID: s.NewID, Callbacks: s.openedCallbacks}
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
		return runs.Again(d, c, s.now())
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
		if err := runbook.Redirect(tx, before, after); err != nil {
			return err
		}
		return s.audit(tx, by, change{
			Action: r.action, Company: after.CompanyID, Kind: "delivery", ID: after.ID, Name: after.ID.String(),
			Before: before, After: after,
		})
	})
}
