package console

import (
	"errors"
	"fmt"
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// collections are the pages that collections alone have.
type collections struct{ databases }

func collectionRoutes(d Base) []web.Route {
	p := collections{databases{d}}
	const list, one = "/admin/databases/{database}/collections", "/admin/collections/{collection}"
	return []web.Route{
		{Pattern: "GET " + list + "/new", Need: mayArrange, Owner: d.ofDatabase, Page: p.New},
		{Pattern: "POST " + list + "/new", Need: mayArrange, Owner: d.ofDatabase, Page: p.Create},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: d.ofCollection, Page: p.Show},
		{Pattern: "GET " + one + "/settings", Need: models.CallbacksRead, Owner: d.ofCollection, Page: p.Edit},
		{Pattern: "POST " + one + "/settings", Need: mayArrange, Owner: d.ofCollection, Page: p.Update},
		{Pattern: "GET " + one + "/delete", Need: mayArrange, Owner: d.ofCollection, Page: p.AskDelete},
		{Pattern: "POST " + one + "/delete", Need: mayArrange, Owner: d.ofCollection, Page: p.Delete},
	}
}

// New shows the empty form of a database.
func (p collections) New(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	return p.asks(w, r, http.StatusOK, views.DatabaseForm{Company: at.company, DatabaseRef: at.databaseRef, Key: p.Store.NewID().String()})
}

// Create stores a new collection of a database.
func (p collections) Create(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	form := typedName(r, views.DatabaseForm{Company: at.company, DatabaseRef: at.databaseRef})
	made := models.Collection{ID: keyOf(form.Key), DatabaseID: at.databaseRef.Database.ID, Name: form.Name}
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

// databasePlace is the database or collection of a page, and its company.
type databasePlace struct {
	company     models.Company
	databaseRef models.DatabaseRef
}

// place returns what the path names.
func (p databases) place(r *http.Request) (databasePlace, error) {
	source, err := p.databaseNamed(r)
	if err != nil {
		return databasePlace{}, err
	}
	company, err := p.companyOf(r, source.Database.CompanyID)
	return databasePlace{company, source}, err
}

// list is the list of the records there, still without them.
func (p databasePlace) list(r *http.Request) views.ProfileList {
	return views.ProfileList{
		Company: p.company, DatabaseRef: p.databaseRef,
		CanSee:   can(r, models.DeliveriesPayload, p.company.Owner()),
		MayWrite: can(r, mayWrite, p.company.Owner()),
	}
}

func (p databasePlace) version() int64 {
	if p.databaseRef.Collection.ID != 0 {
		return p.databaseRef.Collection.Version
	}
	return p.databaseRef.Database.Version
}

// form is the form of what is stored.
func (p databasePlace) form() views.DatabaseForm {
	form := views.DatabaseForm{Company: p.company, DatabaseRef: p.databaseRef, Name: p.databaseRef.Database.Name, Version: p.version()}
	if p.databaseRef.Collection.ID != 0 {
		form.Name = p.databaseRef.Collection.Name
	}
	return form
}

// AskDelete asks whether a database or collection shall go.
func (p databases) AskDelete(w http.ResponseWriter, r *http.Request) error {
	return p.question(w, r, nil)
}

func (p databases) question(w http.ResponseWriter, r *http.Request, problems models.Problems) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	rows, err := p.counted(r, []models.DatabaseRef{at.databaseRef})
	if err != nil {
		return err
	}
	status := http.StatusOK
	for i := range problems {
		status, problems[i].Field = http.StatusUnprocessableEntity, "" // the page has no field of that name
	}
	q := views.DatabaseQuestion{Company: at.company, DatabaseRow: rows[0], Problems: problems}
	return web.Render(w, r, status, views.DatabaseDelete(p.frame(w, r, views.NavCompanies), q))
}

// Delete takes a database or collection away that nothing belongs to.
func (p databases) Delete(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	back, what := views.DatabaseURL(models.DatabaseRef{Database: at.databaseRef.Database}), at.databaseRef.Collection.Name
	if at.databaseRef.Collection.ID != 0 {
		err = p.Store.DeleteCollection(r.Context(), web.Access(r), at.databaseRef.Collection)
	} else {
		back, what = views.DatabasesURL(at.company), at.databaseRef.Database.Name
		err = p.Store.DeleteDatabase(r.Context(), web.Access(r), at.databaseRef.Database)
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return p.question(w, r, problems)
	}
	if err != nil {
		return err
	}
	return p.flash(w, r, back, what+" was deleted.")
}
