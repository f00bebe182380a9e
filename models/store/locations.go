package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// Locations lists locations by name.
func (s *Store) Locations(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.LocationRow, next string, err error) {
	reached := ownerColumns{"locations.company_id", "locations.id"}.within(s.db, in)
	return ownerList{DB: reached, Now: s.Now()}.Locations(ctx, f)
}

// Location returns one location by its public id.
func (s *Store) Location(ctx context.Context, in models.Scope, publicID string) (models.Location, error) {
	if !models.MayBePublicID(publicID) {
		return models.Location{}, models.ErrNotFound
	}
	return s.location(ctx, in, "public_id = ?", publicID)
}

// LocationByID returns one location by its row id.
func (s *Store) LocationByID(ctx context.Context, in models.Scope, id models.ID) (models.Location, error) {
	return s.location(ctx, in, "id = ?", id)
}

func (s *Store) location(ctx context.Context, in models.Scope, where string, value any) (models.Location, error) {
	var l models.Location
	err := ownerColumns{"company_id", "id"}.within(s.db.WithContext(ctx), in).
		Where("deleted_at = 0").Where(where, value).Take(&l).Error
	return l, one(err)
}

// LocationPublicIDs returns the public ids of the locations with these row
// ids, as far as they live within in: what a list of callbacks needs to name
// them, in a few questions instead of one a row.
func (s *Store) LocationPublicIDs(ctx context.Context, in models.Scope, rows []models.ID) (map[models.ID]string, error) {
	const most = 1000 // of the values that a question may carry
	named := make(map[models.ID]string, len(rows))
	for part := range slices.Chunk(rows, most) {
		var found []models.Location
		err := ownerColumns{"company_id", "id"}.within(s.db.WithContext(ctx), in).Select("id", "public_id").
			Where("deleted_at = 0 AND id IN ?", part).Find(&found).Error
		if err != nil {
			return nil, fmt.Errorf("read the public ids of locations: %w", err)
		}
		for _, l := range found {
			named[l.ID] = l.PublicID
		}
	}
	return named, nil
}

// CreateLocation stores a new location; Problems when it cannot be,
// ErrNotFound when its company lies outside the scope. No time zone means UTC.
// With an ID given, the same call again finds what the first one made.
func (s *Store) CreateLocation(ctx context.Context, by models.Access, l *models.Location) error {
	if _, err := s.CompanyByID(ctx, by.Scope, l.CompanyID); err != nil {
		return err
	}
	if err := tidyLocation(l); err != nil {
		return err
	}
	if l.ID == 0 {
		l.ID = s.NewID()
	}
	l.PublicID, l.Version = NewHexID(), 1
	l.CreatedAt, l.UpdatedAt = s.now(), s.now()
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, l.CompanyID); err != nil {
			return err
		}
		if err := tx.Create(l).Error; err != nil {
			return fmt.Errorf("store a location: %w", err)
		}
		return s.audit(tx, by, locationChange("location.create", nil, *l))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		*l, err = s.LocationByID(ctx, by.Scope, l.ID)
	}
	return err
}

// UpdateLocation stores name, code, zone and state; ErrConflict when
// l.Version is old.
func (s *Store) UpdateLocation(ctx context.Context, by models.Access, l *models.Location) error {
	before, err := s.LocationByID(ctx, by.Scope, l.ID)
	if err != nil {
		return err
	}
	if err := tidyLocation(l); err != nil {
		return err
	}
	after := before
	after.Name, after.Code, after.TimeZone, after.Active = l.Name, l.Code, l.TimeZone, l.Active
	after.Version, after.UpdatedAt = l.Version+1, s.now()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, before.CompanyID); err != nil {
			return err
		}
		return s.revise(tx, by, revision{&after, []string{"name", "code", "time_zone", "active"}, locationChange("location.update", before, after)})
	})
	if err == nil {
		*l = after
	}
	return err
}

func tidyLocation(l *models.Location) error {
	l.Name, l.Code = strings.TrimSpace(l.Name), strings.TrimSpace(l.Code)
	l.TimeZone = cmp.Or(strings.TrimSpace(l.TimeZone), "UTC")
	return l.Check().Err()
}

func locationChange(action string, before any, after models.Location) change {
	return change{
		Action: action, Company: after.CompanyID, Kind: "location", ID: after.ID, Name: after.Name, Version: after.Version,
		Before: before, After: after,
	}
}
