package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// databases are the sets of profiles of a company.
type databases struct{ Base }

func (a databases) named(r *http.Request, in models.Scope) (models.Database, error) {
	return a.Store.Database(r.Context(), in, r.PathValue("database"))
}

// of is the lookup of paths with {database}.
func (a databases) of(r *http.Request, in models.Scope) (models.Owner, error) {
	d, err := a.named(r, in)
	return d.Owner(), err
}

// Database is a database of a company, which holds profiles.
type Database struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Company   string `json:"company"`
	Version   int64  `json:"version"`
	CreatedAt Date   `json:"created_at"`
	UpdatedAt Date   `json:"updated_at"`
}

// NewDatabase is a database to add.
type NewDatabase struct {
	Name string `json:"name"`
}

// DatabaseChange says how a database shall be called.
type DatabaseChange struct {
	Name    string `json:"name,omitzero"`
	Version int64  `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
}

// databaseOf writes a database of the company with this public id.
func databaseOf(d models.Database, company string) Database {
	return Database{ID: d.PublicID, Name: d.Name, Company: company, Version: d.Version, CreatedAt: dateOf(d.CreatedAt), UpdatedAt: dateOf(d.UpdatedAt)}
}

// answer writes one database.
func (a databases) answer(w http.ResponseWriter, r *http.Request, d models.Database) error {
	company, err := a.Store.CompanyByID(r.Context(), models.Everything, d.CompanyID)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, databaseOf(d, company.PublicID))
}

// Index lists the databases of a company by name; q finds a part of it.
func (a databases) Index(w http.ResponseWriter, r *http.Request) error {
	f, err := ByName(r)
	if err != nil {
		return err
	}
	company, err := a.Company(r)
	if err != nil {
		return err
	}
	f.Company = company.ID
	rows, next, err := a.Store.Databases(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]Database, len(rows))
	for i, row := range rows {
		entities[i] = databaseOf(row, company.PublicID)
	}
	return writeList(w, entities, next)
}

// Show answers with one database.
func (a databases) Show(w http.ResponseWriter, r *http.Request) error {
	d, err := a.named(r, web.Scope(r))
	if err != nil {
		return err
	}
	return a.answer(w, r, d)
}

// Create adds a database to a company.
func (a databases) Create(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Company(r)
	if err != nil {
		return err
	}
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	d := models.Database{CompanyID: company.ID}
	if err := called(f, &d.Name); err != nil {
		return err
	}
	if err := a.Store.CreateDatabase(r.Context(), web.Access(r), &d); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/databases/"+d.PublicID)
	return api.Write(w, http.StatusCreated, databaseOf(d, company.PublicID))
}

// Update changes what is given.
func (a databases) Update(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var d models.Database
	err = Change(r, f, func() (int64, error) {
		d, err = a.named(r, web.Scope(r))
		return d.Version, err
	}, func() error {
		if err := called(f, &d.Name); err != nil {
			return err
		}
		return a.Store.UpdateDatabase(r.Context(), web.Access(r), &d)
	})
	if err != nil {
		return err
	}
	return a.answer(w, r, d)
}

// Delete takes a database away, unless something belongs to it.
func (a databases) Delete(w http.ResponseWriter, r *http.Request) error {
	var d models.Database
	return gone(w, Change(r, api.Fields{Say: Say}, func() (_ int64, err error) {
		d, err = a.named(r, web.Scope(r))
		return d.Version, err
	}, func() error {
		return a.Store.DeleteDatabase(r.Context(), web.Access(r), d)
	}))
}
