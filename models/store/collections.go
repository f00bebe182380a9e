package store

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
)

var collectionTable = ownerTable[models.Collection]{
	kind: "collection", newPublicID: NewDecimalID, within: withinCompanies,
	fields: func(c *models.Collection) ownerFields {
		return ownerFields{&c.ID, &c.CompanyID, &c.PublicID, &c.Name, &c.Folded, &c.Version, &c.CreatedAt, &c.UpdatedAt, &c.DeletedAt, ""}
	},
}

// Collections lists the collections of f.Database by name. next is the After of
// the following page, "" on the last.
func (s *Store) Collections(ctx context.Context, in models.Scope, f OwnerFilter) (rows []models.Collection, next string, err error) {
	q := withinCompanies(s.db.WithContext(ctx), in).Table("collections AS c").Where("c.database_id = ? AND c.deleted_at = 0", f.Database)
	rows, next, err = ownerPage(f, f.page(q, "c.name"), func(c models.Collection) string { return nameCursor(c.Name, c.ID) })
	if err != nil {
		return nil, "", fmt.Errorf("list collections: %w", err)
	}
	return rows, next, nil
}

// Collection returns one collection by its public id.
func (s *Store) Collection(ctx context.Context, in models.Scope, publicID string) (models.Collection, error) {
	return collectionTable.byPublicID(s.db.WithContext(ctx), in, publicID)
}

// CollectionByID returns one collection by its row id.
func (s *Store) CollectionByID(ctx context.Context, in models.Scope, id models.ID) (models.Collection, error) {
	return collectionTable.byID(s.db.WithContext(ctx), in, id)
}

// CreateCollection stores a new collection of the database c.DatabaseID.
// Problems, ErrNotFound and a given ID as with CreateDatabase.
func (s *Store) CreateCollection(ctx context.Context, by models.Access, c *models.Collection) error {
	database, err := s.DatabaseByID(ctx, by.Scope, c.DatabaseID)
	if err != nil {
		return err
	}
	c.Name, c.CompanyID = strings.TrimSpace(c.Name), database.CompanyID
	if err := c.Check().Err(); err != nil {
		return err
	}
	return collectionTable.create(ctx, s, by, c, func(tx *gorm.DB) error {
		return lockedRow(tx.Table("`databases`"), c.CompanyID, c.DatabaseID)
	})
}

// UpdateCollection stores the name of a collection; Problems, ErrNotFound, or
// ErrConflict when c.Version is old.
func (s *Store) UpdateCollection(ctx context.Context, by models.Access, c *models.Collection) error {
	before, err := s.CollectionByID(ctx, by.Scope, c.ID)
	if err != nil {
		return err
	}
	after := before
	after.Name = strings.TrimSpace(c.Name)
	if err := after.Check().Err(); err != nil {
		return err
	}
	return collectionTable.update(ctx, s, by, c, before, after, "name")
}

// DeleteCollection takes a collection away. Problems while it has subprofiles
// or callbacks; ErrConflict when c.Version is old.
func (s *Store) DeleteCollection(ctx context.Context, by models.Access, c models.Collection) error {
	before, err := s.CollectionByID(ctx, by.Scope, c.ID)
	if err != nil {
		return err
	}
	return collectionTable.deleteUnused(ctx, s, by, c, before)
}
