package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// Accept commits what change makes (nil for nothing), events and their
// deliveries in one transaction, or nothing of them.
// An event whose public id the company has had before is the same event: it
// is passed over with its deliveries, so that publishing can be repeated.
func (s *Store) accept(ctx context.Context, change func(tx *gorm.DB) error, events []models.Event, deliveries []models.Delivery) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if change != nil {
			if err := change(tx); err != nil {
				return err
			}
		}
		fresh, err := insertEvents(tx, events)
		if err != nil {
			return err
		}
		owed := slices.DeleteFunc(slices.Clone(deliveries), func(d models.Delivery) bool { return !fresh[d.EventID] })
		if err := insert(tx, owed, small); err != nil {
			return err
		}
		return addCounters(tx, countSettled(owed, s.now()))
	})
	if err != nil {
		return fmt.Errorf("accept %d events: %w", len(events), err)
	}
	return nil
}

// insertEvents stores the events that are new, and returns their ids.
func insertEvents(tx *gorm.DB, events []models.Event) (map[models.ID]bool, error) {
	fresh := map[models.ID]bool{}
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
			if part, err = withoutKnown(tx, part); err != nil {
				return nil, err
			}
			if len(part) == before {
				return nil, gorm.ErrDuplicatedKey
			}
		}
		for _, e := range part {
			fresh[e.ID] = true
		}
	}
	return fresh, nil
}

// eventKey is what makes an event the same as another.
type eventKey struct {
	CompanyID models.ID
	PublicID  string
}

func keyOf(e models.Event) eventKey { return eventKey{e.CompanyID, e.PublicID} }

// distinct leaves out events that come twice.
func distinct(events []models.Event) []models.Event {
	seen := map[eventKey]bool{}
	return slices.DeleteFunc(slices.Clone(events), func(e models.Event) bool {
		twice := seen[keyOf(e)]
		seen[keyOf(e)] = true
		return twice
	})
}

// withoutKnown leaves out events that are stored already.
func withoutKnown(tx *gorm.DB, events []models.Event) ([]models.Event, error) {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.PublicID
	}
	var known []eventKey
	err := tx.Model(&models.Event{}).Select("company_id, public_id").Where("public_id IN ?", names).Find(&known).Error
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(events, func(e models.Event) bool { return slices.Contains(known, keyOf(e)) }), nil
}

func eventSize(e models.Event) int { return len(e.Data) + len(e.Before) + len(e.Expands) }

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
