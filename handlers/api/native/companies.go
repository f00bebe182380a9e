package native

import (
	"context"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// Company is one company.
type Company struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Active    bool   `json:"active"`
	CreatedAt Date   `json:"created_at"`
	UpdatedAt Date   `json:"updated_at"`
}

// NewCompany is a company to add.
type NewCompany struct {
	Name   string `json:"name"`
	Active *bool  `json:"active,omitzero"`
}

// CompanyChange says what shall change of a company.
type CompanyChange struct {
	Name   string `json:"name,omitzero"`
	Active *bool  `json:"active,omitzero"`
}

func companyOf(c models.Company) Company {
	return Company{ID: c.PublicID, Name: c.Name, Active: c.Active, CreatedAt: dateOf(c.CreatedAt), UpdatedAt: dateOf(c.UpdatedAt)}
}

// companyRoutes are the calls on companies.
func (a API) companyRoutes() []web.Route {
	companies := resource[models.Company, Company]{
		API: a, name: "company", find: a.Store.Company,
		answer: func(_ context.Context, c models.Company) (Company, error) { return companyOf(c), nil },
		path:   func(c models.Company) string { return "/companies/" + c.PublicID },
		blank:  func(*http.Request) (models.Company, error) { return models.Company{Active: true}, nil },
		read: func(f *api.Fields, c *models.Company) {
			f.Text("name", &c.Name)
			readFlag(f, "active", &c.Active)
		},
		create: a.Store.CreateCompany, update: a.Store.UpdateCompany,
	}
	return []web.Route{
		{Pattern: "GET /companies", Need: models.CallbacksRead, Page: a.listCompanies},
		{Pattern: "POST /companies", Need: models.CompaniesWrite, Owner: ofSystem, Page: companies.add},
		{Pattern: "GET /companies/{company}", Need: models.CallbacksRead, Owner: companies.owner, Page: companies.show},
		{Pattern: "PATCH /companies/{company}", Need: models.CompaniesWrite, Owner: companies.owner, Page: companies.edit},
	}
}

// listCompanies lists companies by name; q finds a part of it.
func (a API) listCompanies(w http.ResponseWriter, r *http.Request) error {
	f, err := readNamePage(r)
	if err != nil {
		return err
	}
	rows, next, err := a.Store.Companies(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	companies := make([]Company, len(rows))
	for i, row := range rows {
		companies[i] = companyOf(row.Company)
	}
	return writeList(w, companies, next)
}
