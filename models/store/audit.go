package store

import (
	"encoding/json"
	"fmt"

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
