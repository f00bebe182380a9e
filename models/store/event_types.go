package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/schema"
)

// CustomEventTypes lists the event types that a company has added, by name.
func (s *Store) CustomEventTypes(ctx context.Context, company models.ID) ([]models.CustomEventType, error) {
	var types []models.CustomEventType
	err := s.db.WithContext(ctx).Where("company_id = ? AND deleted_at = 0", company).Order("name").Find(&types).Error
	if err != nil {
		return nil, fmt.Errorf("list event types: %w", err)
	}
	return types, nil
}

// CustomEventTypesWithin lists the event types of all companies that in reaches, be it
// by one of their locations; those of one company together: at most 500.
func (s *Store) CustomEventTypesWithin(ctx context.Context, in models.Scope) ([]models.CustomEventType, error) {
	const most = 500
	var types []models.CustomEventType
	err := withinTypes(s.db.WithContext(ctx), in).Where("deleted_at = 0").Order("company_id, name").Limit(most).Find(&types).Error
	if err != nil {
		return nil, fmt.Errorf("list event types: %w", err)
	}
	return types, nil
}

// withinTypes keeps the event types of the companies that in reaches as a
// whole or in part.
func withinTypes(q *gorm.DB, in models.Scope) *gorm.DB {
	if in.All || len(in.Locations) == 0 {
		return ownerColumns{company: "company_id"}.within(q, in)
	}
	return q.Where("(company_id IN ? OR company_id IN (SELECT company_id FROM locations WHERE id IN ? AND deleted_at = 0))", in.Companies, in.Locations)
}

// CustomEventTypeWithin returns an event type of a company that in reaches, be it by
// one of its locations.
func (s *Store) CustomEventTypeWithin(ctx context.Context, in models.Scope, company models.ID, name string) (models.CustomEventType, error) {
	var t models.CustomEventType
	if !models.IsTypeName(name) {
		return t, models.ErrNotFound
	}
	err := withinTypes(s.db.WithContext(ctx), in).Where("company_id = ? AND name = ? AND deleted_at = 0", company, name).Take(&t).Error
	return t, orNotFound(err)
}

// EventTypeUse says which callbacks a list of those that ask for an event type
// shows.
type EventTypeUse struct {
	Type    string
	Company models.ID // zero: of any
	After   models.ID // keyset: those made after this one
	Limit   int       // zero: all
}

// CallbacksOfType lists the callbacks that ask for an event type, by its name
// or with a pattern, and have not ended; oldest first.
func (s *Store) CallbacksOfType(ctx context.Context, in models.Scope, u EventTypeUse) ([]models.Callback, error) {
	q := within(s.db.WithContext(ctx), in).Where("deleted_at = 0 AND (end_at = 0 OR end_at > ?) AND id > ?", s.now(), u.After).
		Where("EXISTS (SELECT 1 FROM callback_types t WHERE t.callback_id = callbacks.id AND t.type IN ?)", covering(u.Type))
	if u.Company != 0 {
		q = q.Where("company_id = ?", u.Company)
	}
	if u.Limit != 0 {
		q = q.Limit(u.Limit)
	}
	callbacks, err := s.loadCallbacks(q.Order("id"))
	if err != nil {
		return nil, fmt.Errorf("list the callbacks of an event type: %w", err)
	}
	return callbacks, nil
}

// covering returns all with which a callback can ask for an event type: its
// name, and every pattern that models.MatchesType finds to cover it.
func covering(name string) []string {
	all := []string{name}
	for i := range len(name) + 1 {
		all = append(all, name[:i]+"*")
	}
	return all
}

// CustomEventType returns an event type that a company has added, by its name.
func (s *Store) CustomEventType(ctx context.Context, company models.ID, name string) (models.CustomEventType, error) {
	var t models.CustomEventType
	if !models.IsTypeName(name) {
		return t, models.ErrNotFound
	}
	err := s.db.WithContext(ctx).Where("company_id = ? AND name = ? AND deleted_at = 0", company, name).Take(&t).Error
	return t, orNotFound(err)
}

// SaveCustomEventType stores an event type, new or changed: a version of zero makes a
// new one. Problems when it cannot be, ErrConflict when somebody else changed
// it meanwhile.
func (s *Store) SaveCustomEventType(ctx context.Context, by models.Access, t *models.CustomEventType) error {
	if _, err := s.CompanyByID(ctx, by.Scope, t.CompanyID); err != nil {
		return err
	}
	if err := checkCustomEventType(ctx, *t).Err(); err != nil {
		return err
	}
	next, action := *t, "event_type.update"
	next.Version, next.UpdatedAt = t.Version+1, s.now()
	if t.Version == 0 {
		next.ID, next.CreatedAt, action = s.NewID(), s.now(), "event_type.create"
	}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		before, err := storeCustomEventType(tx, next)
		if err != nil {
			return err
		}
		entry := customEventTypeChange(action, next)
		entry.Before, entry.After = before, next
		return s.audit(tx, by, entry)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Problems{{Field: "name", Code: models.Taken, Text: "The company has an event type of this name"}}
	}
	if err == nil {
		*t = next
	}
	return err
}

// storeCustomEventType stores t, and returns what it was before; nil for a new one.
func storeCustomEventType(tx *gorm.DB, t models.CustomEventType) (before any, err error) {
	if t.Version == 1 {
		if err := tx.Create(&t).Error; err != nil {
			return nil, fmt.Errorf("store an event type: %w", err)
		}
		return nil, nil
	}
	var stored models.CustomEventType
	err = tx.Where("id = ? AND company_id = ? AND version = ? AND deleted_at = 0", t.ID, t.CompanyID, t.Version-1).Take(&stored).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, models.ErrConflict
	}
	if err != nil {
		return nil, fmt.Errorf("read an event type: %w", err)
	}
	done := tx.Model(&models.CustomEventType{}).Where("id = ? AND version = ? AND deleted_at = 0", t.ID, t.Version-1).
		Select("words", "sample", "schema", "version", "updated_at").Updates(&t)
	return stored, requireChanged(done)
}

// DeleteCustomEventType takes an event type away. What was published stays.
func (s *Store) DeleteCustomEventType(ctx context.Context, by models.Access, t models.CustomEventType) error {
	if _, err := s.CompanyByID(ctx, by.Scope, t.CompanyID); err != nil {
		return err
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&models.CustomEventType{}).Where("id = ? AND company_id = ? AND deleted_at = 0", t.ID, t.CompanyID).Update("deleted_at", s.now())
		if err := requireChanged(done); err != nil {
			return err
		}
		entry := customEventTypeChange("event_type.delete", t)
		entry.Before = t
		return s.audit(tx, by, entry)
	})
}

func customEventTypeChange(action string, t models.CustomEventType) change {
	return change{Action: action, Company: t.CompanyID, Kind: "event_type", ID: t.ID, Name: t.Name, Version: t.Version}
}

// checkCustomEventType adds to what a type says about itself that its schema must be
// one, and its sample as the schema says.
func checkCustomEventType(ctx context.Context, t models.CustomEventType) models.Problems {
	problems := t.Check()
	sample, wrong := bytes.TrimSpace(t.Sample), ""
	if len(sample) > 0 {
		wrong = models.NoJSONObject(t.Sample)
	}
	if wrong != "" {
		problems.Note("sample", models.Malformed, "Sample "+wrong)
	}
	switch wrong := models.NoJSON(t.Schema); {
	case len(t.Schema) == 0:
	case len(t.Schema) > schema.Limit:
		problems.Note("schema", models.TooLong, "Schema must be 64 KiB or smaller")
	case wrong != "":
		problems.Note("schema", models.Malformed, "Schema "+wrong)
	default:
		compiled, err := schema.Compile(t.Schema)
		if err != nil {
			problems.Note("schema", models.Malformed, "Schema cannot be used: "+err.Error())
		} else if len(sample) > 0 && problems.On("sample") == "" && len(compiled.Check(ctx, sample, schema.NewBudget())) > 0 {
			problems.Note("sample", models.Malformed, "Sample must be as the schema says")
		}
	}
	return problems
}

// checkTypes returns Problems when a callback asks for an event type that its
// company does not have. Patterns may wait for types to come, and what old
// asked for may have been taken away since.
func (s *Store) checkTypes(ctx context.Context, c, old models.Callback) (models.Problems, error) {
	var problems models.Problems
	if !c.Kind.Traits().Patterns {
		return nil, nil
	}
	for _, t := range c.Types {
		_, builtIn := models.EventTypeNamed(t.Type)
		before := slices.ContainsFunc(old.Types, func(o models.CallbackType) bool { return o.Type == t.Type })
		if builtIn || before || !models.IsTypeName(t.Type) { // patterns are no names
			continue
		}
		_, err := s.CustomEventType(ctx, c.CompanyID, t.Type)
		if errors.Is(err, models.ErrNotFound) {
			problems.Note("types", models.NotListed, fmt.Sprintf("We do not know the event type ‘%s’", t.Type))
			return problems, nil
		}
		if err != nil {
			return nil, fmt.Errorf("look for an event type: %w", err)
		}
	}
	return nil, nil
}
