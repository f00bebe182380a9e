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

// databasePages are the pages of databases; those that read a name from the path
// serve collections too.
type databasePages struct{ Base }

func databaseRoutes(d Base) []web.Route {
	p := databasePages{d}
	return []web.Route{
		{Pattern: "GET /admin/companies/{company}/databases", Need: models.CallbacksRead, Owner: d.ofCompany, Page: p.Index},
		{Pattern: "GET /admin/companies/{company}/databases/new", Need: mayArrange, Owner: d.ofCompany, Page: p.New},
		{Pattern: "POST /admin/companies/{company}/databases/new", Need: mayArrange, Owner: d.ofCompany, Page: p.Create},
		{Pattern: "GET /admin/databases/{database}", Need: models.CallbacksRead, Owner: d.ofDatabase, Page: p.Show},
		{Pattern: "GET /admin/databases/{database}/settings", Need: models.CallbacksRead, Owner: d.ofDatabase, Page: p.Edit},
		{Pattern: "POST /admin/databases/{database}/settings", Need: mayArrange, Owner: d.ofDatabase, Page: p.Update},
		{Pattern: "GET /admin/databases/{database}/delete", Need: mayArrange, Owner: d.ofDatabase, Page: p.AskDelete},
		{Pattern: "POST /admin/databases/{database}/delete", Need: mayArrange, Owner: d.ofDatabase, Page: p.Delete},
	}
}

// Index lists the databases of a company.
func (p databasePages) Index(w http.ResponseWriter, r *http.Request) error {
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
func (p databasePages) counted(r *http.Request, refs []models.DatabaseRef) ([]views.DatabaseRow, error) {
	ids := make([]models.ID, len(refs))
	for i, ref := range refs {
		ids[i] = ref.ID()
	}
	numbers, err := p.Store.DatabaseCounts(r.Context(), web.Scope(r), ids)
	if err != nil {
		return nil, err
	}
	rows := make([]views.DatabaseRow, len(refs))
	for i, ref := range refs {
		rows[i] = views.DatabaseRow{DatabaseRef: ref, DatabaseCounts: numbers[ref.ID()]}
	}
	return rows, nil
}

// New shows the empty form.
func (p databasePages) New(w http.ResponseWriter, r *http.Request) error {
	company, err := p.companyNamed(r)
	if err != nil {
		return err
	}
	return p.asks(w, r, http.StatusOK, views.DatabaseForm{Company: company, Key: p.Store.NewID().String()})
}

// Create stores a new database of a company.
func (p databasePages) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := p.companyNamed(r)
	if err != nil {
		return err
	}
	form := typedName(r, views.DatabaseForm{Company: company})
	made := models.Database{ID: idOf(form.Key), CompanyID: company.ID, Name: form.Name}
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

func (p databasePages) asks(w http.ResponseWriter, r *http.Request, status int, form views.DatabaseForm) error {
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
func (p databasePages) Show(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	owner := at.company.Owner()
	page := views.DatabasePage{
		Company: at.company, DatabaseRef: at.databaseRef, MayWrite: can(r, mayArrange, owner), MayTest: can(r, models.TestsSend, owner),
		Profiles:  at.profileList(r),
		Callbacks: views.CallbackList{Company: at.company, DatabaseRef: at.databaseRef, MayAdd: can(r, models.CallbacksWrite, owner), Now: p.Store.Now()},
	}
	if page.Collections, err = p.collections(r, at.databaseRef); err != nil {
		return err
	}
	callbacks, err := p.Store.Callbacks(r.Context(), web.Scope(r), store.CallbackFilter{Company: at.company.ID, DatabaseRefID: at.databaseRef.ID()})
	if err != nil {
		return err
	}
	if page.Callbacks.Rows, err = p.callbackRows(r, callbacks); err != nil {
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
func (p databasePages) collections(r *http.Request, of models.DatabaseRef) ([]views.DatabaseRow, error) {
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
func (p databasePages) Edit(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	return p.settings(w, r, http.StatusOK, at.databaseForm())
}

// Update stores another name over the version that was on screen.
func (p databasePages) Update(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	form := typedName(r, at.databaseForm())
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
			form.Version, form.Clash = at.databaseVersion(), true
		}
		return p.settings(w, r, status, form)
	}
	if err != nil {
		return fmt.Errorf("rename a database or collection: %w", err)
	}
	return p.flash(w, r, views.DatabaseURL(at.databaseRef)+"/settings", "Saved.")
}

func (p databasePages) settings(w http.ResponseWriter, r *http.Request, status int, form views.DatabaseForm) error {
	form.MayWrite = can(r, mayArrange, form.Company.Owner())
	return web.Render(w, r, status, views.DatabaseSettings(p.frame(w, r, views.NavCompanies), form))
}

// Who keeps the locations of a company keeps its databases and collections
// too; what they hold are records like those of a location.
const (
	mayArrange = models.LocationsWrite
	mayWrite   = models.EventsWrite
)

// AskDelete asks whether a database or collection shall go.
func (p databasePages) AskDelete(w http.ResponseWriter, r *http.Request) error {
	return p.question(w, r, nil)
}

func (p databasePages) question(w http.ResponseWriter, r *http.Request, problems models.Problems) error {
	at, err := p.pageOwnerNamed(r)
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
func (p databasePages) Delete(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
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
