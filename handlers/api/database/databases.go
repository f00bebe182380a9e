package database

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// databaseEntity is a database, or a collection of one.
type databaseEntity struct {
	ID       string `json:"ID"`
	Name     string `json:"name"`
	Database string `json:"database,omitzero"` // of a collection
	Created  string `json:"created"`
}

func databaseEntityOf(d models.Database) databaseEntity {
	return databaseEntity{ID: d.PublicID, Name: d.Name, Created: moment(d.CreatedAt)}
}

// IndexDatabases lists the databases that a key reaches, by name.
func (a API) IndexDatabases(w http.ResponseWriter, r *http.Request) error {
	asked, err := readPlainWindow(r)
	if err != nil {
		return err
	}
	databases, err := wholeList(r.Context(), web.Scope(r), store.OwnerFilter{}, a.Store.Databases)
	if err != nil {
		return err
	}
	entities := make([]databaseEntity, len(databases))
	for i, d := range databases {
		entities[i] = databaseEntityOf(d)
	}
	return writeList(w, asked, len(entities), partOf(asked, entities))
}

// ShowDatabase answers with one database.
func (a API) ShowDatabase(w http.ResponseWriter, r *http.Request) error {
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, databaseEntityOf(d))
}

// IndexCollections lists the collections of a database, by name.
func (a API) IndexCollections(w http.ResponseWriter, r *http.Request) error {
	asked, err := readPlainWindow(r)
	if err != nil {
		return err
	}
	d, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	collections, err := wholeList(r.Context(), web.Scope(r), store.OwnerFilter{Database: d.ID}, a.Store.Collections)
	if err != nil {
		return err
	}
	entities := make([]databaseEntity, len(collections))
	for i, c := range collections {
		entities[i] = databaseEntity{ID: c.PublicID, Name: c.Name, Database: d.PublicID, Created: moment(c.CreatedAt)}
	}
	return writeList(w, asked, len(entities), partOf(asked, entities))
}

// wholeList reads all pages of a list that the store gives in pages: where a
// part begins is a number here, and how many there are in all has to be told.
func wholeList[R any](ctx context.Context, in models.Scope, f store.OwnerFilter,
	page func(context.Context, models.Scope, store.OwnerFilter) ([]R, string, error),
) (all []R, err error) {
	for f.Limit = store.MostOwners; ; {
		rows, next, err := page(ctx, in, f)
		if err != nil {
			return nil, err
		}
		if all = append(all, rows...); next == "" {
			return all, nil
		}
		f.After = next
	}
}
