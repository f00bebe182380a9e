package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/logbook"
	"callboard/models/subscription"
)

// PageSize is the number of rows of one page of the log.
const PageSize = logbook.PageSize

// Deliveries returns one page of the log. A filter that names what does not
// exist within the scope shows nothing.
func (s *Store) Deliveries(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Page, error) {
	return s.log(in).Page(ctx, f)
}

// DeliveryCounts counts the deliveries of a filter by status, leaving the
// filter's own status out, so that each can be chosen.
func (s *Store) DeliveryCounts(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Counts, error) {
	return s.log(in).Counts(ctx, f)
}

// Delivery returns one delivery.
func (s *Store) Delivery(ctx context.Context, in models.Scope, id models.ID) (deliverylog.Row, error) {
	return s.log(in).Row(ctx, id)
}

// Attempts returns all attempts of a delivery, newest first.
func (s *Store) Attempts(ctx context.Context, in models.Scope, delivery models.ID) ([]models.Attempt, error) {
	return s.log(in).Attempts(ctx, delivery)
}

func (s *Store) log(in models.Scope) logbook.Log {
	return logbook.Log{DB: s.db, Scope: in, Now: s.Now}
}

// Event returns one event of a company by its public id.
func (s *Store) Event(ctx context.Context, in models.Scope, company models.ID, publicID string) (models.Event, error) {
	if !models.MayBePublicID(publicID) {
		return models.Event{}, models.ErrNotFound
	}
	return oneEvent(s.db.WithContext(ctx).Where("company_id = ? AND public_id = ?", company, publicID), in)
}

// EventByID returns one event by its row id.
func (s *Store) EventByID(ctx context.Context, in models.Scope, id models.ID) (models.Event, error) {
	return oneEvent(s.db.WithContext(ctx).Where("id = ?", id), in)
}

func oneEvent(q *gorm.DB, in models.Scope) (models.Event, error) {
	var e models.Event
	if err := within(q, in).Take(&e).Error; err != nil {
		return models.Event{}, one(err)
	}
	return e, nil
}

// change is what an audit entry says about one object.
type change struct {
	Action  string // "callback.create": what was done to which kind of object
	Company models.ID
	Kind    string // of the object: "callback"
	ID      models.ID
	Name    string // of the object, as people read it
	Version int64  // of the object after the change; 0 when it has none
	Before  any    // the record before and after, as a value; nil for none
	After   any
}

// audit records a change in the transaction that makes it.
func (s *Store) audit(tx *gorm.DB, by models.Access, c change) error {
	before, err := snapshot(c.Before)
	if err != nil {
		return fmt.Errorf("record %s: %w", c.Action, err)
	}
	after, err := snapshot(c.After)
	if err != nil {
		return fmt.Errorf("record %s: %w", c.Action, err)
	}
	entry := models.AuditEntry{
		ID: s.NewID(), CompanyID: c.Company,
		ActorKind: by.Actor.Kind, ActorID: by.Actor.ID, ActorName: by.Actor.Name, Address: by.Actor.Address,
		Action: c.Action, ObjectKind: c.Kind, ObjectID: c.ID, ObjectName: c.Name, Version: c.Version,
		Before: before, After: after,
	}
	if err := tx.Create(&entry).Error; err != nil {
		return fmt.Errorf("record %s: %w", c.Action, err)
	}
	return nil
}

// masked stands for a secret that is set.
const masked = "•••"

// snapshot writes a record as JSON, its secrets masked.
func snapshot(record any) ([]byte, error) {
	switch r := record.(type) {
	case nil:
		return nil, nil
	case models.Callback:
		r.Sealed = nil
		r.Secrets = r.Secrets.Masked(masked)
		return json.Marshal(r)
	case models.User:
		r.PasswordHash = masked
		return json.Marshal(r)
	case models.APIKey:
		r.Hash = nil
		return json.Marshal(r)
	case subscription.Subscription:
		return json.Marshal(r)
	case models.Company, models.Location, models.Database, models.Collection, models.Delivery, models.Record:
		return json.Marshal(r)
	}
	return nil, fmt.Errorf("no snapshot of %T", record)
}
