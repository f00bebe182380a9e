package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

// Databases lists the databases of a company, or of all companies within in
// when company is zero, by name: at most 1,000.
func (s *Store) Databases(ctx context.Context, in models.Scope, company models.ID) ([]models.Database, error) {
	var found []models.Database
	q := within(s.db.WithContext(ctx), wide(in)).Where("deleted_at = 0")
	if company != 0 {
		q = q.Where("company_id = ?", company)
	}
	if err := q.Order("name, id").Limit(sourcesMost).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list databases: %w", err)
	}
	return found, nil
}

// DatabasePage lists the databases of the company f.Company by name, page by
// page. next is the After of the following page, "" on the last.
func (s *Store) DatabasePage(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.Database, next string, err error) {
	return ownerList{DB: within(s.db, wide(in)), Now: s.Now()}.Databases(ctx, f)
}

// sourcesMost is how many databases or collections are listed.
const sourcesMost = 1000

// wide is the part of a scope that reaches databases, which belong to a
// company as a whole.
func wide(in models.Scope) models.Scope {
	return models.Scope{All: in.All, Companies: in.Companies}
}

// Database returns one database by its public id.
func (s *Store) Database(ctx context.Context, in models.Scope, publicID string) (models.Database, error) {
	if !models.MayBePublicID(publicID) {
		return models.Database{}, models.ErrNotFound
	}
	return s.database(ctx, in, "public_id = ?", publicID)
}

// DatabaseByID returns one database by its row id.
func (s *Store) DatabaseByID(ctx context.Context, in models.Scope, id models.ID) (models.Database, error) {
	return s.database(ctx, in, "id = ?", id)
}

func (s *Store) database(ctx context.Context, in models.Scope, where string, value any) (models.Database, error) {
	var d models.Database
	err := within(s.db.WithContext(ctx), wide(in)).Where("deleted_at = 0").Where(where, value).Take(&d).Error
	return d, one(err)
}

// DatabaseRefs returns the databases and collections within in that have one of
// these row ids, by row id: what a list of callbacks needs to name them.
// Deleted ones are named too. Databases of the collections come along.
func (s *Store) DatabaseRefs(ctx context.Context, in models.Scope, rows []models.ID) (map[models.ID]models.DatabaseRef, error) {
	return databaseRefs(func() *gorm.DB { return within(s.db.WithContext(ctx), wide(in)) }, rows)
}

// DatabaseCounts says how much belongs to each of these databases and
// collections, by row id.
func (s *Store) DatabaseCounts(ctx context.Context, in models.Scope, of []models.ID) (map[models.ID]models.DatabaseCounts, error) {
	return databaseCounts(func() *gorm.DB { return within(s.db.WithContext(ctx), wide(in)) }, of)
}

// CreateDatabase stores a new database of a company; Problems when it cannot
// be, ErrNotFound when its company lies outside the scope. With an ID given,
// the same call again finds what the first one made.
func (s *Store) CreateDatabase(ctx context.Context, by models.Access, d *models.Database) error {
	if _, err := s.CompanyByID(ctx, wide(by.Scope), d.CompanyID); err != nil {
		return err
	}
	d.Name = strings.TrimSpace(d.Name)
	if err := d.Check().Err(); err != nil {
		return err
	}
	d.ID = cmp.Or(d.ID, s.NewID())
	d.PublicID, d.Version, d.CreatedAt, d.UpdatedAt, d.DeletedAt = NewDecimalID(), 1, s.now(), s.now(), 0
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(d).Error; err != nil {
			return fmt.Errorf("store a database: %w", err)
		}
		return s.audit(tx, by, databaseChange("database.create", nil, *d))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		*d, err = s.DatabaseByID(ctx, by.Scope, d.ID)
	}
	return err
}

// UpdateDatabase stores the name of a database; Problems, ErrNotFound, or
// ErrConflict when d.Version is old.
func (s *Store) UpdateDatabase(ctx context.Context, by models.Access, d *models.Database) error {
	before, err := s.DatabaseByID(ctx, by.Scope, d.ID)
	if err != nil {
		return err
	}
	after := before
	after.Name, after.Version, after.UpdatedAt = strings.TrimSpace(d.Name), d.Version+1, s.now()
	if err := after.Check().Err(); err != nil {
		return err
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		return s.revise(tx, by, revision{&after, []string{"name"}, databaseChange("database.update", before, after)})
	})
	if err == nil {
		*d = after
	}
	return err
}

// DeleteDatabase takes a database away. Problems while it has profiles,
// collections or callbacks; ErrConflict when d.Version is old.
func (s *Store) DeleteDatabase(ctx context.Context, by models.Access, d models.Database) error {
	before, err := s.DatabaseByID(ctx, by.Scope, d.ID)
	if err != nil {
		return err
	}
	after := before
	after.Version, after.UpdatedAt, after.DeletedAt = d.Version+1, s.now(), s.now()
	return s.deleteUnused(ctx, by, revision{&after, []string{"deleted_at"}, databaseChange("database.delete", before, after)})
}

// deleteUnused stores that a database or collection was deleted, unless
// something belongs to it.
func (s *Store) deleteUnused(ctx context.Context, by models.Access, r revision) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		if err := bumpCallbacksVersion(tx, r.entry.Company); err != nil {
			return err
		}
		if err := s.revise(tx, by, r); err != nil {
			return err
		}
		return unusedDatabase(tx, r.entry.ID)
	})
}

func databaseChange(action string, before any, after models.Database) change {
	return change{
		Action: action, Company: after.CompanyID, Kind: "database", ID: after.ID, Name: after.Name, Version: after.Version,
		Before: before, After: after,
	}
}
