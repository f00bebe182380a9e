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
	var found models.DatabaseRef
	var err error
	if id := r.PathValue("collection"); id != "" {
		if found.Collection, err = d.Store.Collection(r.Context(), seen(r), id); err != nil {
			return found, fmt.Errorf("read collection: %w", err)
		}
		found.Database, err = d.Store.DatabaseByID(r.Context(), seen(r), found.Collection.DatabaseID)
	} else {
		found.Database, err = d.Store.Database(r.Context(), seen(r), r.PathValue("database"))
	}
	if err != nil {
		return found, fmt.Errorf("read database: %w", err)
	}
	return found, nil
}

// databaseByID returns a database or collection by its row id, also one that is
// gone; the zero Source for zero.
func (d Base) databaseByID(r *http.Request, id models.ID) (models.DatabaseRef, error) {
	if id == 0 {
		return models.DatabaseRef{}, nil
	}
	found, err := d.Store.DatabaseRefs(r.Context(), seen(r), []models.ID{id})
	if err != nil {
		return models.DatabaseRef{}, fmt.Errorf("read what a callback belongs to: %w", err)
	}
	return found[id], nil
}
