package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

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
