package native

import (
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

// ListCompanies lists companies by name; q finds a part of it.
func (a API) ListCompanies(w http.ResponseWriter, r *http.Request) error {
	f, err := ByName(r)
	if err != nil {
		return err
	}
	rows, next, err := a.Store.Companies(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]Company, len(rows))
	for i, row := range rows {
		entities[i] = companyOf(row.Company)
	}
	return writeList(w, entities, next)
}

// ShowCompany answers with one company.
func (a API) ShowCompany(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, companyOf(c))
}

// CreateCompany adds a company.
func (a API) CreateCompany(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	c := models.Company{Active: true}
	if err := readCompany(f, &c); err != nil {
		return err
	}
	if err := a.Store.CreateCompany(r.Context(), web.Access(r), &c); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/companies/"+c.PublicID)
	return api.Write(w, http.StatusCreated, companyOf(c))
}

// UpdateCompany changes what is given. The last write wins: companies carry no
// version in this API.
func (a API) UpdateCompany(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var c models.Company
	err = api.RetryConflict(r.Context(), func() error {
		if c, err = a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company")); err != nil {
			return err
		}
		if err := readCompany(f, &c); err != nil {
			return err
		}
		return a.Store.UpdateCompany(r.Context(), web.Access(r), &c)
	})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, companyOf(c))
}

func readCompany(f api.Fields, c *models.Company) error {
	f.Text("name", &c.Name)
	Flag(&f, "active", &c.Active)
	return f.Problems.Err()
}
