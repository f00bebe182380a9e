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

// CollectionPage lists the collections of the database f.Database likewise.
func (s *Store) CollectionPage(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.Collection, next string, err error) {
	return ownerList{DB: within(s.db, wide(in)), Now: s.Now()}.Collections(ctx, f)
}

// Collections lists the collections of a database by name: at most 1,000.
func (s *Store) Collections(ctx context.Context, in models.Scope, database models.ID) ([]models.Collection, error) {
	var found []models.Collection
	q := within(s.db.WithContext(ctx), wide(in)).Where("database_id = ? AND deleted_at = 0", database)
	if err := q.Order("name, id").Limit(sourcesMost).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list collections: %w", err)
	}
	return found, nil
}

// Collection returns one collection by its public id.
func (s *Store) Collection(ctx context.Context, in models.Scope, publicID string) (models.Collection, error) {
	if !models.MayBePublicID(publicID) {
		return models.Collection{}, models.ErrNotFound
	}
	return s.collection(ctx, in, "public_id = ?", publicID)
}

// CollectionByID returns one collection by its row id.
func (s *Store) CollectionByID(ctx context.Context, in models.Scope, id models.ID) (models.Collection, error) {
	return s.collection(ctx, in, "id = ?", id)
}

func (s *Store) collection(ctx context.Context, in models.Scope, where string, value any) (models.Collection, error) {
	var c models.Collection
	err := within(s.db.WithContext(ctx), wide(in)).Where("deleted_at = 0").Where(where, value).Take(&c).Error
	return c, one(err)
}

// CreateCollection stores a new collection of the database c.DatabaseID.
// Problems, ErrNotFound and a given ID as with CreateDatabase.
func (s *Store) CreateCollection(ctx context.Context, by models.Access, c *models.Collection) error {
	of, err := s.DatabaseByID(ctx, by.Scope, c.DatabaseID)
	if err != nil {
		return err
	}
	c.Name = strings.TrimSpace(c.Name)
	if err := c.Check().Err(); err != nil {
		return err
	}
	c.ID, c.CompanyID = cmp.Or(c.ID, s.NewID()), of.CompanyID
	c.PublicID, c.Version, c.CreatedAt, c.UpdatedAt, c.DeletedAt = NewDecimalID(), 1, s.now(), s.now(), 0
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if err := livingDatabase(tx, models.Record{CompanyID: c.CompanyID, DatabaseRefID: c.DatabaseID, Resource: models.Profile}); err != nil {
			return err
		}
		if err := tx.Create(c).Error; err != nil {
			return fmt.Errorf("store a collection: %w", err)
		}
		return s.audit(tx, by, collectionChange("collection.create", nil, *c))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		*c, err = s.CollectionByID(ctx, by.Scope, c.ID)
	}
	return err
}

// UpdateCollection stores the name of a collection; Problems, ErrNotFound, or
// ErrConflict when c.Version is old.
func (s *Store) UpdateCollection(ctx context.Context, by models.Access, c *models.Collection) error {
	before, err := s.CollectionByID(ctx, by.Scope, c.ID)
	if err != nil {
		return err
	}
	after := before
	after.Name, after.Version, after.UpdatedAt = strings.TrimSpace(c.Name), c.Version+1, s.now()
	if err := after.Check().Err(); err != nil {
		return err
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		return s.revise(tx, by, revision{&after, []string{"name"}, collectionChange("collection.update", before, after)})
	})
	if err == nil {
		*c = after
	}
	return err
}

// DeleteCollection takes a collection away. Problems while it has subprofiles
// or callbacks; ErrConflict when c.Version is old.
func (s *Store) DeleteCollection(ctx context.Context, by models.Access, c models.Collection) error {
	before, err := s.CollectionByID(ctx, by.Scope, c.ID)
	if err != nil {
		return err
	}
	after := before
	after.Version, after.UpdatedAt, after.DeletedAt = c.Version+1, s.now(), s.now()
	return s.deleteUnused(ctx, by, revision{&after, []string{"deleted_at"}, collectionChange("collection.delete", before, after)})
}

func collectionChange(action string, before any, after models.Collection) change {
	return change{
		Action: action, Company: after.CompanyID, Kind: "collection", ID: after.ID, Name: after.Name, Version: after.Version,
		Before: before, After: after,
	}
}
