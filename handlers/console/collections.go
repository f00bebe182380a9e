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
		{Pattern: "GET " + list + "/new", Need: mayArrange, Owner: d.OfDatabase, Page: p.New},
		{Pattern: "POST " + list + "/new", Need: mayArrange, Owner: d.OfDatabase, Page: p.Create},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: d.OfCollection, Page: p.Show},
		{Pattern: "GET " + one + "/settings", Need: models.CallbacksRead, Owner: d.OfCollection, Page: p.Edit},
		{Pattern: "POST " + one + "/settings", Need: mayArrange, Owner: d.OfCollection, Page: p.Update},
		{Pattern: "GET " + one + "/delete", Need: mayArrange, Owner: d.OfCollection, Page: p.AskDelete},
		{Pattern: "POST " + one + "/delete", Need: mayArrange, Owner: d.OfCollection, Page: p.Delete},
	}
}

// New shows the empty form of a database.
func (p collections) New(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	return p.asks(w, r, http.StatusOK, views.DatabaseForm{Company: at.company, Source: at.source, Key: p.Store.NewID().String()})
}

// Create stores a new collection of a database.
func (p collections) Create(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	form := typedName(r, views.DatabaseForm{Company: at.company, Source: at.source})
	made := models.Collection{ID: keyOf(form.Key), DatabaseID: at.source.Database.ID, Name: form.Name}
	err = p.Store.CreateCollection(r.Context(), web.Access(r), &made)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return p.asks(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return fmt.Errorf("create collection: %w", err)
	}
	return p.Flash(w, r, views.DatabaseURL(at.source), made.Name+" was added.")
}

// databasePlace is the database or collection of a page, and its company.
type databasePlace struct {
	company models.Company
	source  models.DatabaseRef
}

// place returns what the path names.
func (p databases) place(r *http.Request) (databasePlace, error) {
	source, err := p.Source(r)
	if err != nil {
		return databasePlace{}, err
	}
	company, err := p.CompanyOf(r, source.Database.CompanyID)
	return databasePlace{company, source}, err
}

// list is the list of the records there, still without them.
func (p databasePlace) list(r *http.Request) views.ProfileList {
	return views.ProfileList{
		Company: p.company, Source: p.source,
		CanSee:   can(r, models.DeliveriesPayload, p.company.Owner()),
		MayWrite: can(r, mayWrite, p.company.Owner()),
	}
}

func (p databasePlace) version() int64 {
	if p.source.Collection.ID != 0 {
		return p.source.Collection.Version
	}
	return p.source.Database.Version
}

// form is the form of what is stored.
func (p databasePlace) form() views.DatabaseForm {
	form := views.DatabaseForm{Company: p.company, Source: p.source, Name: p.source.Database.Name, Version: p.version()}
	if p.source.Collection.ID != 0 {
		form.Name = p.source.Collection.Name
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
	rows, err := p.counted(r, []models.DatabaseRef{at.source})
	if err != nil {
		return err
	}
	status := http.StatusOK
	for i := range problems {
		status, problems[i].Field = http.StatusUnprocessableEntity, "" // the page has no field of that name
	}
	q := views.DatabaseQuestion{Company: at.company, DatabaseRow: rows[0], Problems: problems}
	return web.Render(w, r, status, views.DatabaseDelete(p.Frame(w, r, views.NavCompanies), q))
}

// Delete takes a database or collection away that nothing belongs to.
func (p databases) Delete(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	back, what := views.DatabaseURL(models.DatabaseRef{Database: at.source.Database}), at.source.Collection.Name
	if at.source.Collection.ID != 0 {
		err = p.Store.DeleteCollection(r.Context(), web.Access(r), at.source.Collection)
	} else {
		back, what = "/admin/companies/"+at.company.PublicID+"/databases", at.source.Database.Name
		err = p.Store.DeleteDatabase(r.Context(), web.Access(r), at.source.Database)
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return p.question(w, r, problems)
	}
	if err != nil {
		return err
	}
	return p.Flash(w, r, back, what+" was deleted.")
}
