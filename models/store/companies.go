package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// Companies lists companies by name. next is the After of the following
// page, "" on the last.
func (s *Store) Companies(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.CompanyRow, next string, err error) {
	return ownerList{DB: withinCompanies(s.db, in), Now: s.Now()}.Companies(ctx, f)
}

// Company returns one company by its public id.
func (s *Store) Company(ctx context.Context, in models.Scope, publicID string) (models.Company, error) {
	if !models.MayBePublicID(publicID) {
		return models.Company{}, models.ErrNotFound
	}
	return s.company(ctx, in, "public_id = ?", publicID)
}

// CompanyByID returns one company by its row id.
func (s *Store) CompanyByID(ctx context.Context, in models.Scope, id models.ID) (models.Company, error) {
	return s.company(ctx, in, "id = ?", id)
}

func (s *Store) company(ctx context.Context, in models.Scope, where string, value any) (models.Company, error) {
	var c models.Company
	err := withinCompanies(s.db.WithContext(ctx), in).Where("deleted_at = 0").Where(where, value).Take(&c).Error
	return c, one(err)
}

// withinCompanies keeps the companies that in reaches as a whole. Who is let
// into a location only does not see its company.
func withinCompanies(q *gorm.DB, in models.Scope) *gorm.DB {
	return ownerColumns{company: "companies.id"}.within(q, models.Scope{All: in.All, Companies: in.Companies})
}

// CreateCompany stores a new company; Problems when it cannot be, ErrNotFound
// unless by reaches the whole system. With an ID given, the same call again
// finds what the first one made.
func (s *Store) CreateCompany(ctx context.Context, by models.Access, c *models.Company) error {
	if !by.Scope.All {
		return models.ErrNotFound
	}
	c.Name = strings.TrimSpace(c.Name)
	if err := c.Check().Err(); err != nil {
		return err
	}
	if c.ID == 0 {
		c.ID = s.NewID()
	}
	c.PublicID, c.Version, c.CallbacksVersion = NewHexID(), 1, 1
	c.CreatedAt, c.UpdatedAt = s.now(), s.now()
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(c).Error; err != nil {
			return fmt.Errorf("store a company: %w", err)
		}
		return s.audit(tx, by, companyChange("company.create", nil, *c))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		*c, err = s.CompanyByID(ctx, by.Scope, c.ID)
	}
	return err
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
	after.Name, after.Active, after.Version, after.UpdatedAt = c.Name, c.Active, c.Version+1, s.now()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, before.ID); err != nil {
			return err
		}
		return s.revise(tx, by, revision{&after, []string{"name", "active"}, companyChange("company.update", before, after)})
	})
	if err == nil {
		*c = after
	}
	return err
}

func companyChange(action string, before any, after models.Company) change {
	return change{
		Action: action, Company: after.ID, Kind: "company", ID: after.ID, Name: after.Name, Version: after.Version,
		Before: before, After: after,
	}
}
