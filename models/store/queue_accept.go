package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// Accept commits changes of records (nil for none), events and their deliveries in
// one transaction, or nothing of them. An event whose public id the company has had
// before is the same event: it is passed over with its deliveries, so that publishing
// can be repeated. Afterwards the changes hold the records as they are stored.
func (s *Store) Accept(ctx context.Context, changes []models.Change, events []models.Event, deliveries []models.Delivery) error {
	stored := make([]models.Record, len(changes))
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		for i, c := range changes {
			if stored[i], err = s.applyChange(tx, c); err != nil {
				return err
			}
		}
		if err := expand(tx, events); err != nil {
			return err
		}
		isNew, err := insertEvents(tx, events)
		if err != nil {
			return err
		}
		if err := s.auditTests(tx, events, isNew); err != nil {
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(deliveries), func(d models.Delivery) bool { return !isNew[d.EventID] })
		if err := insert(tx, fresh, small); err != nil {
			return err
		}
		return addCounters(tx, countSettled(fresh, s.now()))
	})
	if err != nil {
		return fmt.Errorf("accept %d events: %w", len(events), err)
	}
	for i := range changes {
		changes[i].Record = stored[i]
	}
	return nil
}

// auditTests writes the audit entry of each test event that is new.
func (s *Store) auditTests(tx *gorm.DB, events []models.Event, isNew map[models.ID]bool) error {
	for _, e := range events {
		if !e.Test || !isNew[e.ID] {
			continue
		}
		sent := change{Action: "event.test", Company: e.CompanyID, Kind: "event", ID: e.ID, Name: e.Type, After: e}
		if err := s.audit(tx, models.Access{Actor: e.TestedBy}, sent); err != nil {
			return err
		}
	}
	return nil
}

// insertEvents stores the events that are new, and returns which they are.
func insertEvents(tx *gorm.DB, events []models.Event) (map[models.ID]bool, error) {
	isNew := map[models.ID]bool{}
	for _, part := range parts(distinct(events), eventSize) {
		for len(part) > 0 {
			err := tx.Create(&part).Error
			if err == nil {
				break
			}
			if !errors.Is(err, gorm.ErrDuplicatedKey) {
				return nil, err
			}
			before := len(part)
			if part, err = withoutStored(tx, part); err != nil {
				return nil, err
			}
			if len(part) == before {
				return nil, gorm.ErrDuplicatedKey
			}
		}
		for _, e := range part {
			isNew[e.ID] = true
		}
	}
	return isNew, nil
}

// eventKey is what two accepts of the same event have in common.
type eventKey struct {
	CompanyID models.ID
	PublicID  string
}

func keyOf(e models.Event) eventKey { return eventKey{e.CompanyID, e.PublicID} }

// distinct leaves out the second of two events with the same key.
func distinct(events []models.Event) []models.Event {
	seen := map[eventKey]bool{}
	return slices.DeleteFunc(slices.Clone(events), func(e models.Event) bool {
		twice := seen[keyOf(e)]
		seen[keyOf(e)] = true
		return twice
	})
}

// withoutStored leaves out events that are stored already.
func withoutStored(tx *gorm.DB, events []models.Event) ([]models.Event, error) {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.PublicID
	}
	var stored []eventKey
	err := tx.Model(&models.Event{}).Select("company_id, public_id").Where("public_id IN ?", names).Find(&stored).Error
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(events, func(e models.Event) bool { return slices.Contains(stored, keyOf(e)) }), nil
}

func eventSize(e models.Event) int { return len(e.Data) + len(e.Before) + len(e.Expands) }
