package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

func (a API) ownerRoutes(d Base) []web.Route {
	return []web.Route{
		{Pattern: "GET /companies", Need: models.CallbacksRead, Page: a.ListCompanies},
		{Pattern: "POST /companies", Need: models.CompaniesWrite, Owner: OfSystem, Page: a.CreateCompany},
		{Pattern: "GET /companies/{company}", Need: models.CallbacksRead, Owner: d.OfCompany, Page: a.ShowCompany},
		{Pattern: "PATCH /companies/{company}", Need: models.CompaniesWrite, Owner: d.OfCompany, Page: a.UpdateCompany},
		{Pattern: "GET /companies/{company}/locations", Need: models.CallbacksRead, Owner: d.OfPart, Page: a.ListLocations},
		{Pattern: "POST /companies/{company}/locations", Need: models.LocationsWrite, Owner: d.OfCompany, Page: a.CreateLocation},
		{Pattern: "GET /locations/{location}", Need: models.CallbacksRead, Owner: d.OfLocation, Page: a.ShowLocation},
		{Pattern: "PATCH /locations/{location}", Need: models.LocationsWrite, Owner: d.OfLocation, Page: a.UpdateLocation},
	}
}

func companyEntity(c models.Company) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "name", Value: c.Name},
		{Name: "active", Value: c.Active},
		{Name: "created_at", Value: Date(c.CreatedAt)},
		{Name: "updated_at", Value: Date(c.UpdatedAt)},
	}
}

func locationEntity(l models.Location, company string) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: l.PublicID},
		{Name: "company", Value: company},
		{Name: "name", Value: l.Name},
		{Name: "code", Value: l.Code},
		{Name: "time_zone", Value: l.TimeZone},
		{Name: "active", Value: l.Active},
		{Name: "version", Value: l.Version},
		{Name: "created_at", Value: Date(l.CreatedAt)},
		{Name: "updated_at", Value: Date(l.UpdatedAt)},
	}
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
	entities := make([]api.Ordered, len(rows))
	for i, row := range rows {
		entities[i] = companyEntity(row.Company)
	}
	return WriteList(w, entities, next)
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
	return api.Write(w, http.StatusCreated, companyEntity(c))
}

// UpdateCompany changes what is given. The last write wins: the version of a
// company counts the changes of its callbacks too.
func (a API) UpdateCompany(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var c models.Company
	err = api.Again(r.Context(), func() error {
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
	return api.Write(w, http.StatusOK, companyEntity(c))
}

func readCompany(f api.Fields, c *models.Company) error {
	f.Text("name", &c.Name)
	Flag(&f, "active", &c.Active)
	return f.Problems.Err()
}

// ListLocations lists the locations of a company by name; q finds a part of
// name or code.
func (a API) ListLocations(w http.ResponseWriter, r *http.Request) error {
	f, err := ByName(r)
	if err != nil {
		return err
	}
	company, err := a.Store.Company(r.Context(), models.Everything, r.PathValue("company"))
	if err != nil {
		return err
	}
	f.Company = company.ID
	rows, next, err := a.Store.Locations(r.Context(), web.Scope(r), f)
	if err != nil {
		return err
	}
	entities := make([]api.Ordered, len(rows))
	for i, row := range rows {
		entities[i] = locationEntity(row.Location, company.PublicID)
	}
	return WriteList(w, entities, next)
}

// ShowLocation answers with one location.
func (a API) ShowLocation(w http.ResponseWriter, r *http.Request) error {
	l, err := a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
	if err != nil {
		return err
	}
	return a.answerLocation(w, r, l)
}

// answerLocation writes one location. Who reaches it may know its company.
func (a API) answerLocation(w http.ResponseWriter, r *http.Request, l models.Location) error {
	company, err := a.Store.CompanyByID(r.Context(), models.Everything, l.CompanyID)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, locationEntity(l, company.PublicID))
}

// CreateLocation adds a location to a company.
func (a API) CreateLocation(w http.ResponseWriter, r *http.Request) error {
	company, err := a.Store.Company(r.Context(), web.Scope(r), r.PathValue("company"))
	if err != nil {
		return err
	}
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	l := models.Location{CompanyID: company.ID, Active: true}
	if err := readLocation(f, &l); err != nil {
		return err
	}
	if err := a.Store.CreateLocation(r.Context(), web.Access(r), &l); err != nil {
		return err
	}
	w.Header().Set("Location", BasePath+"/locations/"+l.PublicID)
	return api.Write(w, http.StatusCreated, locationEntity(l, company.PublicID))
}

// UpdateLocation changes what is given.
func (a API) UpdateLocation(w http.ResponseWriter, r *http.Request) error {
	f, err := Read(w, r)
	if err != nil {
		return err
	}
	var l models.Location
	err = Change(r, f, func() (int64, error) {
		l, err = a.Store.Location(r.Context(), web.Scope(r), r.PathValue("location"))
		return l.Version, err
	}, func() error {
		if err := readLocation(f, &l); err != nil {
			return err
		}
		return a.Store.UpdateLocation(r.Context(), web.Access(r), &l)
	})
	if err != nil {
		return err
	}
	return a.answerLocation(w, r, l)
}

func readLocation(f api.Fields, l *models.Location) error {
	f.Text("name", &l.Name)
	f.Text("code", &l.Code)
	f.Text("time_zone", &l.TimeZone)
	Flag(&f, "active", &l.Active)
	return f.Problems.Err()
}
