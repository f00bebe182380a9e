package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"callboard/models"
	"callboard/models/profile"
)

// ProfileService changes the profiles and subprofiles of databases on behalf of
// somebody.
type ProfileService struct {
	Store     *Store
	Publisher Publisher
	Access    models.Access
	Origin    models.Origin
	Key       models.ID // of the next new record; zero makes one
}

// Create stores a new profile of a database. Problems when it cannot be,
// ErrConflict when there is a record with the key already.
func (p ProfileService) Create(ctx context.Context, of models.Database, given profile.Input) (models.Record, error) {
	made := models.Record{Resource: models.Profile, CompanyID: of.CompanyID, DatabaseRefID: of.ID}
	return p.create(ctx, made, profile.Data{Database: of.PublicID}, given)
}

// CreateWithin stores a new subprofile of a profile in a collection of its
// database. ErrNotFound when the collection belongs to another database.
func (p ProfileService) CreateWithin(ctx context.Context, of models.Record, in models.Collection, given profile.Input) (models.Record, error) {
	if in.DatabaseID != of.DatabaseRefID {
		return models.Record{}, models.ErrNotFound
	}
	parent, err := profile.Parse(of.Data)
	if err != nil {
		return models.Record{}, fmt.Errorf("read profile %s: %w", of.PublicID, err)
	}
	made := models.Record{Resource: models.Subprofile, CompanyID: of.CompanyID, DatabaseRefID: in.ID, ParentID: of.ID}
	head := profile.Data{Profile: parent.ID, Database: parent.Database, Collection: in.PublicID}
	return p.create(ctx, made, head, given)
}

// create stores a new record. Public ids are twelve random digits: among millions one
// comes twice now and then, and another one is tried.
func (p ProfileService) create(ctx context.Context, fresh models.Record, head profile.Data, given profile.Input) (models.Record, error) {
	for left := idTries; ; left-- {
		made, err := p.try(ctx, fresh, head, given)
		if p.Key != 0 || left == 0 || !errors.Is(err, models.ErrConflict) {
			return made, err
		}
	}
}

// idTries is how often another public id is tried.
const idTries = 3

func (p ProfileService) try(ctx context.Context, made models.Record, head profile.Data, given profile.Input) (models.Record, error) {
	made.ID, made.PublicID = cmp.Or(p.Key, p.Store.NewID()), NewDecimalID()
	head.ID = made.PublicID
	data, problems := head.Apply(given)
	if err := problems.Err(); err != nil {
		return made, err
	}
	made.Data = data.JSON()
	return p.publish(ctx, models.Change{Action: models.Create, Record: made})
}

// Update changes what is given of a profile or subprofile and leaves the rest. When
// that changes nothing, nothing is stored and no event published.
// ErrConflict when record is not what is stored.
func (p ProfileService) Update(ctx context.Context, record models.Record, given profile.Input) (models.Record, error) {
	change, ok, err := updateOf(record, given)
	if err != nil || !ok {
		return record, err
	}
	return p.publish(ctx, change)
}

// UpdateAll changes what is given of several profiles, all or none, each with an
// event of its own, as Update does. ErrConflict when one is not what is stored.
func (p ProfileService) UpdateAll(ctx context.Context, profiles []models.Record, given profile.Input) error {
	var changes []models.Change
	for _, record := range profiles {
		change, ok, err := updateOf(record, given)
		if err != nil {
			return err
		}
		if ok {
			change.Access = p.Access
			changes = append(changes, change)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	if err := publishChanges(ctx, p.Publisher, changes, p.Origin, models.At(p.Store.Now())); err != nil {
		return fmt.Errorf("publish the update of %d profiles: %w", len(changes), err)
	}
	return nil
}

// updateOf returns the change that gives a profile or subprofile what is given;
// ok is false when that changes nothing.
func updateOf(record models.Record, given profile.Input) (change models.Change, ok bool, err error) {
	was, err := profile.Parse(record.Data)
	if err != nil {
		return change, false, fmt.Errorf("read %s %s: %w", record.Resource, record.PublicID, err)
	}
	data, problems := was.Apply(given)
	if err := problems.Err(); err != nil {
		return change, false, err
	}
	if was.Same(data) {
		return change, false, nil
	}
	change = models.Change{Action: models.Update, Record: record, Before: record.Data}
	change.Record.Data = data.JSON()
	return change, true, nil
}

// Delete deletes a profile or subprofile, a profile after each of its subprofiles:
// each is a change of its own. ErrConflict as Update.
func (p ProfileService) Delete(ctx context.Context, record models.Record) error {
	const most = 200
	for record.Resource == models.Profile {
		filter := RecordFilter{Resource: models.Subprofile, Parent: record.ID, Limit: most}
		children, err := p.Store.Records(ctx, p.Access.Scope, filter)
		if err != nil {
			return err
		}
		for _, child := range children {
			if err := p.Delete(ctx, child); err != nil {
				return err
			}
		}
		if len(children) < most {
			break
		}
	}
	_, err := p.publish(ctx, models.Change{Action: models.Delete, Record: record, Before: record.Data})
	return err
}

// publish commits a change together with its event, and returns the record as
// it is stored.
func (p ProfileService) publish(ctx context.Context, change models.Change) (models.Record, error) {
	change.Access = p.Access
	return publishChange(ctx, p.Publisher, change, p.Origin, models.At(p.Store.Now()))
}
