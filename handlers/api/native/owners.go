package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

func (a API) ownerRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /companies", Need: models.CallbacksRead, Page: a.ListCompanies},
		{Pattern: "POST /companies", Need: models.CompaniesWrite, Of: ofSystem, Page: a.CreateCompany},
		{Pattern: "GET /companies/{company}", Need: models.CallbacksRead, Of: a.ofCompany, Page: a.ShowCompany},
		{Pattern: "PATCH /companies/{company}", Need: models.CompaniesWrite, Of: a.ofCompany, Page: a.UpdateCompany},
		{Pattern: "GET /companies/{company}/locations", Need: models.CallbacksRead, Of: a.ofPart, Page: a.ListLocations},
		{Pattern: "POST /companies/{company}/locations", Need: models.LocationsWrite, Of: a.ofCompany, Page: a.CreateLocation},
		{Pattern: "GET /locations/{location}", Need: models.CallbacksRead, Of: a.ofLocation, Page: a.ShowLocation},
		{Pattern: "PATCH /locations/{location}", Need: models.LocationsWrite, Of: a.ofLocation, Page: a.UpdateLocation},
	}
}

func companyEntity(c models.Company) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "name", Value: c.Name},
		{Name: "active", Value: c.Active},
		{Name: "created_at", Value: date(c.CreatedAt)},
		{Name: "updated_at", Value: date(c.UpdatedAt)},
	}
}

func locationEntity(l models.Location) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: l.PublicID},
		{Name: "name", Value: l.Name},
		{Name: "code", Value: l.Code},
		{Name: "time_zone", Value: l.TimeZone},
		{Name: "active", Value: l.Active},
		{Name: "created_at", Value: date(l.CreatedAt)},
		{Name: "updated_at", Value: date(l.UpdatedAt)},
	}
}

// ListCompanies lists companies by name; q finds a part of it.
func (a API) ListCompanies(w http.ResponseWriter, r *http.Request) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	rows, next, err := a.Store.Companies(r.Context(), web.Scope(r), store.OwnerFilter{Q: r.URL.Query().Get("q"), After: p.cursor, Limit: p.limit})
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(rows))
	for i, row := range rows {
		entities[i] = companyEntity(row.Company)
	}
	return writeList(w, entities, next)
}

// ShowCompany answers with one company.
func (a API) ShowCompany(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, companyEntity(c))
}

// CreateCompany adds a company.
func (a API) CreateCompany(w http.ResponseWriter, r *http.Request) error {
	c := models.Company{Active: true}
	if err := a.readCompany(w, r, &c); err != nil {
		return err
	}
	if err := a.Store.CreateCompany(r.Context(), web.Access(r), &c); err != nil {
		return err
	}
	w.Header().Set("Location", Base+"/companies/"+c.PublicID)
	return api.Write(w, http.StatusCreated, companyEntity(c))
}

// UpdateCompany changes what is given.
func (a API) UpdateCompany(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	if err := a.readCompany(w, r, &c); err != nil {
		return err
	}
	if err := a.Store.UpdateCompany(r.Context(), web.Access(r), &c); err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, companyEntity(c))
}

func (a API) readCompany(w http.ResponseWriter, r *http.Request, c *models.Company) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	f := api.Fields{Object: given, Say: say}
	f.Text("name", &c.Name)
	f.Flag("active", &c.Active)
	return f.Problems.Err()
}

// ListLocations lists the locations of a company by name; q finds a part of
// name or code.
func (a API) ListLocations(w http.ResponseWriter, r *http.Request) error {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	rows, next, err := a.Store.Locations(r.Context(), web.Scope(r), store.OwnerFilter{
		Q: r.URL.Query().Get("q"), Company: company.ID, After: p.cursor, Limit: p.limit,
	})
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(rows))
	for i, row := range rows {
		entities[i] = locationEntity(row.Location)
	}
	return writeList(w, entities, next)
}

// ShowLocation answers with one location.
func (a API) ShowLocation(w http.ResponseWriter, r *http.Request) error {
	l, err := a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, locationEntity(l))
}

// CreateLocation adds a location to a company.
func (a API) CreateLocation(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	l := models.Location{CompanyID: company.ID, Active: true}
	if err := a.readLocation(w, r, &l); err != nil {
		return err
	}
	if err := a.Store.CreateLocation(r.Context(), web.Access(r), &l); err != nil {
		return err
	}
	w.Header().Set("Location", Base+"/locations/"+l.PublicID)
	return api.Write(w, http.StatusCreated, locationEntity(l))
}

// UpdateLocation changes what is given.
func (a API) UpdateLocation(w http.ResponseWriter, r *http.Request) error {
	l, err := a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
	if err != nil {
		return err
	}
	if err := a.readLocation(w, r, &l); err != nil {
		return err
	}
	if err := a.Store.UpdateLocation(r.Context(), web.Access(r), &l); err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, locationEntity(l))
}

func (a API) readLocation(w http.ResponseWriter, r *http.Request, l *models.Location) error {
	given, err := api.ReadObject(w, r)
	if err != nil {
		return err
	}
	f := api.Fields{Object: given, Say: say}
	f.Text("name", &l.Name)
	f.Text("code", &l.Code)
	f.Text("time_zone", &l.TimeZone)
	f.Flag("active", &l.Active)
	return f.Problems.Err()
}
