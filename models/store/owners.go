package store

import (
	"context"

	"callboard/models"
)

// OwnerFilter says which companies or locations a list shows.
type OwnerFilter struct {
	Q       string    // a part of name or code, or an exact public id
	Company models.ID // of locations; zero: any
	After   string    // keyset: the name and id of the last row shown
	Limit   int       // zero: 50
}

// Companies lists companies by name. next is the After of the following
// page, "" on the last.
func (s *Store) Companies(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.CompanyRow, next string, err error) {
	return nil, "", errNotBuilt
}

// Company returns one company by its public id.
func (s *Store) Company(ctx context.Context, in models.Scope, publicID string) (models.Company, error) {
	return models.Company{}, errNotBuilt
}

// CompanyByID returns one company by its row id.
func (s *Store) CompanyByID(ctx context.Context, in models.Scope, id models.ID) (models.Company, error) {
	return models.Company{}, errNotBuilt
}

// CreateCompany stores a new company; Problems when it cannot be.
func (s *Store) CreateCompany(ctx context.Context, by models.Access, c *models.Company) error {
	return errNotBuilt
}

// UpdateCompany stores name and state; ErrConflict when c.Version is old.
func (s *Store) UpdateCompany(ctx context.Context, by models.Access, c *models.Company) error {
	return errNotBuilt
}

// Locations lists locations by name.
func (s *Store) Locations(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.LocationRow, next string, err error) {
	return nil, "", errNotBuilt
}

// Location returns one location by its public id.
func (s *Store) Location(ctx context.Context, in models.Scope, publicID string) (models.Location, error) {
	return models.Location{}, errNotBuilt
}

// LocationByID returns one location by its row id.
func (s *Store) LocationByID(ctx context.Context, in models.Scope, id models.ID) (models.Location, error) {
	return models.Location{}, errNotBuilt
}

// CreateLocation stores a new location; Problems when it cannot be.
func (s *Store) CreateLocation(ctx context.Context, by models.Access, l *models.Location) error {
	return errNotBuilt
}

// UpdateLocation stores name, code, zone and state; ErrConflict when
// l.Version is old.
func (s *Store) UpdateLocation(ctx context.Context, by models.Access, l *models.Location) error {
	return errNotBuilt
}

// CreateDatabase stores a new database of a company.
func (s *Store) CreateDatabase(ctx context.Context, by models.Access, d *models.Database) error {
	return errNotBuilt
}

// CreateCollection stores a new collection of a database.
func (s *Store) CreateCollection(ctx context.Context, by models.Access, c *models.Collection) error {
	return errNotBuilt
}
