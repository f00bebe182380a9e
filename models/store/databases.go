package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

var databaseTable = ownerTable[models.Database]{
	kind: "database", newPublicID: NewDecimalID, within: withinCompanies,
	fields: func(d *models.Database) ownerFields {
		return ownerFields{&d.ID, &d.CompanyID, &d.PublicID, &d.Name, &d.Folded, &d.Version, &d.CreatedAt, &d.UpdatedAt, &d.DeletedAt, ""}
	},
}

// Databases lists the databases of f.Company, or of all companies, by name. next
// is the After of the following page, "" on the last.
func (s *Store) Databases(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.Database, next string, err error) {
	q := withinCompanies(s.db.WithContext(ctx), in).Table("`databases` AS d").Where("d.deleted_at = 0")
	if f.Company != 0 {
		q = q.Where("d.company_id = ?", f.Company)
	}
	rows, next, err = ownerPage(f, f.page(q, "d.name"), func(d models.Database) string { return nameCursor(d.Name, d.ID) })
	if err != nil {
		return nil, "", fmt.Errorf("list databases: %w", err)
	}
	return rows, next, nil
}

// Database returns one database by its public id.
func (s *Store) Database(ctx context.Context, in models.Scope, publicID string) (models.Database, error) {
	return databaseTable.byPublicID(s.db.WithContext(ctx), in, publicID)
}

// DatabaseByID returns one database by its row id.
func (s *Store) DatabaseByID(ctx context.Context, in models.Scope, id models.ID) (models.Database, error) {
	return databaseTable.byID(s.db.WithContext(ctx), in, id)
}

// CreateDatabase stores a new database of a company; Problems when it cannot
// be, ErrNotFound when its company lies outside the scope. With an ID given,
// the same call again returns what the first one made.
func (s *Store) CreateDatabase(ctx context.Context, by models.Access, d *models.Database) error {
	if _, err := s.CompanyByID(ctx, by.Scope, d.CompanyID); err != nil {
		return err
	}
	d.Name = strings.TrimSpace(d.Name)
	if err := d.Check().Err(); err != nil {
		return err
	}
	return databaseTable.create(ctx, s, by, d, func(*gorm.DB) error { return nil })
}

// UpdateDatabase stores the name of a database; Problems, ErrNotFound, or
// ErrConflict when d.Version is old.
func (s *Store) UpdateDatabase(ctx context.Context, by models.Access, d *models.Database) error {
	before, err := s.DatabaseByID(ctx, by.Scope, d.ID)
	if err != nil {
		return err
	}
	after := before
	after.Name = strings.TrimSpace(d.Name)
	if err := after.Check().Err(); err != nil {
		return err
	}
	return databaseTable.update(ctx, s, by, d, before, after, "name")
}

// DeleteDatabase takes a database away. Problems while it has profiles,
// collections or callbacks; ErrConflict when d.Version is old.
func (s *Store) DeleteDatabase(ctx context.Context, by models.Access, d models.Database) error {
	before, err := s.DatabaseByID(ctx, by.Scope, d.ID)
	if err != nil {
		return err
	}
	return databaseTable.deleteUnused(ctx, s, by, d, before)
}
