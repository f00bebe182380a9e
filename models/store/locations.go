package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

var locationTable = ownerTable[models.Location]{
	kind: "location", newPublicID: NewHexID,
	within: func(q *gorm.DB, in models.Scope) *gorm.DB {
		return ownerColumns{"locations.company_id", "locations.id"}.within(q, in)
	},
	fields: func(l *models.Location) ownerFields {
		return ownerFields{&l.ID, &l.CompanyID, &l.PublicID, &l.Name, &l.Folded, &l.Version, &l.CreatedAt, &l.UpdatedAt, &l.DeletedAt, l.Code}
	},
}

// Locations lists locations by name. next is the After of the following page,
// "" on the last.
func (s *Store) Locations(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.LocationRow, next string, err error) {
	q := locationTable.within(s.db.WithContext(ctx), in).Table("locations").
		Select("locations.*, companies.name AS company_name, companies.public_id AS company_public_id").
		Joins("JOIN companies ON companies.id = locations.company_id AND companies.deleted_at = 0").
		Where("locations.deleted_at = 0")
	if f.Company != 0 {
		q = q.Where("locations.company_id = ?", f.Company)
	}
	q = f.page(q, "locations.name")
	rows, next, err = ownerPage(f, q, func(row models.LocationRow) string { return nameCursor(row.Name, row.ID) })
	if err != nil {
		return nil, "", fmt.Errorf("list locations: %w", err)
	}
	return rows, next, s.countOfLocations(ctx, rows)
}

// countOfLocations fills in the numbers of locations.
func (s *Store) countOfLocations(ctx context.Context, rows []models.LocationRow) error {
	counts := ownerCounts{db: s.db.WithContext(ctx), column: "location_id"}
	for _, row := range rows {
		counts.keys = append(counts.keys, row.ID)
	}
	postbacks, err := counts.count("callbacks", liveCallback+" AND kind = ?", s.now(), models.KindPostback)
	if err != nil {
		return err
	}
	failed, err := counts.failedToday(s.Now())
	if err != nil {
		return err
	}
	last, err := counts.lastDeliveries()
	for i, row := range rows {
		rows[i].Postbacks, rows[i].FailedToday, rows[i].LastDelivery = postbacks[row.ID], failed[row.ID], last[row.ID]
	}
	return err
}

// Location returns one location by its public id.
func (s *Store) Location(ctx context.Context, in models.Scope, publicID string) (models.Location, error) {
	return locationTable.byPublicID(s.db.WithContext(ctx), in, publicID)
}

// LocationByID returns one location by its row id.
func (s *Store) LocationByID(ctx context.Context, in models.Scope, id models.ID) (models.Location, error) {
	return locationTable.byID(s.db.WithContext(ctx), in, id)
}

// LocationPublicIDs returns the public ids of the locations with these row
// ids, as far as they live within in: what a list of callbacks needs to name
// them, in a few statements instead of one for each.
func (s *Store) LocationPublicIDs(ctx context.Context, in models.Scope, ids []models.ID) (map[models.ID]string, error) {
	publicIDs := make(map[models.ID]string, len(ids))
	for some := range slices.Chunk(ids, idsAtOnce) {
		var rows []models.Location
		err := locationTable.within(s.db.WithContext(ctx), in).Select("id", "public_id").
			Where("deleted_at = 0 AND id IN ?", some).Find(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("read the public ids of locations: %w", err)
		}
		for _, row := range rows {
			publicIDs[row.ID] = row.PublicID
		}
	}
	return publicIDs, nil
}

// CreateLocation stores a new location; Problems when it cannot be,
// ErrNotFound when its company lies outside the scope. No time zone means UTC.
// With an ID given, the same call again returns what the first one made.
func (s *Store) CreateLocation(ctx context.Context, by models.Access, l *models.Location) error {
	if _, err := s.CompanyByID(ctx, by.Scope, l.CompanyID); err != nil {
		return err
	}
	if err := tidyLocation(l); err != nil {
		return err
	}
	return locationTable.create(ctx, s, by, l, func(tx *gorm.DB) error { return bumpCallbacksVersion(tx, l.CompanyID) })
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
	return locationTable.update(ctx, s, by, l, before, after, "name", "code", "time_zone", "active")
}

// tidyLocation brings a location into the form in which it is stored; Problems
// when it cannot be.
func tidyLocation(l *models.Location) error {
	l.Name, l.Code = strings.TrimSpace(l.Name), strings.TrimSpace(l.Code)
	l.TimeZone = cmp.Or(strings.TrimSpace(l.TimeZone), "UTC")
	return l.Check().Err()
}
