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
	c.PublicID, c.Version = NewHexID(), 1
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

// revision is a newer version of a company, location, database or collection.
type revision struct {
	row     any      // points to it as it shall be
	columns []string // that differ, beside its version and when it was changed
	entry   change   // for the audit log
}

// revise stores a newer version of a row with its audit entry. ErrConflict
// unless the row is still at the version before.
func (s *Store) revise(tx *gorm.DB, by models.Access, r revision) error {
	done := tx.Model(r.row).Where("id = ? AND version = ? AND deleted_at = 0", r.entry.ID, r.entry.Version-1).
		Select(append([]string{"version", "updated_at"}, r.columns...)).Updates(r.row)
	if err := changed(done); err != nil {
		return fmt.Errorf("store a newer version (%s): %w", r.entry.Action, err)
	}
	return s.audit(tx, by, r.entry)
}

// changed returns ErrConflict when an update that names a version met none.
func changed(done *gorm.DB) error {
	if done.Error == nil && done.RowsAffected == 0 {
		return models.ErrConflict
	}
	return done.Error
}

// touchCompany counts a change of what belongs to a company. It comes first
// in the transaction of every such change, so that changes of one company
// follow each other, on the nodes of a cluster too, and the caches of all
// instances see that they are old. ErrNotFound when there is no company.
func (s *Store) touchCompany(tx *gorm.DB, company models.ID) error {
	done := tx.Model(&models.Company{}).Where("id = ? AND deleted_at = 0", company).
		Update("version", gorm.Expr("version + 1"))
	err := changed(done)
	if errors.Is(err, models.ErrConflict) {
		return models.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("count a change of a company: %w", err)
	}
	return nil
}

// owner returns o with the company of its location filled in; ErrNotFound
// unless both exist, belong together and lie within in.
func (s *Store) owner(ctx context.Context, in models.Scope, o models.Owner) (models.Owner, error) {
	if o == (models.Owner{}) {
		if !in.All {
			return o, models.ErrNotFound
		}
		return o, nil
	}
	if o.LocationID == 0 {
		_, err := s.CompanyByID(ctx, in, o.CompanyID)
		return o, err
	}
	l, err := s.LocationByID(ctx, in, o.LocationID)
	if err == nil && o.CompanyID != 0 && o.CompanyID != l.CompanyID {
		err = models.ErrNotFound
	}
	return l.Owner(), err
}
