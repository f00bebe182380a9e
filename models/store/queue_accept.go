package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
)

// Accept commits changes of records (nil for none), events and their deliveries in
// one transaction, or nothing of them. An event that the company has had before, with
// the same id and content, is the same event: it is passed over with its deliveries, so
// that publishing can be repeated, and marked as known. Afterwards the changes hold the
// records as they are stored. EventConflicts when an id is taken by other content,
// LoopError when too many requests of Callboard led to an event.
func (s *Store) Accept(ctx context.Context, changes []models.Change, events []models.Event, deliveries []models.Delivery) error {
	for _, e := range events {
		if e.Hops > models.MaxHops {
			return models.LoopError{Hops: e.Hops}
		}
	}
	stored := make([]models.Record, len(changes))
	var isNew map[models.ID]bool
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		for i, c := range changes {
			if stored[i], err = s.applyChange(tx, c); err != nil {
				return err
			}
		}
		if err := expand(tx, events); err != nil {
			return err
		}
		if isNew, err = insertEvents(tx, events); err != nil {
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
	for i := range events {
		events[i].Known = !isNew[events[i].ID]
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

// insertEvents stores the events that are new, and returns which they are. What is
// told of others as EventConflicts is not.
func insertEvents(tx *gorm.DB, events []models.Event) (map[models.ID]bool, error) {
	first, err := distinct(events)
	if err != nil {
		return nil, err
	}
	isNew := map[models.ID]bool{}
	for _, part := range parts(first, eventSize) {
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

// eventKey is what two accepts of the same event have in common. The id of a test
// event is free for a real one.
type eventKey struct {
	CompanyID models.ID
	PublicID  string
	Test      bool
}

func keyOf(e models.Event) eventKey { return eventKey{e.CompanyID, e.PublicID, e.Test} }

// distinct leaves out the second of two events with the same key, which must say the
// same.
func distinct(events []models.Event) ([]models.Event, error) {
	seen := map[eventKey]models.Event{}
	var first []models.Event
	var conflicts models.EventConflicts
	for _, e := range events {
		before, twice := seen[keyOf(e)]
		switch {
		case !twice:
			seen[keyOf(e)] = e
			first = append(first, e)
		case !sameContent(before, e):
			conflicts = append(conflicts, models.ConflictOf(asGiven(before), asGiven(e)))
		}
	}
	return first, conflicts.Err()
}

// withoutStored leaves out events that are stored already, with the same content.
func withoutStored(tx *gorm.DB, events []models.Event) ([]models.Event, error) {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.PublicID
	}
	var rows []models.Event
	err := tx.Select("id, company_id, public_id, test, content_hash").Where("public_id IN ?", names).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	stored := map[eventKey]models.Event{}
	for _, row := range rows {
		stored[keyOf(row)] = row
	}
	var fresh []models.Event
	var conflicts models.EventConflicts
	for _, e := range events {
		row, known := stored[keyOf(e)]
		if !known {
			fresh = append(fresh, e)
			continue
		}
		conflict, ok, err := conflictWith(tx, row, e)
		if err != nil {
			return nil, err
		}
		if ok {
			conflicts = append(conflicts, conflict)
		}
		if len(conflicts) == maxConflicts {
			break
		}
	}
	return fresh, conflicts.Err()
}

// maxConflicts is how many conflicts of one publication are told.
const maxConflicts = 20

// conflictWith says whether an event says something else than the stored one with its
// id.
func conflictWith(tx *gorm.DB, row, e models.Event) (conflict models.EventConflict, ok bool, err error) {
	if bytes.Equal(row.ContentHash, e.ContentHash) && len(row.ContentHash) > 0 {
		return conflict, false, nil
	}
	var stored models.Event
	if err := tx.Where("id = ?", row.ID).Take(&stored).Error; err != nil {
		return conflict, false, err
	}
	if stored, e = asGiven(stored), asGiven(e); len(row.ContentHash) == 0 && sameContent(stored, e) {
		return conflict, false, nil
	}
	return models.ConflictOf(stored, e), true, nil
}

// asGiven returns an event with the date that it was given: none when it has the date
// of its acceptance.
func asGiven(e models.Event) models.Event {
	if e.OccurredAt == e.AcceptedAt {
		e.OccurredAt = 0
	}
	return e
}

// sameContent says whether two events say the same. Those from before there were sums,
// and tests, are compared themselves.
func sameContent(a, b models.Event) bool {
	sum := func(e models.Event) []byte {
		if len(e.ContentHash) > 0 {
			return e.ContentHash
		}
		return asGiven(e).ContentSum()
	}
	return bytes.Equal(sum(a), sum(b))
}

func eventSize(e models.Event) int { return len(e.Data) + len(e.Before) + len(e.Expands) }
