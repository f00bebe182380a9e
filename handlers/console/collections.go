package console

import (
	"errors"
	"fmt"
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// collectionPages are the pages that collections alone have.
type collectionPages struct{ databasePages }

func collectionRoutes(d Base) []web.Route {
	p := collectionPages{databasePages{d}}
	return []web.Route{
		{Pattern: "GET /admin/databases/{database}/collections/new", Need: mayArrange, Owner: d.ofDatabase, Page: p.New},
		{Pattern: "POST /admin/databases/{database}/collections/new", Need: mayArrange, Owner: d.ofDatabase, Page: p.Create},
		{Pattern: "GET /admin/collections/{collection}", Need: models.CallbacksRead, Owner: d.ofCollection, Page: p.Show},
		{Pattern: "GET /admin/collections/{collection}/settings", Need: models.CallbacksRead, Owner: d.ofCollection, Page: p.Edit},
		{Pattern: "POST /admin/collections/{collection}/settings", Need: mayArrange, Owner: d.ofCollection, Page: p.Update},
		{Pattern: "GET /admin/collections/{collection}/delete", Need: mayArrange, Owner: d.ofCollection, Page: p.AskDelete},
		{Pattern: "POST /admin/collections/{collection}/delete", Need: mayArrange, Owner: d.ofCollection, Page: p.Delete},
	}
}

// New shows the empty form of a database.
func (p collectionPages) New(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	return p.asks(w, r, http.StatusOK, views.DatabaseForm{Company: at.company, DatabaseRef: at.databaseRef, Key: p.Store.NewID().String()})
}

// Create stores a new collection of a database.
func (p collectionPages) Create(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	form := typedName(r, views.DatabaseForm{Company: at.company, DatabaseRef: at.databaseRef})
	made := models.Collection{ID: idOf(form.Key), DatabaseID: at.databaseRef.Database.ID, Name: form.Name}
	err = p.Store.CreateCollection(r.Context(), web.Access(r), &made)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return p.asks(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return fmt.Errorf("create collection: %w", err)
	}
	return p.flash(w, r, views.DatabaseURL(at.databaseRef), made.Name+" was added.")
}
