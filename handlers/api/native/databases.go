package native

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

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

// databaseRoutes are the calls on databases.
func (a API) databaseRoutes() []web.Route {
	databases := resource[models.Database, Database]{
		API: a, name: "database", find: a.Store.Database,
		answer: func(ctx context.Context, d models.Database) (Database, error) {
			company, err := a.Store.CompanyByID(ctx, models.Everything, d.CompanyID)
			return databaseOf(d, company.PublicID), err
		},
		path: func(d models.Database) string { return "/databases/" + d.PublicID },
		blank: func(r *http.Request) (models.Database, error) {
			company, err := a.company(r)
			return models.Database{CompanyID: company.ID}, err
		},
		read:    func(f *api.Fields, d *models.Database) { f.Text("name", &d.Name) },
		version: func(d models.Database) int64 { return d.Version },
		create:  a.Store.CreateDatabase, update: a.Store.UpdateDatabase, remove: a.Store.DeleteDatabase,
	}
	return []web.Route{
		{Pattern: "GET /companies/{company}/databases", Need: models.CallbacksRead, Owner: a.ofCompany, Page: a.listDatabases},
		{Pattern: "POST /companies/{company}/databases", Need: models.LocationsWrite, Owner: a.ofCompany, Page: databases.add},
		{Pattern: "GET /databases/{database}", Need: models.CallbacksRead, Owner: databases.owner, Page: databases.show},
		{Pattern: "PATCH /databases/{database}", Need: models.LocationsWrite, Owner: databases.owner, Page: databases.edit},
		{Pattern: "DELETE /databases/{database}", Need: models.LocationsWrite, Owner: databases.owner, Page: databases.delete},
	}
}

// listDatabases lists the databases of a company by name; q finds a part of
// it.
func (a API) listDatabases(w http.ResponseWriter, r *http.Request) error {
	f, err := readNamePage(r)
	if err != nil {
		return err
	}
	company, err := a.company(r)
	if err != nil {
		return err
	}
	f.Company = company.ID
	rows, next, err := a.Store.Databases(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	databases := make([]Database, len(rows))
	for i, row := range rows {
		databases[i] = databaseOf(row, company.PublicID)
	}
	return writeList(w, databases, next)
}
