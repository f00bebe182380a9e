package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// collections are the sets of subprofiles within databases.
type collections struct{ Base }

func (a collections) named(r *http.Request, in models.Scope) (models.Collection, error) {
	return a.Store.Collection(r.Context(), in, r.PathValue("collection"))
}

// of is the lookup of paths with {collection}.
func (a collections) of(r *http.Request, in models.Scope) (models.Owner, error) {
	c, err := a.named(r, in)
	return c.Owner(), err
}

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

// answer writes one collection.
func (a collections) answer(w http.ResponseWriter, r *http.Request, c models.Collection) error {
	d, err := a.Store.DatabaseByID(r.Context(), web.Scope(r), c.DatabaseID)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, collectionOf(c, d.PublicID))
}

// Index lists the collections of a database by name; q finds a part of it.
func (a collections) Index(w http.ResponseWriter, r *http.Request) error {
	f, err := ByName(r)
	if err != nil {
		return err
	}
	d, err := databases(a).named(r, web.Scope(r))
	if err != nil {
		return err
	}
	f.Database = d.ID
	rows, next, err := a.Store.Collections(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]Collection, len(rows))
	for i, row := range rows {
		entities[i] = collectionOf(row, d.PublicID)
	}
	return writeList(w, entities, next)
}

// Show answers with one collection.
func (a collections) Show(w http.ResponseWriter, r *http.Request) error {
	c, err := a.named(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// Create adds a collection to a database.
func (a collections) Create(w http.ResponseWriter, r *http.Request) error {
	d, err := databases(a).named(r, web.Scope(r))
	if err != nil {
		return err
	}
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	c := models.Collection{DatabaseID: d.ID}
	if err := called(f, &c.Name); err != nil {
		return err
	}
	if err := a.Store.CreateCollection(r.Context(), web.Access(r), &c); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/collections/"+c.PublicID)
	return api.Write(w, http.StatusCreated, collectionOf(c, d.PublicID))
}

// Update changes what is given.
func (a collections) Update(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var c models.Collection
	err = Change(r, f, func() (int64, error) {
		c, err = a.named(r, web.Scope(r))
		return c.Version, err
	}, func() error {
		if err := called(f, &c.Name); err != nil {
			return err
		}
		return a.Store.UpdateCollection(r.Context(), web.Access(r), &c)
	})
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// Delete takes a collection away, unless something belongs to it.
func (a collections) Delete(w http.ResponseWriter, r *http.Request) error {
	var c models.Collection
	return gone(w, Change(r, api.Fields{Say: Say}, func() (_ int64, err error) {
		c, err = a.named(r, web.Scope(r))
		return c.Version, err
	}, func() error {
		return a.Store.DeleteCollection(r.Context(), web.Access(r), c)
	}))
}
