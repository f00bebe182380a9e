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

func collectionEntity(c models.Collection, database string) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "name", Value: c.Name},
		{Name: "database", Value: database},
		{Name: "version", Value: c.Version},
		{Name: "created_at", Value: Date(c.CreatedAt)},
		{Name: "updated_at", Value: Date(c.UpdatedAt)},
	}
}

// answer writes one collection.
func (a collections) answer(w http.ResponseWriter, r *http.Request, c models.Collection) error {
	d, err := a.Store.DatabaseByID(r.Context(), web.Scope(r), c.DatabaseID)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, collectionEntity(c, d.PublicID))
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
	rows, next, err := a.Store.CollectionPage(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(rows))
	for i, row := range rows {
		entities[i] = collectionEntity(row, d.PublicID)
	}
	return WriteList(w, entities, next)
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
	return api.Write(w, http.StatusCreated, collectionEntity(c, d.PublicID))
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
