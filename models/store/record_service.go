package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"callboard/models"
	"callboard/models/records"
)

// Publisher accepts events, and with them the changes of records that they
// report (nil for none): all of it or nothing. The engine is one. It returns
// the events as stored, with their ids, and leaves in the changes the records as
// they are stored. models.ErrNoCallback says that no active callback asks for a
// test event, which is then not stored; models.ErrConflict that somebody else
// changed the record meanwhile.
type Publisher interface {
	Publish(ctx context.Context, changes []models.Change, events []models.Event) ([]models.Event, error)
}

// RecordService changes the records of one resource on behalf of somebody.
type RecordService struct {
	Store     *Store
	Publisher Publisher
	Resource  records.Resource
	Access    models.Access
	Origin    models.Origin
	Key       models.ID // of the next new record; zero makes one
}

// Fields are the values of a record's fields as JSON, by their names.
type Fields = map[string]json.RawMessage

// Create stores a new record. Problems when it cannot be stored; a location outside
// the scope is one of them, whether it exists or not. ErrConflict when there is a
// record with the key already.
func (s RecordService) Create(ctx context.Context, fields Fields) (models.Record, error) {
	now := models.At(s.Store.Now())
	record := models.Record{ID: cmp.Or(s.Key, s.Store.NewID()), PublicID: NewHexID(), Resource: s.Resource.Name}
	data, problems := s.Resource.New(record.PublicID, fields, now)
	if err := s.setLocation(ctx, fields, &record, &problems); err != nil {
		return record, err
	}
	if err := problems.Err(); err != nil {
		return record, err
	}
	record.Data = data
	return s.publish(ctx, models.Change{Action: models.Create, Record: record})
}

// setLocation sets the location of a new record, and its company.
func (s RecordService) setLocation(ctx context.Context, fields Fields, record *models.Record, problems *models.Problems) error {
	id := ""
	if problems.On("location_id") != "" || json.Unmarshal(fields["location_id"], &id) != nil {
		return nil
	}
	location, err := s.Store.Location(ctx, s.Access.Scope, id)
	if errors.Is(err, models.ErrNotFound) {
		problems.Note("location_id", models.NotListed, "Location Id is invalid.")
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the location of a new %s: %w", s.Resource.Name, err)
	}
	record.CompanyID, record.LocationID = location.CompanyID, location.ID
	return nil
}

// Update changes the given fields of a record, and leaves the others. ErrConflict
// when record is not what is stored.
func (s RecordService) Update(ctx context.Context, record models.Record, fields Fields) (models.Record, error) {
	now, before := models.At(s.Store.Now()), record.Data
	data, problems := s.Resource.Change(before, fields, now)
	if err := problems.Err(); err != nil {
		return record, err
	}
	record.Data = data
	return s.publish(ctx, models.Change{Action: models.Update, Record: record, Before: before})
}

// Delete deletes a record. ErrConflict as Update.
func (s RecordService) Delete(ctx context.Context, record models.Record) error {
	_, err := s.publish(ctx, models.Change{Action: models.Delete, Record: record, Before: record.Data})
	return err
}

// publish commits a change together with its event, and returns the record as
// it is stored.
func (s RecordService) publish(ctx context.Context, change models.Change) (models.Record, error) {
	change.Access = s.Access
	return publishChange(ctx, s.Publisher, change, s.Origin, models.At(s.Store.Now()))
}

// publishChange commits a change together with the event that reports it, and
// returns the record as it is stored.
func publishChange(ctx context.Context, publisher Publisher, change models.Change, origin models.Origin, at models.Millis) (models.Record, error) {
	changes := []models.Change{change}
	if err := publishChanges(ctx, publisher, changes, origin, at); err != nil {
		record := change.Record
		return record, fmt.Errorf("publish the %s of %s %s: %w", change.Action, record.Resource, record.PublicID, err)
	}
	return changes[0].Record, nil
}

// publishChanges commits changes together with the events that report them, all
// or nothing, and leaves in the changes the records as they are stored.
func publishChanges(ctx context.Context, publisher Publisher, changes []models.Change, origin models.Origin, at models.Millis) error {
	events := make([]models.Event, len(changes))
	for i, change := range changes {
		events[i] = records.EventOf(change, at)
		origin.Mark(&events[i])
	}
	_, err := publisher.Publish(ctx, changes, events)
	return err
}
