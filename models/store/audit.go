package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/resend"
)

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
		r.EncryptedSecrets = nil
		r.Secrets = r.Secrets.Masked(masked)
		return json.Marshal(r)
	case models.User:
		r.PasswordHash = masked
		return json.Marshal(r)
	case models.APIKey:
		r.Hash = nil
		return json.Marshal(r)
	case models.Event:
		r.Data, r.Before, r.Expands = nil, nil, nil // they stand on the event itself, for those who may see them
		return json.Marshal(r)
	case models.Subscription:
		return json.Marshal(r)
	case models.Company, models.Location, models.Database, models.Collection, models.Delivery, models.Record, models.CustomEventType, resend.Run:
		return json.Marshal(r)
	}
	return nil, fmt.Errorf("no snapshot of %T", record)
}

// AuditFilter says which entries a list shows. Zero fields do not filter.
type AuditFilter struct {
	ID       models.ID     // this one alone
	Actor    string        // a part of the actor's name
	Object   string        // a part of the object's name
	Kind     string        // of the object: "callback"
	From, To models.Millis // from this moment on, and before that one
	Before   models.ID     // keyset: those written before this one
	Limit    int
}

// AuditEntries lists what was done within the companies of in, newest first. What
// concerns no company is shown to those alone who see everything.
func (s *Store) AuditEntries(ctx context.Context, in models.Scope, f AuditFilter) ([]models.AuditRow, error) {
	q := ownerColumns{company: "audit.company_id"}.within(s.db.WithContext(ctx), companiesOf(in)).Table("audit").
		Select("audit.*, companies.name AS company_name").Joins("LEFT JOIN companies ON companies.id = audit.company_id")
	if f.ID != 0 {
		q = q.Where("audit.id = ?", f.ID)
	}
	for column, part := range map[string]string{"audit.actor_name": f.Actor, "audit.object_name": f.Object} {
		if part != "" {
			q = q.Where("INSTR(LOWER("+column+"), ?) > 0", strings.ToLower(part))
		}
	}
	if f.Kind != "" {
		q = q.Where("audit.object_kind = ?", f.Kind)
	}
	// An ID begins with the moment at which it was made.
	if f.From != 0 {
		q = q.Where("audit.id >= ?", models.FirstIDAt(f.From.Time()))
	}
	if f.To != 0 {
		q = q.Where("audit.id < ?", models.FirstIDAt(f.To.Time()))
	}
	if f.Before != 0 {
		q = q.Where("audit.id < ?", f.Before)
	}
	var rows []models.AuditRow
	if err := q.Order("audit.id DESC").Limit(f.Limit).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return rows, nil
}
