package native

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Collection is a collection of a database, which holds subprofiles.
type Collection struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Database  string `json:"database"`
	Version   int64  `json:"version"`
	CreatedAt Date   `json:"created_at"`
	UpdatedAt Date   `json:"updated_at"`
}

// NewCollection is a collection to add.
type NewCollection struct {
	Name string `json:"name"`
}

// CollectionChange says how a collection shall be called.
type CollectionChange struct {
	Name    string `json:"name,omitzero"`
	Version int64  `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
}

// collectionOf writes a collection of the database with this public id.
func collectionOf(c models.Collection, database string) Collection {
	return Collection{ID: c.PublicID, Name: c.Name, Database: database, Version: c.Version, CreatedAt: dateOf(c.CreatedAt), UpdatedAt: dateOf(c.UpdatedAt)}
}

// collectionRoutes are the calls on collections.
func (a API) collectionRoutes() []web.Route {
	collections := resource[models.Collection, Collection]{
		API: a, name: "collection", find: a.Store.Collection,
		answer: func(ctx context.Context, c models.Collection) (Collection, error) {
			database, err := a.Store.DatabaseByID(ctx, models.Everything, c.DatabaseID)
			return collectionOf(c, database.PublicID), err
		},
		path: func(c models.Collection) string { return "/collections/" + c.PublicID },
		blank: func(r *http.Request) (models.Collection, error) {
			database, err := a.database(r, web.Scope(r))
			return models.Collection{DatabaseID: database.ID}, err
		},
		read:    func(f *api.Fields, c *models.Collection) { f.Text("name", &c.Name) },
		version: func(c models.Collection) int64 { return c.Version },
		create:  a.Store.CreateCollection, update: a.Store.UpdateCollection, remove: a.Store.DeleteCollection,
	}
	return []web.Route{
		{Pattern: "GET /databases/{database}/collections", Need: models.CallbacksRead, Owner: a.ofDatabase, Page: a.listCollections},
		{Pattern: "POST /databases/{database}/collections", Need: models.LocationsWrite, Owner: a.ofDatabase, Page: collections.add},
		{Pattern: "GET /collections/{collection}", Need: models.CallbacksRead, Owner: collections.owner, Page: collections.show},
		{Pattern: "PATCH /collections/{collection}", Need: models.LocationsWrite, Owner: collections.owner, Page: collections.edit},
		{Pattern: "DELETE /collections/{collection}", Need: models.LocationsWrite, Owner: collections.owner, Page: collections.delete},
	}
}

func (a API) database(r *http.Request, in models.Scope) (models.Database, error) {
	return a.Store.Database(r.Context(), in, r.PathValue("database"))
}

// ofDatabase is the lookup of paths with {database}.
func (a API) ofDatabase(r *http.Request, in models.Scope) (models.Owner, error) {
	database, err := a.database(r, in)
	return database.Owner(), err
}

// listCollections lists the collections of a database by name; q finds a part
// of it.
func (a API) listCollections(w http.ResponseWriter, r *http.Request) error {
	f, err := readNamePage(r)
	if err != nil {
		return err
	}
	database, err := a.database(r, web.Scope(r))
	if err != nil {
		return err
	}
	f.Database = database.ID
	rows, next, err := a.Store.Collections(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	collections := make([]Collection, len(rows))
	for i, row := range rows {
		collections[i] = collectionOf(row, database.PublicID)
	}
	return writeList(w, collections, next)
}
