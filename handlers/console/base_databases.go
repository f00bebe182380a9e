package console

import (
	"fmt"
	"net/http"

	"callboard/models"
)

// ofDatabase is the Lookup of paths with {database}, a public id.
func (d Base) ofDatabase(r *http.Request, in models.Scope) (models.Owner, error) {
	database, err := d.Store.Database(r.Context(), in, r.PathValue("database"))
	return database.Owner(), err
}

// ofCollection is the Lookup of paths with {collection}, a public id.
func (d Base) ofCollection(r *http.Request, in models.Scope) (models.Owner, error) {
	collection, err := d.Store.Collection(r.Context(), in, r.PathValue("collection"))
	return collection.Owner(), err
}

// databaseNamed returns the database or collection that the path names.
func (d Base) databaseNamed(r *http.Request) (models.DatabaseRef, error) {
	var ref models.DatabaseRef
	var err error
	if id := r.PathValue("collection"); id != "" {
		if ref.Collection, err = d.Store.Collection(r.Context(), readScope(r), id); err != nil {
			return ref, fmt.Errorf("read collection: %w", err)
		}
		ref.Database, err = d.Store.DatabaseByID(r.Context(), readScope(r), ref.Collection.DatabaseID)
	} else {
		ref.Database, err = d.Store.Database(r.Context(), readScope(r), r.PathValue("database"))
	}
	if err != nil {
		return ref, fmt.Errorf("read database: %w", err)
	}
	return ref, nil
}

// databaseByID returns a database or collection by its row id, also one that is
// gone; the zero Source for zero.
func (d Base) databaseByID(r *http.Request, id models.ID) (models.DatabaseRef, error) {
	if id == 0 {
		return models.DatabaseRef{}, nil
	}
	refs, err := d.Store.DatabaseRefs(r.Context(), readScope(r), []models.ID{id})
	if err != nil {
		return models.DatabaseRef{}, fmt.Errorf("read what a callback belongs to: %w", err)
	}
	return refs[id], nil
}
