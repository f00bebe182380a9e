package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// DatabaseRefs returns the databases and collections within in that have one of
// these row ids, by row id: what a list of callbacks needs to name them.
// Deleted ones are named too. Databases of the collections come along.
func (s *Store) DatabaseRefs(ctx context.Context, in models.Scope, ids []models.ID) (map[models.ID]models.DatabaseRef, error) {
	return databaseRefs(withinCompanies(s.db.WithContext(ctx), in), ids)
}

// databaseRefs is DatabaseRefs within the rows that q reaches.
func databaseRefs(q *gorm.DB, ids []models.ID) (map[models.ID]models.DatabaseRef, error) {
	collections, err := readByIDs[models.Collection](q, ids)
	if err != nil {
		return nil, fmt.Errorf("read the collections of callbacks: %w", err)
	}
	ids = slices.Clone(ids)
	for _, c := range collections {
		ids = append(ids, c.DatabaseID)
	}
	databases, err := readByIDs[models.Database](q, ids)
	if err != nil {
		return nil, fmt.Errorf("read the databases of callbacks: %w", err)
	}
	refs := make(map[models.ID]models.DatabaseRef, len(ids))
	for _, d := range databases {
		refs[d.ID] = models.DatabaseRef{Database: d}
	}
	for _, c := range collections {
		refs[c.ID] = models.DatabaseRef{Database: refs[c.DatabaseID].Database, Collection: c}
	}
	return refs, nil
}

// idsAtOnce is how many rows one statement names: databases limit the values of
// a statement.
const idsAtOnce = 1000

// readByIDs reads the rows of q with these ids, each once.
func readByIDs[T any](q *gorm.DB, ids []models.ID) ([]T, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	var all []T
	for some := range slices.Chunk(slices.Compact(ids), idsAtOnce) {
		var rows []T
		if err := q.Session(&gorm.Session{}).Where("id IN ?", some).Find(&rows).Error; err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// requireDatabaseOf returns ErrNotFound when a callback of a database or collection
// belongs to none of its company's, and keeps it from being deleted until the
// commit.
func requireDatabaseOf(tx *gorm.DB, c models.Callback) error {
	if !c.Kind.Traits().InDatabase {
		return nil
	}
	return requireDatabaseRef(tx, models.Record{
		CompanyID: c.CompanyID, DatabaseRefID: c.DatabaseRefID, Resource: strings.TrimSuffix(c.Trigger().Type, ".*"),
	})
}

// requireDatabase returns ErrNotFound unless that which a record belongs to lives: its
// database or collection, and the profile of a subprofile. Both stay until the
// commit. Records of a location belong to neither.
func requireDatabase(tx *gorm.DB, r models.Record) error {
	if !models.InDatabase(r.Resource) {
		return nil
	}
	if err := requireDatabaseRef(tx, r); err != nil || r.Resource == models.Profile {
		return err
	}
	return lockedRow(tx.Model(&models.Record{}).Where("resource = ?", models.Profile), r.CompanyID, r.ParentID)
}

func requireDatabaseRef(tx *gorm.DB, r models.Record) error {
	table := "`databases`"
	if r.Resource == models.Subprofile {
		table = "collections"
	}
	return lockedRow(tx.Table(table), r.CompanyID, r.DatabaseRefID)
}

// lockedRow finds a living row of a company, and keeps others from changing it.
func lockedRow(q *gorm.DB, company, id models.ID) error {
	var ids []models.ID
	err := q.Clauses(clause.Locking{Strength: clause.LockingStrengthShare}).
		Where("id = ? AND company_id = ? AND deleted_at = 0", id, company).Pluck("id", &ids).Error
	if err != nil {
		return fmt.Errorf("find what a record belongs to: %w", err)
	}
	if len(ids) == 0 {
		return models.ErrNotFound
	}
	return nil
}

// requireNoSubprofiles returns ErrConflict while a profile that is being deleted has
// subprofiles: each of those has to be deleted, and reported, first. It waits
// for those that are being added.
func requireNoSubprofiles(tx *gorm.DB, r models.Record) error {
	if r.Resource != models.Profile {
		return nil
	}
	held := tx.Model(&models.Record{}).Where("id = ? AND deleted_at = 0", r.ID).UpdateColumn("parent_id", 0)
	if held.Error != nil {
		return fmt.Errorf("hold profile %s: %w", r.PublicID, held.Error)
	}
	children, err := hasRows(tx.Model(&models.Record{}).Where("parent_id = ?", r.ID))
	if err == nil && children {
		err = models.ErrConflict
	}
	return err
}

// requireUnused returns Problems while something belongs to a database or
// collection that is being deleted: its row is held by then, and those who add
// to it ask for it first.
func requireUnused(tx *gorm.DB, id models.ID) error {
	for _, belonging := range []struct {
		model any
		where string
		words string
	}{
		{&models.Callback{}, "database_ref_id = ? AND database_ref_id <> 0 AND ended_at = 0", "callbacks. Delete or end them first"},
		{&models.Collection{}, "database_id = ?", "collections. Delete them first"},
		{&models.Record{}, "database_ref_id = ? AND database_ref_id <> 0", "profiles or subprofiles. Delete them first"},
	} {
		used, err := hasRows(tx.Model(belonging.model).Where(belonging.where, id))
		if err != nil {
			return err
		}
		if used {
			return models.Problems{{Field: "name", Text: "It still has " + belonging.words, Code: models.Fixed}}
		}
	}
	return nil
}

func hasRows(q *gorm.DB) (bool, error) {
	var ids []models.ID
	if err := q.Where("deleted_at = 0").Limit(1).Pluck("id", &ids).Error; err != nil {
		return false, fmt.Errorf("look for what a database, collection or profile has: %w", err)
	}
	return len(ids) > 0, nil
}
