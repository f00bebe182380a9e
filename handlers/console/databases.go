package console

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// databases are the pages of databases; those that read a name from the path
// serve collections too.
type databases struct{ Base }

func databaseRoutes(d Base) []web.Route {
	p := databases{d}
	const list, one = "/admin/companies/{company}/databases", "/admin/databases/{database}"
	return []web.Route{
		{Pattern: "GET " + list, Need: models.CallbacksRead, Owner: d.ofCompany, Page: p.Index},
		{Pattern: "GET " + list + "/new", Need: mayArrange, Owner: d.ofCompany, Page: p.New},
		{Pattern: "POST " + list + "/new", Need: mayArrange, Owner: d.ofCompany, Page: p.Create},
		{Pattern: "GET " + one, Need: models.CallbacksRead, Owner: d.ofDatabase, Page: p.Show},
		{Pattern: "GET " + one + "/settings", Need: models.CallbacksRead, Owner: d.ofDatabase, Page: p.Edit},
		{Pattern: "POST " + one + "/settings", Need: mayArrange, Owner: d.ofDatabase, Page: p.Update},
		{Pattern: "GET " + one + "/delete", Need: mayArrange, Owner: d.ofDatabase, Page: p.AskDelete},
		{Pattern: "POST " + one + "/delete", Need: mayArrange, Owner: d.ofDatabase, Page: p.Delete},
	}
}

// Index lists the databases of a company.
func (p databases) Index(w http.ResponseWriter, r *http.Request) error {
	company, err := p.companyNamed(r)
	if err != nil {
		return err
	}
	all, _, err := p.Store.Databases(r.Context(), web.Scope(r), store.OwnerFilter{Company: company.ID, Limit: store.MostOwners})
	if err != nil {
		return err
	}
	rows := make([]models.DatabaseRef, len(all))
	for i, database := range all {
		rows[i] = models.DatabaseRef{Database: database}
	}
	list := views.DatabaseList{Company: company, MayAdd: can(r, mayArrange, company.Owner())}
	if list.Rows, err = p.counted(r, rows); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Databases(p.frame(w, r, views.NavCompanies), list))
}

// counted adds to databases or collections how much belongs to each.
func (p databases) counted(r *http.Request, found []models.DatabaseRef) ([]views.DatabaseRow, error) {
	ids := make([]models.ID, len(found))
	for i, one := range found {
		ids[i] = one.ID()
	}
	numbers, err := p.Store.DatabaseCounts(r.Context(), web.Scope(r), ids)
	if err != nil {
		return nil, err
	}
	rows := make([]views.DatabaseRow, len(found))
	for i, one := range found {
		rows[i] = views.DatabaseRow{DatabaseRef: one, DatabaseCounts: numbers[one.ID()]}
	}
	return rows, nil
}

// New shows the empty form.
func (p databases) New(w http.ResponseWriter, r *http.Request) error {
	company, err := p.companyNamed(r)
	if err != nil {
		return err
	}
	return p.asks(w, r, http.StatusOK, views.DatabaseForm{Company: company, Key: p.Store.NewID().String()})
}

// Create stores a new database of a company.
func (p databases) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := p.companyNamed(r)
	if err != nil {
		return err
	}
	form := typedName(r, views.DatabaseForm{Company: company})
	made := models.Database{ID: keyOf(form.Key), CompanyID: company.ID, Name: form.Name}
	err = p.Store.CreateDatabase(r.Context(), web.Access(r), &made)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return p.asks(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return p.flash(w, r, views.DatabaseURL(models.DatabaseRef{Database: made}), made.Name+" was added.")
}

func (p databases) asks(w http.ResponseWriter, r *http.Request, status int, form views.DatabaseForm) error {
	form.New = true
	return web.Render(w, r, status, views.DatabaseNew(p.frame(w, r, views.NavCompanies), form))
}

// typedName takes the form of a database or collection as it was typed.
func typedName(r *http.Request, form views.DatabaseForm) views.DatabaseForm {
	form.Key, form.Version = r.PostFormValue("key"), versionOf(r)
	form.Name = strings.TrimSpace(r.PostFormValue("name"))
	return form
}

// newest is how many records the summary of a database or collection shows.
const newest = 10

// Show is the summary of a database or collection.
func (p databases) Show(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	owner := at.company.Owner()
	page := views.DatabasePage{
		Company: at.company, DatabaseRef: at.databaseRef, MayWrite: can(r, mayArrange, owner), MayTest: can(r, models.TestsSend, owner),
		Profiles:  at.list(r),
		Callbacks: views.CallbackList{Company: at.company, DatabaseRef: at.databaseRef, MayAdd: can(r, models.CallbacksWrite, owner), Now: p.Store.Now()},
	}
	if page.Collections, err = p.collections(r, at.databaseRef); err != nil {
		return err
	}
	found, err := p.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Company: at.company.ID, DatabaseRefID: at.databaseRef.ID()})
	if err != nil {
		return err
	}
	if page.Callbacks.Rows, err = p.CallbackRows(r, found); err != nil {
		return err
	}
	page.Profiles.Rows, err = p.Store.Records(r.Context(), web.Scope(r), store.RecordFilter{
		Resource: at.databaseRef.Resource(), DatabaseRefID: at.databaseRef.ID(), Limit: newest,
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Database(p.frame(w, r, views.NavCompanies), page))
}

// collections lists the collections of a database; none of a collection.
func (p databases) collections(r *http.Request, of models.DatabaseRef) ([]views.DatabaseRow, error) {
	if of.Collection.ID != 0 {
		return nil, nil
	}
	all, _, err := p.Store.Collections(r.Context(), web.Scope(r), store.OwnerFilter{Database: of.Database.ID, Limit: store.MostOwners})
	if err != nil {
		return nil, err
	}
	rows := make([]models.DatabaseRef, len(all))
	for i, collection := range all {
		rows[i] = models.DatabaseRef{Database: of.Database, Collection: collection}
	}
	return p.counted(r, rows)
}

// Edit shows the settings of a database or collection.
func (p databases) Edit(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	return p.settings(w, r, http.StatusOK, at.form())
}

// Update stores another name over the version that was on screen.
func (p databases) Update(w http.ResponseWriter, r *http.Request) error {
	at, err := p.place(r)
	if err != nil {
		return err
	}
	form := typedName(r, at.form())
	if at.databaseRef.Collection.ID != 0 {
		next := at.databaseRef.Collection
		next.Name, next.Version = form.Name, form.Version
		err = p.Store.UpdateCollection(r.Context(), web.Access(r), &next)
	} else {
		next := at.databaseRef.Database
		next.Name, next.Version = form.Name, form.Version
		err = p.Store.UpdateDatabase(r.Context(), web.Access(r), &next)
	}
	if problems, status := refused(err); status != 0 {
		if form.Problems = problems; status == http.StatusConflict {
			form.Version, form.Clash = at.version(), true
		}
		return p.settings(w, r, status, form)
	}
	if err != nil {
		return fmt.Errorf("rename a database or collection: %w", err)
	}
	return p.flash(w, r, views.DatabaseURL(at.databaseRef)+"/settings", "Saved.")
}

func (p databases) settings(w http.ResponseWriter, r *http.Request, status int, form views.DatabaseForm) error {
	form.MayWrite = can(r, mayArrange, form.Company.Owner())
	return web.Render(w, r, status, views.DatabaseSettings(p.frame(w, r, views.NavCompanies), form))
}
