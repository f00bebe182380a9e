package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

var companyTable = ownerTable[models.Company]{
	kind: "company", newPublicID: NewHexID,
	within: func(q *gorm.DB, in models.Scope) *gorm.DB {
		return ownerColumns{company: "companies.id"}.within(q, companiesOf(in))
	},
	fields: func(c *models.Company) ownerFields {
		return ownerFields{&c.ID, &c.ID, &c.PublicID, &c.Name, &c.Folded, &c.Version, &c.CreatedAt, &c.UpdatedAt, &c.DeletedAt, ""}
	},
}

// Companies lists companies by name. next is the After of the following
// page, "" on the last.
func (s *Store) Companies(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.CompanyRow, next string, err error) {
	q := companyTable.within(s.db.WithContext(ctx), in).Table("companies").Where("companies.deleted_at = 0")
	rows, next, err = ownerPage(f, f.page(q, "companies.name"), func(row models.CompanyRow) string { return nameCursor(row.Name, row.ID) })
	if err != nil {
		return nil, "", fmt.Errorf("list companies: %w", err)
	}
	counts := ownerCounts{db: s.db.WithContext(ctx), column: "company_id"}
	for _, row := range rows {
		counts.keys = append(counts.keys, row.ID)
	}
	locations, err := counts.count("locations", "deleted_at = 0")
	if err != nil {
		return nil, "", err
	}
	callbacks, err := counts.count("callbacks", liveCallback, s.now())
	if err != nil {
		return nil, "", err
	}
	failed, err := counts.failedToday(s.Now())
	for i, row := range rows {
		rows[i].Locations, rows[i].Callbacks, rows[i].FailedToday = locations[row.ID], callbacks[row.ID], failed[row.ID]
	}
	return rows, next, err
}

// Company returns one company by its public id.
func (s *Store) Company(ctx context.Context, in models.Scope, publicID string) (models.Company, error) {
	return companyTable.byPublicID(s.db.WithContext(ctx), in, publicID)
}

// CompanyByID returns one company by its row id.
func (s *Store) CompanyByID(ctx context.Context, in models.Scope, id models.ID) (models.Company, error) {
	return companyTable.byID(s.db.WithContext(ctx), in, id)
}

// CreateCompany stores a new company; Problems when it cannot be, ErrNotFound
// unless by reaches the whole system. With an ID given, the same call again
// returns what the first one made.
func (s *Store) CreateCompany(ctx context.Context, by models.Access, c *models.Company) error {
	if !by.Scope.All {
		return models.ErrNotFound
	}
	c.Name = strings.TrimSpace(c.Name)
	if err := c.Check().Err(); err != nil {
		return err
	}
	c.CallbacksVersion = 1
	return companyTable.create(ctx, s, by, c, func(*gorm.DB) error { return nil })
}

// UpdateCompany stores name and state; ErrConflict when c.Version is old.
func (s *Store) UpdateCompany(ctx context.Context, by models.Access, c *models.Company) error {
	c.Name = strings.TrimSpace(c.Name)
	if err := c.Check().Err(); err != nil {
		return err
	}
	before, err := s.CompanyByID(ctx, by.Scope, c.ID)
	if err != nil {
		return err
	}
	after := before
	after.Name, after.Active = c.Name, c.Active
	return companyTable.update(ctx, s, by, c, before, after, "name", "active")
}
