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

// Publisher accepts events, and with them the change of a record that they
// report (nil for none): all of it or nothing. The engine is one. It returns
// the events as stored, with their ids, and leaves in the change the record as
// it is stored. models.ErrNoCallback says that no active callback asks for a
// test event, which is then not stored; models.ErrConflict that somebody else
// changed the record meanwhile.
type Publisher interface {
	Publish(ctx context.Context, change *models.Change, events []models.Event) ([]models.Event, error)
}

// RecordService changes the records of one resource on behalf of somebody.
type RecordService struct {
	Store     *Store
	Publisher Publisher
	Resource  records.Resource
	Access    models.Access
	Source    string    // who it is, as the log shows it
	Key       models.ID // of the next new record; zero makes one
}

// Fields are the values of a record's fields as JSON, by their names.
type Fields = map[string]json.RawMessage

// Create stores a new record. Problems when it cannot be; a location that
// lies out of reach is one of them, whether it exists or not. ErrConflict when
// there is a record with the key already.
func (k RecordService) Create(ctx context.Context, given Fields) (models.Record, error) {
	now := models.At(k.Store.Now())
	made := models.Record{ID: cmp.Or(k.Key, k.Store.NewID()), PublicID: NewHexID(), Resource: k.Resource.Name}
	data, problems := k.Resource.New(made.PublicID, given, now)
	if err := k.place(ctx, given, &made, &problems); err != nil {
		return made, err
	}
	if err := problems.Err(); err != nil {
		return made, err
	}
	made.Data = data
	return k.publish(ctx, models.Change{Action: models.Create, Record: made})
}

// place finds the location that a new record shall belong to.
func (k RecordService) place(ctx context.Context, given Fields, made *models.Record, problems *models.Problems) error {
	id := ""
	if problems.On("location_id") != "" || json.Unmarshal(given["location_id"], &id) != nil {
		return nil
	}
	location, err := k.Store.Location(ctx, k.Access.Scope, id)
	if errors.Is(err, models.ErrNotFound) {
		problems.Note("location_id", models.NotListed, "Location Id is invalid.")
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the location of a new %s: %w", k.Resource.Name, err)
	}
	made.CompanyID, made.LocationID = location.CompanyID, location.ID
	return nil
}

// Update changes the fields that are given of a record, and leaves the
// others. ErrConflict when record is not what is stored.
func (k RecordService) Update(ctx context.Context, record models.Record, given Fields) (models.Record, error) {
	now, before := models.At(k.Store.Now()), record.Data
	data, problems := k.Resource.Change(before, given, now)
	if err := problems.Err(); err != nil {
		return record, err
	}
	record.Data = data
	return k.publish(ctx, models.Change{Action: models.Update, Record: record, Before: before})
}

// Delete takes a record away. ErrConflict as Update.
func (k RecordService) Delete(ctx context.Context, record models.Record) error {
	_, err := k.publish(ctx, models.Change{Action: models.Delete, Record: record, Before: record.Data})
	return err
}

// publish commits a change together with its event, and returns the record as
// it is stored.
func (k RecordService) publish(ctx context.Context, change models.Change) (models.Record, error) {
	change.Access = k.Access
	return publishChange(ctx, k.Publisher, change, k.Source, models.At(k.Store.Now()))
}

// publishChange commits a change together with the event that reports it, and
// returns the record as it is stored. source says who made the change, as the log
// shows it.
func publishChange(ctx context.Context, publisher Publisher, change models.Change, source string, at models.Millis) (models.Record, error) {
	event := records.EventOf(change, at)
	event.Source = source
	if _, err := publisher.Publish(ctx, &change, []models.Event{event}); err != nil {
		record := change.Record
		return record, fmt.Errorf("publish the %s of %s %s: %w", change.Action, record.Resource, record.PublicID, err)
	}
	return change.Record, nil
}
